"use strict";
// The page of field notes: with this file a note waits on the telephone until it is sent; without it the form is sent.

const WAIT = 30000; // milliseconds until one more try, as long as the page is open
const form = document.querySelector("#write");
const queue = document.querySelector("#queue");
const say = (id, shown) => { document.querySelector(id).hidden = !shown; };
const who = form.dataset.who || localStorage.getItem("visit-notes-who"); // the page kept for later names no officer

function newKey() { // 32 random bytes, as letters that an address may hold
  const letters = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
  return letters.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function today() {
  const now = new Date();
  return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
}

// --- what waits, what was refused, what has arrived ---

function card(note) {
  const one = document.querySelector(`#${note.state}`).content.cloneNode(true).firstElementChild;
  const shown = { ...note, day: note.on && note.on.split("-").reverse().join("/") };
  one.querySelectorAll("[data-put]").forEach((place) => { place.textContent = shown[place.dataset.put]; });
  one.querySelectorAll("a").forEach((link) => { link.href = note.address; });
  one.querySelectorAll("[data-do]").forEach((button) => button.addEventListener("click", () => press(button, note)));
  return one;
}

async function show() { // of another officer's notes nothing is shown but that they are there
  const notes = await all();
  queue.replaceChildren(...notes.filter((note) => note.who === who).map(card));
  say("#others", notes.some((note) => note.who !== who));
}

async function press(button, note) {
  if (button.dataset.sure && !confirm(button.dataset.sure)) return;
  if (button.dataset.do === "send") return send();
  if (button.dataset.do === "again") return fill(note);
  await drop(note.key);
  await show();
}

let corrected = null; // the refused note that the next one stands for

function fill(note) {
  corrected = note.key;
  for (const name of ["area", "on", "text", "kind"]) form.elements[name].value = note[name];
  form.elements.text.focus();
}

let again = 0;

async function send() {
  clearTimeout(again);
  await show();
  const { left, ended } = await sendAll();
  say("#ended", ended);
  if (left) again = setTimeout(send, WAIT);
  await show();
}

// --- writing ---

async function keep(event) {
  event.preventDefault();
  const said = Object.fromEntries(["area", "on", "text", "kind"].map((name) => [name, form.elements[name].value]));
  form.elements.text.value = ""; // at once, so that a second press finds nothing to send
  try {
    await put({ ...said, key: newKey(), who, state: "waiting" });
    if (corrected) await drop(corrected);
    corrected = null;
  } catch {
    form.elements.text.value = said.text;
    return form.dataset.who ? form.submit() : say("#unable", true);
  }
  navigator.serviceWorker.ready.then(({ sync }) => sync?.register("send")).catch(() => {});
  return send();
}

async function begin() {
  if (!navigator.serviceWorker || !self.indexedDB || !who) throw new Error("nothing can be kept");
  await all();
  localStorage.setItem("visit-notes-who", who);
  await navigator.serviceWorker.register(form.dataset.worker);
  form.addEventListener("submit", keep);
  for (const moment of ["online", "visibilitychange"]) addEventListener(moment, () => { if (!document.hidden) send(); });
  CHANGED?.addEventListener("message", show);
  say("#lasting", true);
  await send();
}

form.elements.on.value ||= today();
begin().catch(() => say("#unable", true));
