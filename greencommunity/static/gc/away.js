"use strict";
// A sheet that was opened with a network can be opened again without one: the page, as it stood after the last save, and
// what it is drawn with are kept in this browser. The worker (scoring/worker.js) answers with them when nobody else does.
// A sheet that cannot be changed any more is kept no longer: away from the network nobody should work on it.

async function keepPage(cache) {
  const drawn = [...document.querySelectorAll("link[rel=stylesheet], link[rel=icon], script[src], img[src]")];
  const wanted = new Set(drawn.map((each) => each.href || each.src));
  for (const address of wanted) if (!(await cache.match(address))) await cache.add(address).catch(() => {});
  const answer = await fetch(location.pathname);
  if (answer.ok && !answer.redirected) await cache.put(location.pathname, answer);
  else if ([403, 404].includes(answer.status)) await cache.delete(location.pathname);
}

if ("serviceWorker" in navigator) {
  const { person, worker } = document.getElementById("drafts").dataset;
  const kept = caches.open(`${PAGES}:${person}`);
  let timer = null;
  const soon = (delay) => {
    clearTimeout(timer);
    timer = setTimeout(() => kept.then(keepPage).catch(() => {}), delay);
  };
  if (worker) {
    navigator.serviceWorker
      .register(worker)
      .then(() => soon(0))
      .catch(() => {});
    // What was saved since is in the kept page too, a moment after the hands rest.
    document.addEventListener("gc:saved", () => soon(1500));
  } else if (navigator.onLine) {
    kept.then((cache) => cache.delete(location.pathname)).catch(() => {});
  }
}
