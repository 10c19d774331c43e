"use strict";
// The whole sheet from the keyboard. The keys are listed under 键盘; single letters only where nobody is typing.

const KEYS_OFF = "gc-keys-off";
const keysBox = document.getElementById("keys");
const keysOn = keysBox.querySelector("input");

try {
  keysOn.checked = localStorage.getItem(KEYS_OFF) === null;
} catch {
  // No storage: the keys are on.
}
keysOn.addEventListener("change", () => {
  try {
    if (keysOn.checked) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
  } catch {
    // Then it holds for this page.
  }
});

const cards = () => [...document.querySelectorAll(".gc-item-wrap")];
let current = null; // the card the keyboard was last in; cards are replaced, their numbers stay

function here() {
  return document.activeElement.closest(".gc-item-wrap") ?? (current && document.getElementById(current));
}

document.addEventListener("focusin", (event) => {
  current = event.target.closest(".gc-item-wrap")?.id ?? current;
});

function goTo(card) {
  if (!card) return;
  card.querySelector("details").open = true;
  const summary = card.querySelector("summary");
  summary.focus({ preventScroll: true });
  summary.scrollIntoView({ block: "start" });
}

/* The nearest unassessed card after (or before) this one, round the end of the sheet. */
function unassessed(step) {
  const all = cards();
  const start = all.indexOf(here());
  const from = start < 0 && step < 0 ? 0 : start;
  for (let seen = 1; seen <= all.length; seen += 1) {
    const card = all[(from + step * seen + 2 * all.length) % all.length];
    if (card.querySelector("[data-unassessed]")) return card;
  }
  return null;
}

let decided = null; // the card a key has just decided: when its answer is there, on to the next

const DO = {
  N: () => goTo(unassessed(1)),
  P: () => goTo(unassessed(-1)),
  Y: () => {
    const button = here()?.querySelector(".gc-item-foot button:is([value=no_deduction], [value=save]:not(.no-js))");
    if (!button) return;
    decided = here().id;
    button.click();
  },
  O: () => {
    const card = here();
    if (!card) return;
    card.querySelector("details").open = !card.querySelector("details").open;
    card.querySelector("summary").focus();
  },
  S: () => here()?.querySelector("form[data-item] button[value=save]:enabled")?.form.requestSubmit(),
  "?": () => {
    keysBox.open = true;
    keysBox.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  const typing = event.target.closest(
    "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]",
  );
  if (event.key === "Escape" && typing) {
    here()?.querySelector("summary").focus();
    return;
  }
  if (typing || !keysOn.checked) return;
  const act = DO[event.key === "？" ? "?" : event.key.toUpperCase()];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("htmx:afterRequest", (event) => {
  const card = `card-${event.detail.requestConfig.elt.dataset.item}`;
  if (decided !== card) return;
  decided = null;
  const left = document.activeElement !== document.body && here()?.id !== card;
  if (!left && event.detail.xhr.getResponseHeader("X-Item-Saved")) goTo(unassessed(1));
});

// “下一未评” is a link for everybody; with the keyboard the focus goes along, also when the address stays the same.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#item-"]');
  if (!link) return;
  event.preventDefault();
  history.replaceState(null, "", link.hash);
  goTo(document.querySelector(link.hash).parentElement);
});
