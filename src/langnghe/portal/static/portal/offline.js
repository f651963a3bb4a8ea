"use strict";
// The page that opens without a network: it writes, shows and deletes; the worker keeps and sends (worker.js).

const form = document.querySelector("#write");
const queue = document.querySelector("#queue");
const mark = (id, wrong) => { document.querySelector(`#${id}-wrong`).hidden = !wrong; return wrong; };
let shown = [];

async function ask(act, more = {}) {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const answer = new Promise((done, fail) => { port1.onmessage = ({ data }) => data.done ? done(data.said) : fail(new Error(data.error)); });
  active.postMessage({ act, ...more }, [port2]);
  return answer;
}

function newKey() { // 32 random bytes, as letters that an address may hold
  const letters = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(32))));
  return letters.replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// --- what waits, what was refused, what has arrived ---

function card(message) {
  const one = document.querySelector(`#${message.state}`).content.cloneNode(true).firstElementChild;
  const said = { ...message, at: message.at && new Date(message.at).toLocaleString("vi-VN"), photos: message.photos && message.photos.length };
  one.querySelectorAll("[data-put]").forEach((place) => { place.textContent = said[place.dataset.put]; });
  one.querySelectorAll("[data-if]").forEach((place) => { place.hidden = !said[place.dataset.if]; });
  one.querySelectorAll("[data-do]").forEach((button) => button.addEventListener("click", () => press(button, message)));
  return one;
}

function show(messages) {
  shown = messages;
  queue.replaceChildren(...messages.map(card));
}

async function press(button, message) {
  if (button.dataset.sure && !confirm(button.dataset.sure)) return;
  if (button.dataset.do === "again") fill(message);
  await (button.dataset.do === "send" ? ask("send") : ask("drop", { key: message.key }));
}

function fill(message) {
  for (const field of form.elements) if (field.name in message && field.name !== "photos" && field.type !== "radio") field.value = message[field.name];
  form.elements.kind.value = message.kind;
  form.scrollIntoView();
}

// --- writing ---

async function drawn(files) { // null where there are too many or one cannot be drawn anew: nothing waits as the camera made it
  if (files.length > Number(form.elements.photos.dataset.most)) return null;
  return Promise.all([...files].map(redrawn)).catch(() => null);
}

function isWrong(message) {
  const unnamed = message.kind === "khieu_nai" && !(message.name.trim() && message.address.trim());
  if (unnamed) document.querySelector("#contact").open = true;
  const wrong = [mark("text", !message.text.trim()), mark("kind", !message.kind), mark("contact", unnamed), mark("photos", !message.photos)];
  if (wrong.includes(true)) form.querySelector(".error:not([hidden])").scrollIntoView({ block: "center" });
  return wrong.includes(true);
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = form.querySelector("button.main-act");
  button.disabled = true;
  const typed = Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "photos"));
  const message = { ...typed, key: newKey(), at: Date.now(), photos: await drawn(form.elements.photos.files) };
  try {
    if (isWrong(message)) return;
    await ask("keep", { message });
    form.reset();
    scrollTo(0, 0);
  } catch {
    document.querySelector("#unable").hidden = false;
    scrollTo(0, 0);
  } finally {
    button.disabled = false;
  }
});

// --- beginning, and leaving ---

async function begin() {
  if (!navigator.serviceWorker || !self.indexedDB) throw new Error("no worker");
  navigator.serviceWorker.addEventListener("message", ({ data }) => show(data.messages));
  await navigator.serviceWorker.register(document.querySelector("link[data-worker]").dataset.worker);
  form.hidden = false;
  await ask("list");
  const draft = await ask("draft");
  if (draft) form.elements.text.value = draft;
  ask("send");
}

for (const moment of ["online", "visibilitychange"]) addEventListener(moment, () => { if (shown.length && !document.hidden) ask("send"); });

document.querySelectorAll(".exit").forEach((exit) => exit.addEventListener("submit", async (event) => {
  event.preventDefault();
  await Promise.race([ask("forget").catch(() => {}), new Promise((late) => setTimeout(late, 1000))]);
  if (navigator.onLine) exit.submit();
  else location.replace("about:blank");
}));

begin().catch(() => { document.querySelector("#unable").hidden = false; });
