// How the page speaks to Kring: one way to send, one way to say that it did not arrive.

const body = document.body.dataset;
export const base = body.base ?? "";
export const place = () => ({ room: body.room ?? "", place: body.kind });

/** A key under which something is done once, however often it is sent. */
export const newKey = () => crypto.randomUUID();

/** Send an object; gives {ok, status, data}, or null when nothing came back that was meant. */
export async function send(path, content) {
  const file = content instanceof FormData;
  try {
    const response = await fetch(`${base}/${path}`, {
      method: "POST",
      headers: file ? {} : { "Content-Type": "application/json" },
      body: file ? content : JSON.stringify(content),
    });
    const data = await response.json();
    return { ok: response.ok, status: response.status, data };
  } catch {
    return null;
  }
}

let hiding = 0;

/** Say something for a few seconds, read aloud at once. */
export function toast(text) {
  const line = document.getElementById("toast");
  line.textContent = text;
  line.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => { line.hidden = true; }, 8000);
}

export const notSaved = (kept = false) => toast(kept ? body.notKept : body.notSaved);
