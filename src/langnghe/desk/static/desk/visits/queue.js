"use strict";
// Notes that wait on this telephone: kept in its database, sent one by one. The page and its worker both use this file;
// addresses are relative to the page. The key of a note makes it one in the register, however often it is sent.

const CHANGED = "BroadcastChannel" in self ? new BroadcastChannel("visit-notes") : null; // the worker tells the page

function store(mode) {
  return new Promise((done, fail) => {
    const opening = indexedDB.open("visit-notes", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("notes", { keyPath: "key" });
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const writing = opening.result.transaction("notes", mode, { durability: "strict" });
      writing.oncomplete = () => opening.result.close();
      done(writing.objectStore("notes"));
    };
  });
}

async function ask(mode, act) {
  const place = await store(mode);
  return new Promise((done, fail) => {
    const asked = act(place);
    place.transaction.addEventListener("complete", () => done(asked.result));
    place.transaction.onabort = asked.onerror = () => fail(asked.error);
  });
}

const all = () => ask("readonly", (place) => place.getAll());
const put = (note) => ask("readwrite", (place) => place.put(note));
const drop = (key) => ask("readwrite", (place) => place.delete(key));

// Only if it is still there: what was deleted while it was being sent stays deleted.
async function change(key, made) {
  const place = await store("readwrite");
  return new Promise((done) => {
    place.get(key).onsuccess = ({ target }) => { if (target.result) place.put(made(target.result)); };
    place.transaction.addEventListener("complete", () => done());
  });
}

// --- sending ---

let sending = null;

function sendAll() { // one after the other, never two rounds at once
  sending ??= round().finally(() => { sending = null; });
  return sending;
}

async function round() { // how many still wait, and whether the officer must sign in first
  let left = 0, ended = false;
  for (const note of await all()) {
    if (note.state !== "waiting") continue;
    const came = await sent(note).catch(() => "later");
    if (came !== "done") left++;
    ended ||= came === "ended";
  }
  return { left, ended };
}

async function sent(note) { // "done", "later", or "ended" where there is no session
  const asked = await fetch("moc/", { redirect: "manual" });
  if (asked.type === "opaqueredirect" || asked.status === 403) return "ended";
  const { token } = await asked.json();
  const form = new FormData();
  for (const name of ["key", "who", "area", "on", "text", "kind"]) form.append(name, note[name] || "");
  const answer = await fetch("nhan/", { method: "POST", body: form, headers: { "X-CSRFToken": token }, redirect: "manual" });
  if (answer.status === 409) return "done"; // another officer's: it stays until that officer opens the page
  if (answer.status !== 200 && answer.status !== 422) return "later";
  const said = await answer.json();
  // The words leave the telephone once they have arrived; what is refused stays, to be corrected.
  if (said.address) await change(note.key, ({ key, who }) => ({ key, who, state: "sent", ...said }));
  else await change(note.key, (old) => ({ ...old, state: "refused", ...said }));
  CHANGED?.postMessage("");
  return "done";
}
