"use strict";
// Comfort only: a form that takes the server a while says that it is going on and for how long, and is sent once.
const busy = { timer: 0 };

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-busy]");
  if (!form) return;
  if (form.getAttribute("aria-busy") === "true") {
    event.preventDefault();
    return;
  }
  form.setAttribute("aria-busy", "true");
  const says = form.querySelector("[data-busy-says]");
  const seconds = form.querySelector("[data-busy-seconds]");
  const begun = Date.now();
  says.textContent = form.dataset.busy;
  busy.timer = setInterval(() => {
    seconds.textContent = seconds.dataset.busySeconds.replace("0", Math.round((Date.now() - begun) / 1000));
  }, 1000);
});

// Coming back with the browser's own button finds the form ready again.
window.addEventListener("pageshow", () => {
  clearInterval(busy.timer);
  for (const form of document.querySelectorAll("form[data-busy]")) {
    form.removeAttribute("aria-busy");
    for (const place of form.querySelectorAll("[data-busy-says], [data-busy-seconds]")) place.textContent = "";
  }
});
