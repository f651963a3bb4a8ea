// Counts the seconds that the server gave down to zero; the server itself ends the time, whatever this shows.
"use strict";

document.querySelectorAll("[data-seconds]").forEach((node) => {
  const end = performance.now() + 1000 * Number(node.dataset.seconds);
  const show = () => {
    const left = Math.max(0, Math.round((end - performance.now()) / 1000));
    node.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  };
  show();
  setInterval(show, 1000);
});
