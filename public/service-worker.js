// Makes the app start without a network. Filled in by the build: its identifier, the exact list of files, addresses.
// Only requests of our own pages for these files are answered here; everything else goes to the network.

const BUILD = "@build@";
const FILES = @files@;
const CACHE = `wuyou-${BUILD}`;
const APP = "@app@";
const DESK = "@desk@";
// Pages that the server renders.
const PUBLIC = @public@;

self.addEventListener("install", (event) => {
  // Past the browser's own cache, so that a build is never mixed with another; but what carries its hash in
  // its name cannot be mixed up, and the page has just fetched it.
  const fresh = FILES.map((file) => new Request(file, { cache: file.startsWith("/pkg/") ? "default" : "reload" }));
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

const within = (path, place) => path === place || path.startsWith(`${place}/`);
const kept = (path) => caches.open(CACHE).then((cache) => cache.match(path));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    const path = url.pathname;
    if (within(path, APP)) {
      event.respondWith(kept("/shell").then((shell) => shell ?? fetch(request)));
    } else if (PUBLIC.includes(path) || within(path, DESK)) {
      // Without a network the shell shows the page itself, or says what can be done.
      event.respondWith(fetch(request).catch(() => kept("/shell")));
    }
    return;
  }
  if (FILES.includes(url.pathname)) {
    event.respondWith(kept(url.pathname).then((file) => file ?? fetch(request)));
  }
});
