// Dialogs: the page's own, the forms that Kring opens, and the question before a press counts.

import { notSaved, place, send } from "./net.js";

const forms = document.getElementById("forms");

/** Open a dialog of the page by its id. */
export function open(id) {
  document.getElementById(id).showModal();
}

/** Ask before something counts; gives whether to go on. */
export function confirmed(question, label) {
  const dialog = document.getElementById("confirm");
  const yes = dialog.querySelector("[data-yes]");
  document.getElementById("confirm-title").textContent = question;
  yes.textContent = label;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    yes.onclick = () => dialog.close("yes");
    dialog.onclose = () => resolve(dialog.returnValue === "yes");
  });
}

/** Show a form that Kring asks; `done` is told what came back when it is handed in. */
export function ask(html, done) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const dialog = holder.content.firstElementChild;
  const before = document.activeElement;
  forms.append(dialog);
  dialog.addEventListener("close", () => { dialog.remove(); before?.focus?.(); });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    hand(dialog, event.target, done);
  });
  dialog.showModal();
  dialog.querySelector("input, select, textarea")?.focus();
}

async function hand(dialog, form, done) {
  clear(form);
  if (!complete(form)) return;
  const button = form.querySelector(".actions .main");
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true";
  const answer = await submit(form);
  button.ariaDisabled = null;
  if (answer?.ok) {
    dialog.close();
    done(answer.data);
  } else if (answer?.data.fault) {
    if (answer.data.key) form.dataset.key = answer.data.key;
    fault(form, answer.data.fault.field, answer.data.fault.text);
  } else {
    notSaved(true);
    fault(form, "", document.body.dataset.notKept);
  }
}

async function submit(form) {
  const values = {};
  for (const input of form.querySelectorAll("[name]")) {
    const given = input.type === "file" ? await stored(input) : value(input);
    if (given === null || given.fault) return given;
    values[input.name] = [...(values[input.name] ?? []), ...given];
  }
  const { form: action, args, key } = form.dataset;
  return send("form", { ...place(), action, args: JSON.parse(args), key, values });
}

function value(input) {
  if (input.type === "checkbox" || input.type === "radio") {
    return input.checked ? [input.value] : [];
  }
  return input.value === "" ? [] : [input.value];
}

/** Send a file first; the form then carries its id. What was sent once is not sent again. */
async function stored(input) {
  const file = input.files[0];
  if (!file) return [];
  if (input.sent?.file !== file) {
    const content = new FormData();
    content.append("file", file);
    const answer = await send("files", content);
    if (answer === null) return null;
    if (!answer.ok) {
      return { fault: true, data: { fault: { ...answer.data.fault, field: input.name } } };
    }
    input.sent = { file, id: answer.data.id };
  }
  return [input.sent.id];
}

function clear(form) {
  for (const line of form.querySelectorAll(".fault")) line.hidden = true;
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
}

function complete(form) {
  const empty = [...form.querySelectorAll("[required]")].filter((input) => !input.value.trim());
  for (const input of [...empty].reverse()) {
    fault(form, input.name, document.body.dataset.needed);
  }
  return empty.length === 0;
}

function fault(form, name, text) {
  const own = [...form.querySelectorAll("[data-fault]")].find((each) => each.dataset.fault === name);
  const line = own ?? form.querySelector(".fault");
  line.textContent = text;
  line.hidden = false;
  const input = [...form.querySelectorAll("[name]")].find((each) => each.name === name);
  input?.setAttribute("aria-invalid", "true");
  (input ?? form.querySelector(".actions .main")).focus();
}
