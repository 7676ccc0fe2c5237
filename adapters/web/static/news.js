// Keeps the page up to date: listens for changes, fetches what is new, marks what was read.

import { base, send } from "./net.js";

const body = document.body.dataset;
const list = document.getElementById("messages");
const scroll = document.getElementById("scroll");
const toEnd = document.getElementById("to-end");
const title = document.title.replace(/^\(\d+\) /, "");
let rev = Number(body.rev);
let running = null;
let again = false;
let turn = Promise.resolve();

/** Do one thing after the other, so that no older count is written over a newer one. */
function inTurn(act) {
  turn = turn.then(act, act);
  return turn;
}

const isAtEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 80;
const goToEnd = () => { scroll.scrollTop = scroll.scrollHeight; toEnd.hidden = true; };

/** Go to the newest message: to its beginning where it is longer than the window. */
export function goToNewest() {
  goToEnd();
  const above = list.lastElementChild?.getBoundingClientRect().top - scroll.getBoundingClientRect().top;
  if (above < 0) scroll.scrollTop += above;
}

/** Fetch what changed; calls while it runs become one more fetch. */
export function refresh() {
  again = running !== null;
  running ??= inTurn(fetchNews).finally(() => {
    running = null;
    if (again) refresh();
  });
  return running;
}

async function fetchNews() {
  try {
    const response = await fetch(`${base}/news?room=${encodeURIComponent(body.room)}&rev=${rev}`);
    if (!response.ok) return;
    const news = await response.json();
    const changed = news.rev > rev;
    rev = news.rev;
    if (list) show(news);
    else if (changed) await refreshHome();
    marks(news);
  } catch {
    // The stream of events says when Kring is back, and then this is asked again.
  }
}

function show(news) {
  const follow = isAtEnd();
  for (const id of news.gone) document.getElementById(`m${id}`)?.remove();
  const fresh = news.messages.map(put).filter(Boolean);
  if (list.children.length) document.getElementById("empty").hidden = true;
  if (follow && fresh.length) goToNewest();
  else if (follow) goToEnd();
  else if (fresh.length) toEnd.hidden = false;
  announce(news.messages.filter((each) => fresh.includes(each.id)).map((each) => each.say));
  if (fresh.length) markSeen();
}

function put(message) {
  const holder = document.createElement("template");
  holder.innerHTML = message.html.trim();
  const made = holder.content.firstElementChild;
  const old = document.getElementById(made.id);
  if (old) {
    replace(old, made);
    return null;
  }
  made.classList.add("fresh");
  list.append(made);
  return message.id;
}

/** Put a changed message in place of the old, and the keyboard where it was. */
function replace(old, made) {
  const buttons = [...old.querySelectorAll("button, summary, a")];
  const at = buttons.indexOf(document.activeElement);
  old.replaceWith(made);
  if (at >= 0) [...made.querySelectorAll("button, summary, a")][at]?.focus();
}

function announce(lines) {
  const said = lines.filter(Boolean);
  if (said.length) document.getElementById("announce").textContent = said.slice(-3).join(". ");
}

/** Fetch the home view anew. */
export async function refreshHome() {
  const response = await fetch(`${base}/card`);
  if (response.ok) document.getElementById("home").innerHTML = await response.text();
}

function marks(news) {
  const all = { ...news.unread, "*": news.total };
  for (const badge of document.querySelectorAll("[data-unread]")) {
    const number = all[badge.dataset.unread] ?? 0;
    badge.hidden = number === 0;
    badge.firstElementChild.textContent = number || "";
  }
  document.title = news.total ? `(${news.total}) ${title}` : title;
}

const markSeen = () => inTurn(tellSeen);

async function tellSeen() {
  const last = Number(list?.lastElementChild?.dataset.id ?? 0);
  if (document.visibilityState !== "visible" || !last) return;
  const answer = await send("seen", { room: body.room, last });
  if (answer?.ok) marks(answer.data);
}

function clock(state) {
  const bar = document.getElementById("clock");
  if (!bar) return;
  bar.dataset.moving = state.moving ? "yes" : "no";
  for (const part of bar.querySelectorAll("[data-clock]")) {
    if (part.dataset.clock === "moving") part.hidden = !state.moving;
    else part.textContent = state[part.dataset.clock];
  }
  document.getElementById("clock-now").dateTime = state.iso;
  for (const button of bar.querySelectorAll(".move")) button.ariaDisabled = state.moving ? "true" : null;
  const moment = document.getElementById("moment");
  moment.min = state.iso;
  if (moment.value < state.iso) moment.value = state.iso;
}

/** Begin to listen; after a break the stream says 'change' first, so nothing is missed. */
export function listen() {
  const stream = new EventSource(`${base}/events`);
  stream.addEventListener("change", (event) => {
    clock(JSON.parse(event.data));
    refresh();
  });
  window.addEventListener("pagehide", () => stream.close());
  document.addEventListener("visibilitychange", markSeen);
  toEnd?.addEventListener("click", goToEnd);
  scroll.addEventListener("scroll", () => { if (toEnd && isAtEnd()) toEnd.hidden = true; });
  markSeen();
}

/** Begin where reading stopped: at the first unread message, else at the end. */
export function begin() {
  const unread = document.querySelector(".new-from");
  if (unread) unread.scrollIntoView({ block: "center" });
  else if (list) goToNewest();
}
