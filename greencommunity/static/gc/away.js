"use strict";
// A sheet that was opened with a network can be opened again without one: the page, as it stood after the last save, and
// what it is drawn with are kept in this browser. The worker (scoring/worker.js) answers with them when nobody else does.

async function keepPage(person) {
  const cache = await caches.open(`${PAGES}:${person}`);
  const drawn = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], img[src]")];
  const wanted = new Set(drawn.map((each) => each.href || each.src));
  for (const address of wanted) if (!(await cache.match(address))) await cache.add(address).catch(() => {});
  const answer = await fetch(location.pathname);
  if (!answer.ok || answer.redirected) return;
  await cache.put(location.pathname, answer);
}

const away = document.getElementById("drafts");
if (away?.dataset.worker && "serviceWorker" in navigator) {
  const { person, worker } = away.dataset;
  let timer = null;
  const soon = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(() => keepPage(person).catch(() => {}), delay);
  };
  navigator.serviceWorker
    .register(worker)
    .then(() => soon(0))
    .catch(() => {});
  // What was saved since is in the kept page too, a moment after the hands rest.
  document.addEventListener("gc:saved", () => soon(1500));
}
