"use strict";
// Everything works without this file; with it photos are made small before they are sent, and repeats are offered.

const LONGEST = 1600; // pixels of a photo's longer side
const WAIT = 900; // milliseconds after the last key

function once(form) {
  form.addEventListener("submit", () => form.querySelectorAll("[data-once]").forEach((button) => { button.disabled = true; }));
}

async function smaller(file) {
  return /^image\/(jpeg|png|webp)$/.test(file.type) && file.size >= 300000 ? redrawn(file) : file;
}

async function redrawn(file) { // only what is seen remains: no place, time or model of the telephone
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
  return blob && blob.size < file.size ? new File([blob], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
}

// The puzzle of a form (puzzle.js) is solved beside the page from the first touch on; a press before its end waits for it.
function puzzle(input) {
  let begun;
  const solved = () => begun ??= new Promise((done) => {
    const worker = new Worker(input.dataset.puzzle);
    worker.onmessage = (message) => { input.value = message.data; input.form.dataset.solved = "1"; done(); };
    worker.onerror = done;
    worker.postMessage(input.form.elements.puzzle.value);
  });
  for (const touch of ["pointerdown", "touchstart", "keydown", "focusin"]) addEventListener(touch, solved, { once: true, passive: true });
  input.form.addEventListener("submit", (event) => {
    if (input.value) return;
    event.preventDefault();
    solved().then(() => input.form.submit());
  });
  if ("now" in input.dataset) solved();
}

// Where the page is part of the installable portal: the worker (worker.js) comes after everything else has loaded.
function installable(link) {
  if (!navigator.serviceWorker) return;
  addEventListener("load", () => navigator.serviceWorker.register(link.dataset.worker).catch(() => {}));
}

// What waits on this telephone goes out from any page of the portal that has a network.
function waiting(count) {
  document.querySelectorAll("[data-waiting]").forEach((note) => { note.hidden = !count; });
}

function photos(form) {
  const input = form.querySelector("input[type=file]");
  input.addEventListener("change", async () => {
    const kept = new DataTransfer();
    for (const file of input.files) kept.items.add(await smaller(file).catch(() => file));
    input.files = kept.files;
    form.dataset.ready = "1";
  });
}

function similar(form) {
  const place = form.querySelector("#similar");
  const text = form.querySelector("textarea");
  let timer = 0, last = "";
  text.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      if (text.value.trim().split(/\s+/).length < 5 || text.value === last) return;
      last = text.value;
      const answer = await fetch(form.dataset.similar, { method: "POST", body: new FormData(form) }).catch(() => null);
      if (answer && answer.ok) place.innerHTML = await answer.text();
    }, WAIT);
  });
}

function codeOfTheReceipt(input) {
  const code = location.hash.slice(1);
  if (!/^\d{16}$/.test(code)) return;
  input.value = code.replace(/(\d{4})(?=\d)/g, "$1 ");
  history.replaceState(null, "", location.pathname);
}

document.querySelectorAll("form").forEach(once);
document.querySelectorAll("form[data-photos]").forEach(photos);
document.querySelectorAll("form[data-similar]").forEach(similar);
document.querySelectorAll("input.code").forEach(codeOfTheReceipt);
document.querySelectorAll("[data-puzzle]").forEach(puzzle);
document.querySelectorAll("link[data-worker]").forEach(installable);
if (navigator.serviceWorker) {
  navigator.serviceWorker.addEventListener("message", (message) => waiting(message.data.count));
  if (navigator.serviceWorker.controller) navigator.serviceWorker.controller.postMessage({ act: "send" });
}
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => print());
});
