// The line one writes: sends on Enter, keeps a draft, and completes commands after a slash.

import { newKey, notSaved, send } from "./net.js";

const body = document.body.dataset;
const form = document.getElementById("composer");
const line = document.getElementById("line");
const list = document.getElementById("commands");
const options = list ? [...list.children] : [];
const draft = `draft:${body.me}:${body.kind}:${body.room}`;
let key = newKey();
let chosen = -1;

/** Wire the composer, where the page has one; `done` is told what Kring answered. */
export function compose(done) {
  if (!form) return;
  // What somebody typed before this page was ready goes before what was kept.
  line.value ||= sessionStorage.getItem(draft) ?? "";
  line.addEventListener("input", () => { sessionStorage.setItem(draft, line.value); offer(); });
  line.addEventListener("keydown", typed);
  list.addEventListener("keydown", typed);
  for (const part of [line, list]) part.addEventListener("focusout", left);
  list.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    const option = event.target.closest("[role=option]");
    if (option) take(option);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say(done);
  });
  grow();
}

function left(event) {
  if (event.relatedTarget !== list && event.relatedTarget !== line) hide();
}

function grow() {
  if (CSS.supports("field-sizing", "content")) return;
  line.addEventListener("input", () => {
    line.style.height = "auto";
    line.style.height = `${line.scrollHeight}px`;
  });
}

async function say(done) {
  const text = line.value.trim();
  if (!text || form.dataset.busy) return;
  form.dataset.busy = "yes";
  hide();
  const answer = await send("say", { room: body.room, text, key });
  delete form.dataset.busy;
  if (!answer?.ok) {
    notSaved(true);
    return;
  }
  key = newKey();
  line.value = "";
  line.dispatchEvent(new Event("input"));
  done(answer.data);
}

/** Return what is being typed of a command's word, null when it is none. */
function started() {
  const match = /^\/(?:kring\s+)?(\S*)$/i.exec(line.value);
  return match ? match[1].toLowerCase() : null;
}

const visible = () => options.filter((option) => !option.hidden);

function offer() {
  const begun = started();
  if (begun === null) {
    hide();
    return;
  }
  for (const option of options) {
    const words = option.dataset.words.split(" ");
    option.hidden = !("kring".startsWith(begun) || words.some((word) => word.startsWith(begun)));
  }
  list.hidden = visible().length === 0;
  mark(list.hidden ? -1 : 0);
}

function mark(index) {
  chosen = index;
  const shown = visible();
  for (const option of options) option.setAttribute("aria-selected", option === shown[index]);
  if (index < 0) line.removeAttribute("aria-activedescendant");
  else {
    line.setAttribute("aria-activedescendant", shown[index].id);
    shown[index].scrollIntoView({ block: "nearest" });
  }
}

function hide() {
  list.hidden = true;
  mark(-1);
}

function take(option) {
  line.value = `${body.kind === "room" ? "/kring " : "/"}${option.dataset.word} `;
  hide();
  line.focus();
  sessionStorage.setItem(draft, line.value);
}

function typed(event) {
  if (event.isComposing) return;
  if (!list.hidden && choosing(event)) {
    event.preventDefault();
    return;
  }
  if (event.key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    form.requestSubmit();
  }
}

/** Tell whether what is typed is a whole word of this command, in either language. */
function known(option) {
  return option.dataset.words.split(" ").includes(started());
}

/** Handle a key while commands are offered; gives whether it was one for the list. */
function choosing(event) {
  const shown = visible();
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) mark((chosen + step + shown.length) % shown.length);
  else if (event.key === "Escape") hide();
  else if (event.key === "Tab" && !event.shiftKey) take(shown[chosen]);
  else if (event.key === "Enter" && !known(shown[chosen])) take(shown[chosen]);
  else return false;
  return true;
}
