"use strict";
// The page of field notes without a network. It keeps the empty page and its files; notes are in queue.js.

async function fill() {
  const wanted = [SHELL, ...FILES].map((address) => new Request(address, { cache: "no-cache", redirect: "error" }));
  await (await caches.open(VERSION)).addAll(wanted); // a session that has ended redirects: then the old one stays
}

const kept = async (address) => (await caches.open(VERSION)).match(address, { ignoreVary: true });

async function opened(event) {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(kept(SHELL).then((found) => found || fill()).catch(() => {})); // the browser may have tidied up
    return answer;
  } catch (error) {
    return (await kept(SHELL)) || Promise.reject(error);
  }
}

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("visits-") && name !== VERSION);
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (origin !== self.location.origin || event.request.method !== "GET") return;
  if (event.request.mode === "navigate") { if (pathname === PAGE) event.respondWith(opened(event)); }
  else if (FILES.includes(pathname)) event.respondWith(kept(pathname).then((found) => found || fetch(event.request)));
});

self.addEventListener("sync", (event) => {
  event.waitUntil(sendAll().then(({ left }) => left && Promise.reject(new Error("waiting"))));
});
