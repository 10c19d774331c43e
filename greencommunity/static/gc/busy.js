"use strict";
// Comfort only: a form that takes the server a while says that it is going on, and is sent once.
document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-busy]");
  if (!form) return;
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }
  form.setAttribute("aria-busy", "true");
  form.querySelector("[data-busy-says]").textContent = form.dataset.busy;
});

// Coming back with the browser's own button finds the form ready again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-busy]")) {
    form.removeAttribute("aria-busy");
    form.querySelector("[data-busy-says]").textContent = "";
  }
});
