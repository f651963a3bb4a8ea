// Cases work without this file; with it, keys walk the inbox and ready texts go into the answer where the cursor is.
"use strict";

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-into]");
  if (!link) return;
  const field = document.getElementById(link.dataset.into);
  field.setRangeText(link.dataset.text, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  event.preventDefault();
});

// --- the inbox by keyboard: j and k walk, x ticks, / searches, n registers, ? tells --------------------------

const rows = () => [...document.querySelectorAll("[data-row]")];

function walk(by) {
  const list = rows();
  const at = list.indexOf(document.activeElement?.closest("[data-row]"));
  const next = list[at < 0 ? 0 : Math.min(Math.max(at + by, 0), list.length - 1)];
  next?.querySelector("a").focus();
  next?.scrollIntoView({ block: "nearest" });
}

const pressed = {
  j: () => walk(1),
  k: () => walk(-1),
  x: () => document.activeElement?.closest("[data-row]")?.querySelector("input").click(),
  n: () => document.querySelector("[data-new]")?.click(),
  "/": () => document.getElementById("words").focus(),
  "?": () => document.getElementById("case-keys").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (!document.getElementById("case-keys") || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.target.closest("input:not([type=checkbox]), select, textarea, dialog") || !(event.key in pressed)) return;
  event.preventDefault();
  pressed[event.key]();
});

document.addEventListener("change", (event) => {
  if (!event.target.closest("[data-row]")) return;
  const said = document.querySelector("[data-ticked]");
  const count = document.querySelectorAll("[data-row] input:checked").length;
  if (said) said.textContent = `${count} ${said.dataset.words}:`;
});
