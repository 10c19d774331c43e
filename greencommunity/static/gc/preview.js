"use strict";
// A picture over the page: Esc closes, arrows go on to the next of the same album. Without this file, a link.

const preview = document.getElementById("preview");
let album = [];
let at = 0;

function show(place) {
  at = (place + album.length) % album.length;
  const { name, who, facts } = album[at].dataset;
  const picture = preview.querySelector("img");
  picture.src = album[at].href;
  picture.alt = name;
  preview.querySelector("h2").textContent = name;
  preview.querySelector("[data-who]").textContent = who;
  preview.querySelector("[data-facts]").textContent = facts;
  preview.querySelector("[data-place]").textContent = `${at + 1} / ${album.length}`;
  preview.querySelector(".gc-preview-steps").hidden = album.length < 2;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-preview]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  album = [...link.closest("[data-album]").querySelectorAll("a[data-preview]")];
  show(album.indexOf(link));
  preview.showModal();
});

preview.addEventListener("click", (event) => {
  const turn = event.target.closest("[data-turn]");
  if (turn) show(at + Number(turn.dataset.turn));
  else if (event.target === preview || event.target.closest("[data-close]")) preview.close();
});

preview.addEventListener("keydown", (event) => {
  event.stopPropagation(); // the page's own keys wait
  if (event.key === "ArrowLeft" || event.key === "ArrowRight") show(at + (event.key === "ArrowLeft" ? -1 : 1));
});

preview.addEventListener("close", () => {
  preview.querySelector("img").removeAttribute("src");
  const link = album[at];
  if (link?.isConnected) link.focus();
});
