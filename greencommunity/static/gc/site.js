"use strict";
// Comfort only: every page works without this file.
document.documentElement.classList.add("js");

document.addEventListener("click", (event) => {
  const step = event.target.closest("[data-step]");
  if (step) {
    const input = step.parentElement.querySelector("input");
    // NFKC makes ２ a 2; what is no number at all counts as nothing yet.
    const now = Number.parseInt(input.value.normalize("NFKC"), 10) || 0;
    input.value = String(Math.max(now + Number(step.dataset.step), 0));
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return;
  }
  if (event.target.closest("[data-print]")) {
    window.print();
    return;
  }
  for (const open of document.querySelectorAll("details.gc-drop[open], details.gc-menu[open]")) {
    if (!open.contains(event.target)) open.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    for (const open of document.querySelectorAll("details.gc-drop[open], details.gc-menu[open]")) {
      open.open = false;
      open.querySelector("summary").focus();
    }
    return;
  }
  // A link or button may name one key (data-key="J"); never while somebody types.
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  // Nobody types into a radio or a box: there a key still chooses.
  if (event.target.closest("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]")) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key.toUpperCase())}"]`);
  if (!target) return;
  event.preventDefault(); // the key is used up, and is not typed where the focus goes
  target.click();
  // What is chosen leads to the field it asks for (data-then="id"), else stands where the person is.
  const then = document.getElementById(target.dataset.then);
  if (target.matches("input")) (then || target).focus();
});

// A link into a closed item opens it.
function openTarget() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const item = target && target.closest("details");
  if (item) item.open = true;
}
window.addEventListener("hashchange", openTarget);
openTarget();

// After a failed save the first thing to read is the list of errors.
const errors = document.getElementById("form-errors");
if (errors) errors.focus();
