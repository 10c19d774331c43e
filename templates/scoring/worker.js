"use strict";
// Stands aside while there is a network. Without one, a sheet opened before is answered from what its page kept (gc/away.js).

self.addEventListener("install", () => self.skipWaiting());

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const kept = () => caches.match(request, { ignoreSearch: request.mode === "navigate", ignoreVary: true });
  event.respondWith(fetch(request).catch(async (gone) => (await kept()) ?? Promise.reject(gone)));
});
