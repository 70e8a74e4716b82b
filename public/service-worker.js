// Makes the app start without a network. Filled in by the build: its identifier and the exact list of files.
// Only requests of our own pages for these files are answered here; everything else goes to the network.

const BUILD = "@build@";
const FILES = @files@;
const CACHE = `wuyou-${BUILD}`;
// Pages that the server renders, and the desks; without a network the shell says what can be done.
const ONLINE = /^\/(sign-in|privacy|desk(\/.*)?)?$/;

self.addEventListener("install", (event) => {
  // Past the browser's own cache, so that a build is never mixed with another.
  const fresh = FILES.map((file) => new Request(file, { cache: "reload" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)));
});

self.addEventListener("activate", (event) => {
  const old = (names) => names.filter((name) => name.startsWith("wuyou-") && name !== CACHE);
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(old(names).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// A new build takes over when every page is closed, or when a person says so.
self.addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
});

const kept = (path) => caches.open(CACHE).then((cache) => cache.match(path));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    const path = url.pathname;
    if (path === "/app" || path.startsWith("/app/")) {
      event.respondWith(kept("/shell").then((shell) => shell ?? fetch(request)));
    } else if (ONLINE.test(path)) {
      event.respondWith(fetch(request).catch(() => kept("/shell")));
    }
    return;
  }
  if (FILES.includes(url.pathname)) {
    event.respondWith(kept(url.pathname).then((file) => file ?? fetch(request)));
  }
});
