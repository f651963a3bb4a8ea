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
