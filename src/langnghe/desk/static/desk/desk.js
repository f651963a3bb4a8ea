// The desk works without this file; with it, files go up one by one, selects narrow each other and keys decide.
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// --- small things ---------------------------------------------------------------------------------------------

function prepare(root) {
  all("[data-without-script]", root).forEach((node) => { node.hidden = true; });
  all("[data-with-script]", root).forEach((node) => { node.hidden = false; });
  all("[data-topic]", root).forEach(narrowBySector);
}

document.addEventListener("change", (event) => {
  if (event.target.matches("select[data-submit]")) event.target.form.submit();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.open) document.getElementById(button.dataset.open).showModal();
  if (button.dataset.insert) insert(document.querySelector("[data-figures]"), button.dataset.insert);
  if ("cut" in button.dataset) insert(document.querySelector("[data-split]"), "||");
});

function insert(field, text) {
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.focus();
}

// A sector select before the topics: choosing one leaves its topics only. Without script the topics stand in groups.
function narrowBySector(topics) {
  const label = topics.closest(".choose").querySelector("[data-sector]");
  const sectors = label.querySelector("select");
  const groups = all("optgroup", topics);
  const chosen = topics.selectedOptions[0]?.closest("optgroup")?.label ?? "";
  sectors.append(...[...(chosen ? [] : [""]), ...groups.map((group) => group.label)].map((name) => new Option(name || "…", name)));
  sectors.value = chosen;
  const show = () => groups.forEach((group) => { sectors.value && group.label !== sectors.value ? group.remove() : topics.append(group); });
  show();
  sectors.addEventListener("change", () => {
    show();
    topics.value = groups.find((group) => group.label === sectors.value)?.querySelector("option").value ?? "";
  });
  label.hidden = false;
}

// --- many files at once ---------------------------------------------------------------------------------------

const AT_ONCE = 3;

function acceptDrops(form) {
  const input = form.querySelector("input[type=file]");
  const entries = (items) => [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  form.addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
  form.addEventListener("dragleave", () => form.classList.remove("over"));
  form.addEventListener("drop", async (event) => {
    event.preventDefault();
    form.classList.remove("over");
    const dropped = entries(event.dataTransfer.items);
    send(form, dropped.length ? (await Promise.all(dropped.map(filesOf))).flat() : [...event.dataTransfer.files]);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, [...input.files]);
    input.value = "";
  });
  input.addEventListener("change", () => form.requestSubmit());
  all("button", form).forEach((button) => { button.hidden = true; });
  input.classList.add("unseen");
}

// All files of a dropped file or folder, folders within it too; what the system hides stays out.
async function filesOf(entry) {
  if (entry.isFile) return entry.name.startsWith(".") ? [] : [await new Promise((done, fail) => entry.file(done, fail))];
  const reader = entry.createReader();
  const found = [];
  for (let some; (some = await new Promise((done, fail) => reader.readEntries(done, fail))).length;) found.push(...some);
  return (await Promise.all(found.map(filesOf))).flat();
}

async function send(form, files) {
  const results = document.querySelector("[data-results]");
  results.hidden = false;
  const queue = files.map((file) => [file, lineFor(file, form.dataset.waiting)]);
  results.querySelector("ul").prepend(...queue.map(([, line]) => line));
  const total = queue.length;
  let done = 0;
  const worker = async () => {
    for (let next; (next = queue.shift());) {
      await sendOne(form, ...next);
      done += 1;
      results.querySelector("[data-summary]").textContent = `${done}/${total} ${form.dataset.done}`;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  htmx.trigger(document.body, "sent");
}

function lineFor(file, state) {
  const line = document.createElement("li");
  const name = document.createElement("span");
  const tag = Object.assign(document.createElement("span"), { className: "tag", textContent: state });
  const bar = Object.assign(document.createElement("progress"), { max: 100, value: 0 });
  name.textContent = file.name;
  bar.setAttribute("aria-label", file.name);
  line.append(name, tag, bar);
  return line;
}

function sendOne(form, file, line) {
  const body = new FormData(form);
  body.delete("files");
  body.append("files", file, file.name);
  const request = new XMLHttpRequest();
  const failed = () => {
    line.querySelector("progress")?.remove();
    Object.assign(line.querySelector(".tag"), { className: "tag bad wrap", textContent: form.dataset.failed });
  };
  line.querySelector(".tag").textContent = form.dataset.sending;
  return new Promise((finish) => {
    request.upload.onprogress = (event) => { line.querySelector("progress").value = (100 * event.loaded) / event.total; };
    request.onload = () => {
      if (request.status === 200 && request.responseText.includes("<li>")) line.outerHTML = request.responseText.trim();
      else failed();
    };
    request.onerror = failed;
    request.onloadend = finish;
    request.open("POST", form.action);
    request.setRequestHeader("HX-Request", "true");
    request.send(body);
  });
}

// --- deciding by keyboard -------------------------------------------------------------------------------------

const cards = () => all("[data-review] > .opinion");
const current = () => document.activeElement?.closest(".opinion");

function step(by) {
  const list = cards();
  const at = list.indexOf(current());
  const next = list[at < 0 ? 0 : Math.min(Math.max(at + by, 0), list.length - 1)];
  next?.focus();
  next?.scrollIntoView({ block: "center", behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
}

// A key decides about the card that has the focus and no other: without one it only goes to the first.
function press(key) {
  if (!current()) step(0);
  else current().querySelector(`[data-key="${key}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, select, textarea, button, a, summary, dialog");
  if (!document.querySelector("[data-review]") || event.ctrlKey || event.altKey || event.metaKey) return;
  if (typing && !(typing.matches("button, a, select") && "jk?".includes(event.key))) return;
  if (event.key === "j") step(1);
  else if (event.key === "k") step(-1);
  else if (event.key === "?") document.getElementById("keys").showModal();
  else if (["Enter", "x", "l", "u"].includes(event.key)) press(event.key);
  else return;
  event.preventDefault();
});

// A card that was decided is swapped for its new state: keep the place, and go on to the next that waits.
document.addEventListener("htmx:load", (event) => {
  const fresh = event.detail.elt;
  if (fresh === document.body) return;
  prepare(fresh);
  if (!fresh.matches("[data-review] > .opinion")) return;
  const waiting = cards().slice(cards().indexOf(fresh)).find((each) => !each.matches(".decided"));
  (waiting ?? fresh).focus();
});

prepare(document);
document.querySelector(".menu [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
all("form[data-drop]").forEach(acceptDrops);

// --- leaving: notes of a field visit that wait on this telephone go with the officer (visits/queue.js) -------------

async function waitingNotes() {
  const place = await new Promise((done, fail) => {
    const opening = indexedDB.open("visit-notes");
    opening.onsuccess = () => done(opening.result);
    opening.onerror = fail;
  });
  const notes = !place.objectStoreNames.length ? [] : await new Promise((done, fail) => {
    const asked = place.transaction("notes").objectStore("notes").getAll();
    asked.onsuccess = () => done(asked.result);
    asked.onerror = fail;
  });
  place.close();
  return notes.filter(({ state }) => state !== "sent").length;
}

async function forgetNotes(address) {
  localStorage.removeItem("visit-notes-who");
  const worker = await navigator.serviceWorker?.getRegistration(address);
  if (worker && new URL(worker.scope).pathname === address) await worker.unregister(); // not the citizens'
  if (self.caches) await Promise.all((await caches.keys()).filter((name) => name.startsWith("visits-")).map((name) => caches.delete(name)));
  await new Promise((done) => { Object.assign(indexedDB.deleteDatabase("visit-notes"), { onsuccess: done, onerror: done, onblocked: done }); });
}

all("form[data-leave]").forEach((form) => form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (await waitingNotes().catch(() => 0) && !confirm(form.dataset.leave)) return;
  await forgetNotes(form.dataset.visits).catch(() => {});
  form.submit();
}));
