"use strict";
// Asks the phone once, on a click, and our own server which commune that is. The spot itself is written into the form
// only if the person then says that the matter needs it.

const place = document.querySelector("[data-place]");
const said = place.querySelector("[role=status]");
const exact = place.querySelector("label");
const area = document.getElementById("id_area");
const spot = document.getElementById("id_spot");
let here = "";

function asked() {
  return new Promise((found, lost) => navigator.geolocation.getCurrentPosition(found, lost, { timeout: 15000, maximumAge: 60000, enableHighAccuracy: true }));
}

async function locate() {
  said.textContent = place.dataset.asking;
  const { coords } = await asked();
  const body = new FormData();
  body.set("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
  body.set("latitude", coords.latitude.toFixed(4));
  body.set("longitude", coords.longitude.toFixed(4));
  const answer = await fetch(place.dataset.place, { method: "POST", body });
  const found = await answer.json();
  if (!answer.ok) { said.textContent = found.said; return; }
  area.value = found.area;
  here = `${place.dataset.mark} ${coords.latitude.toFixed(4)}, ${coords.longitude.toFixed(4)}`;
  said.textContent = `${place.dataset.found} ${found.area}.`;
  exact.hidden = false;
}

if ("geolocation" in navigator) {
  place.hidden = false;
  place.querySelector("button").addEventListener("click", () => locate().catch(() => { said.textContent = place.dataset.lost; }));
  exact.querySelector("input").addEventListener("change", (event) => {
    const without = spot.value.replace(here, "").trim();
    spot.value = event.target.checked ? `${without} ${here}`.trim() : without;
  });
}
