// Starts the app. Written once, filled in by the build: names of the hashed files. `desk.js` is the same for the desks.
// It holds no words and no data, so it may be cached.

const APP = "@js@";
const WASM = "@wasm@";

// A page that the server rendered leaves these to inline scripts, which our policy forbids.
globalThis.__RESOLVED_RESOURCES = [];
globalThis.__SERIALIZED_ERRORS = [];
globalThis.__INCOMPLETE_CHUNKS = [];

const root = document.documentElement;
const shell = () => root.hasAttribute("data-shell");

function preference(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

const theme = preference("wuyou.theme");
if (theme) root.setAttribute("data-theme", theme);
const language = preference("wuyou.language");
if (shell()) root.lang = language || (navigator.language.startsWith("en") ? "en" : "zh-CN");

// What a person saved must outlive a flat battery: writes to the work database wait for the disk.
// rexie cannot pass this option, so it is added here.
const transaction = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (stores, mode, options) {
  const careful = mode === "readwrite" && this.name.startsWith("wuyou-work-");
  return transaction.call(this, stores, mode, careful ? { durability: "strict", ...options } : options);
};

async function start(again) {
  const app = await import(again ? `${APP}?again` : APP);
  await app.default({ module_or_path: WASM });
  app.start();
}

start(false).catch((error) => {
  // Something else changed the page before us, such as an extension: begin anew on an empty body.
  console.warn("starting anew", error);
  document.body.replaceChildren();
  root.setAttribute("data-shell", "");
  return start(true);
});

// --- the service worker: works offline, and brings new builds without getting in the way ---

let asked = false;

const announce = (worker) => {
  globalThis.wuyouUpdateWaiting = true;
  globalThis.wuyouApplyUpdate = () => {
    asked = true;
    worker.postMessage("take over");
  };
  globalThis.dispatchEvent(new Event("wuyou-update"));
};

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    // Only a take-over that this page's person asked for reloads it; the first install does not, and
    // other tabs go on with the build they run.
    if (asked) {
      asked = false;
      location.reload();
    }
  });
  navigator.serviceWorker.register("/service-worker.js", { updateViaCache: "none" }).then((registration) => {
    const watch = (worker) =>
      worker?.addEventListener("statechange", () => {
        if (worker.state === "installed" && navigator.serviceWorker.controller) announce(worker);
      });
    if (registration.waiting && navigator.serviceWorker.controller) announce(registration.waiting);
    watch(registration.installing);
    registration.addEventListener("updatefound", () => watch(registration.installing));
    const check = () => registration.update().catch(() => {});
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && check());
  }, () => {});
}
