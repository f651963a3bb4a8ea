"use strict";
// What waits on this telephone: kept in its database, sent when there is a network, told to the pages that are open.
// sw.js says the addresses; puzzle.js solves. The key of a message makes it one however often it is sent.

const WAIT = 30000; // milliseconds until one more try, as long as the worker is awake

// --- the form without a network ---

self.addEventListener("install", (event) => {
  const fresh = SHELL.map((address) => new Request(address, { cache: "no-cache" }));
  event.waitUntil(caches.open(VERSION).then((kept) => kept.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const old = (names) => Promise.all(names.filter((name) => name.startsWith("citizens-") && name !== VERSION).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(old).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== self.location.origin) return;
  if (event.request.mode === "navigate") {
    if (pathname.startsWith("/gui/") || PAGES.includes(pathname)) event.respondWith(opened(event.request, pathname));
  } else if (SHELL.includes(pathname)) event.respondWith(kept(pathname).then((found) => found || fetch(event.request)));
});

const kept = (address) => caches.match(address, { ignoreVary: true });

async function opened(request, pathname) {
  const typed = request.method === "POST" && pathname === FIRST ? request.clone() : null;
  try {
    return await fetch(request);
  } catch (error) {
    if (typed) draft = String((await typed.formData()).get("text") || "");
    return (await kept(PAGE)) || Promise.reject(error);
  }
}

let draft = ""; // typed on the first question when the network broke; the page asks for it once

// --- the telephone's database ---

function store(mode) {
  return new Promise((done, fail) => {
    const opening = indexedDB.open("lang-nghe", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("messages", { keyPath: "key" });
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const writing = opening.result.transaction("messages", mode, { durability: "strict" });
      writing.oncomplete = () => opening.result.close();
      done(writing.objectStore("messages"));
    };
  });
}

async function ask(mode, act) {
  const place = await store(mode);
  return new Promise((done, fail) => {
    const asked = act(place);
    if (mode === "readonly") asked.onsuccess = () => done(asked.result);
    else place.transaction.addEventListener("complete", () => done());
    place.transaction.onabort = asked.onerror = () => fail(asked.error);
  });
}

const all = () => ask("readonly", (place) => place.getAll());
const put = (message) => ask("readwrite", (place) => place.put(message));
const drop = (key) => ask("readwrite", (place) => place.delete(key));

// Only if it is still there: what was deleted while it was being sent stays deleted.
async function change(key, made) {
  const place = await store("readwrite");
  return new Promise((done) => {
    place.get(key).onsuccess = (event) => { if (event.target.result) place.put(made(event.target.result)); };
    place.transaction.addEventListener("complete", () => done());
  });
}

// --- sending ---

let sending = null;

function send() { // one after the other, never two rounds at once
  sending ??= round().finally(() => { sending = null; });
  return sending;
}

async function round() {
  let left = 0;
  for (const message of await all()) if (message.state === "waiting" && !(await sent(message))) left++;
  if (left) setTimeout(send, WAIT);
  return left;
}

async function sent(message) { // whether there is nothing more to try
  try {
    const { puzzle, token } = await (await fetch(PUZZLE)).json();
    const form = new FormData();
    for (const name of ["key", "text", "area", "spot", "kind", "name", "address", "phone", "email"]) form.append(name, message[name] || "");
    message.photos.forEach((photo, number) => form.append("photos", photo, `anh-${number + 1}.jpg`));
    form.append("puzzle", puzzle);
    form.append("solution", solve(puzzle));
    const answer = await fetch(TAKE, { method: "POST", body: form, headers: { "X-CSRFToken": token } });
    if (answer.status !== 200 && answer.status !== 422) return false;
    const said = await answer.json();
    // The words leave the telephone once they have arrived; what is refused stays, to be written anew.
    if (said.code) await change(message.key, ({ key }) => ({ key, state: "sent", ...said }));
    else await change(message.key, (old) => ({ ...old, state: "refused", wrong: said.wrong }));
  } catch {
    return false;
  }
  await tell();
  return true;
}

async function tell() {
  const messages = await all();
  for (const page of await self.clients.matchAll()) page.postMessage({ count: messages.length, messages });
}

self.addEventListener("sync", (event) => {
  event.waitUntil(send().then((left) => left && Promise.reject(new Error("waiting"))));
});

// --- what the pages ask ---

async function forget() { // the quick way out: nothing stays
  await Promise.all((await caches.keys()).map((name) => caches.delete(name)));
  await ask("readwrite", (place) => place.clear());
  await self.registration.unregister();
}

const ACTS = {
  async keep({ message }) {
    await put({ ...message, state: "waiting" });
    if (self.registration.sync) self.registration.sync.register("send").catch(() => {});
  },
  drop: ({ key }) => drop(key),
  forget,
  async draft() { const text = draft; draft = ""; return text; },
  async send() { tell(); await send(); },
  list: () => {},
};

self.addEventListener("message", (event) => {
  const act = ACTS[event.data.act]; // the answer comes first, sending after it
  if (!act) return;
  const done = act(event.data);
  event.waitUntil(Promise.resolve(done).then(
    async (said) => {
      if (event.ports[0]) event.ports[0].postMessage({ done: true, said });
      if (event.data.act !== "forget") await tell();
      if (event.data.act === "keep") await send();
    },
    (error) => { if (event.ports[0]) event.ports[0].postMessage({ error: String(error) }); },
  ));
});
