// The chat's page: presses, dialogs, the drawer and the clock; the rest is in modules of its own.

import "./choose.js";
import { compose } from "./composer.js";
import { ask, confirmed, open } from "./dialogs.js";
import { begin, goToNewest, listen, refresh, refreshHome } from "./news.js";
import { newKey, notSaved, place, send, toast } from "./net.js";

const atHome = document.body.dataset.kind === "home";

/** Show what Kring answered. */
async function answered(data) {
  if (data.notice && !atHome) {
    farewell(data.notice);
    return;
  }
  if (atHome) {
    const notice = document.getElementById("notice");
    notice.innerHTML = data.notice ?? "";
    notice.hidden = !data.notice;
    if (data.notice) document.getElementById("announce").textContent = notice.textContent;
    await refreshHome();
  }
  await refresh();
  if (data.toast) toast(data.toast);
  if (!atHome) goToNewest();
  if (data.form) ask(data.form, answered);
}

/** Say the last words to somebody of whom nothing is kept any more, and no history to show. */
function farewell(words) {
  document.querySelector("main .column").innerHTML = words;
  document.getElementById("composer").remove();
  document.getElementById("announce").textContent = document.querySelector("main .column").textContent;
}

async function press(button) {
  const { press: action, args, value = "", confirm } = button.dataset;
  if (button.ariaDisabled === "true") return;
  if (confirm && !(await confirmed(confirm, button.textContent))) return;
  // The key stays until an answer came, so that pressing again after a break counts once.
  button.dataset.key ??= newKey();
  const { key } = button.dataset;
  // Busy rather than disabled: a disabled button loses the keyboard.
  button.ariaDisabled = "true";
  const answer = await send("press", { ...place(), action, args: JSON.parse(args), value, key });
  button.ariaDisabled = null;
  if (!answer || (!answer.ok && !answer.data.fault)) {
    notSaved();
    return;
  }
  delete button.dataset.key;
  button.closest("details.pick")?.removeAttribute("open");
  if (!answer.ok) toast(answer.data.fault.text);
  else await answered(answer.data);
}

/** Begin something from a message: the server knows its words. */
async function shortcut(button) {
  button.dataset.key ??= newKey();
  const { shortcut: message, key } = button.dataset;
  const { room } = place();
  const answer = await send("shortcut", { room, message: Number(message), key });
  if (!answer || (!answer.ok && !answer.data.fault)) {
    notSaved();
    return;
  }
  delete button.dataset.key;
  button.closest("details.pick").removeAttribute("open");
  if (!answer.ok) toast(answer.data.fault.text);
  else await answered(answer.data);
}

async function move(to) {
  if (document.getElementById("clock").dataset.moving === "yes") return;
  const answer = await send("clock", { to });
  if (!answer) notSaved();
  else if (!answer.ok) toast(answer.data.fault.text);
}

function drawer(isOpen) {
  document.body.classList.toggle("drawer-open", isOpen);
  document.getElementById("main").inert = isOpen;
  const button = document.querySelector("[data-drawer]");
  button.setAttribute("aria-expanded", isOpen);
  if (isOpen) document.querySelector(".shut").focus();
  else button.focus();
}

function closePicks(except) {
  for (const pick of document.querySelectorAll("details.pick[open]")) {
    if (pick !== except) pick.removeAttribute("open");
  }
}

const clicks = {
  press: (found) => press(found),
  shortcut: (found) => shortcut(found),
  open: (found) => open(found.dataset.open),
  close: (found) => found.closest("dialog").close(),
  move: (found) => move(found.dataset.move),
  drawer: () => drawer(true),
  drawerClose: () => drawer(false),
};

document.addEventListener("click", (event) => {
  closePicks(event.target.closest("details.pick"));
  if (event.target.matches("dialog")) event.target.close();
  for (const [name, act] of Object.entries(clicks)) {
    const attribute = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const found = event.target.closest(`[data-${attribute}]`);
    if (found) act(found);
  }
});

// A list that opens at the edge of the page comes into view with it.
document.addEventListener("toggle", (event) => {
  if (event.target.matches("details.pick[open]")) {
    event.target.lastElementChild.scrollIntoView({ block: "nearest" });
  }
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const pick = document.activeElement.closest("details.pick[open]");
  closePicks();
  pick?.querySelector("summary").focus();
  if (document.body.classList.contains("drawer-open") && !document.querySelector("dialog[open]")) {
    drawer(false);
  }
});

document.getElementById("to-date-form")?.addEventListener("submit", (event) => {
  event.preventDefault();
  const moment = document.getElementById("moment");
  if (!moment.value || moment.value < moment.min) return moment.focus();
  event.target.closest("dialog").close();
  move(moment.value);
});

begin();
listen();
compose(answered);
