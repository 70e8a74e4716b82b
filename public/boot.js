// Starts the app. Filled in by the build: names of the hashed files, keys of preferences. `desk.js` is the same
// for the desks. It holds no words and no data, so it may be cached. It runs before the first paint and is over
// at once; the app itself is fetched when the page has been painted.

(() => {
  const APP = "@js@";
  const WASM = "@wasm@";
  const SECONDS_BETWEEN_TRIES_MAX = 30;

  const root = document.documentElement;
  // An empty document waits for the app; one that the server rendered can be read and typed into meanwhile.
  const shell = root.hasAttribute("data-shell");

  function preference(key) {
    try {
      return JSON.parse(localStorage.getItem(key));
    } catch {
      return null;
    }
  }

  const theme = preference("@theme_key@");
  if (theme) root.setAttribute("data-theme", theme);
  const language = preference("@language_key@");
  if (shell) root.lang = language || (navigator.language.startsWith("en") ? "en" : "zh-CN");

  if (typeof WebAssembly !== "object" || typeof indexedDB !== "object") return;
  // With this mark the page no longer says what kind of browser is needed.
  root.setAttribute("data-able", "");

  const event = (target, name) => new Promise((done) => target.addEventListener(name, done, { once: true }));
  const after = (ms) => new Promise((done) => setTimeout(done, ms));
  const idle = () =>
    new Promise((done) => (globalThis.requestIdleCallback ? requestIdleCallback(done, { timeout: 1000 }) : setTimeout(done, 50)));
  // When the page can be seen; also in a tab behind another, which is not painted.
  const painted = () =>
    Promise.race([after(document.hidden ? 1000 : 5000), new Promise((done) => new PerformanceObserver(done).observe({ type: "paint", buffered: true }))]);
  const parsed = document.readyState === "loading" ? event(document, "DOMContentLoaded") : Promise.resolve();

  // --- the app: fetched, and tried again until it is here ---

  let tries = 0;

  async function fetched() {
    // The wasm is compiled while it comes, beside the page.
    const script = tries > 0 ? `${APP}?${tries}` : APP;
    const [module, app] = await Promise.all([WebAssembly.compileStreaming(fetch(WASM)), import(script)]);
    return { module, app };
  }

  async function arrived() {
    for (;;) {
      try {
        return await fetched();
      } catch (error) {
        console.warn("the app has not arrived", error);
        tries += 1;
        say();
        const seconds = Math.min(2 ** tries, SECONDS_BETWEEN_TRIES_MAX);
        await Promise.race([after(seconds * 1000), event(globalThis, "online")]);
      }
    }
  }

  // --- what the person wants of the app before it is there ---

  let here = null;
  let started = false;
  // Nothing yet; else what to hand over beside what was typed.
  let wanted = null;

  function say() {
    const line = document.querySelector("[data-early]");
    if (wanted && line) line.textContent = tries > 0 ? line.dataset.failed : line.dataset.early;
  }

  async function start() {
    if (started) return;
    started = true;
    // Not before: it would hold up somebody who is typing.
    await here.app.default({ module_or_path: here.module });
    document.removeEventListener("submit", onSubmit);
    document.removeEventListener("click", onClick);
    const fields = document.querySelector("form")?.elements ?? {};
    const typed = (name) => fields[name]?.value ?? "";
    here.app.start({ login: typed("username"), password: typed("password"), code: typed("code"), ...wanted });
  }

  function want(more) {
    wanted = { ...wanted, ...more };
    if (here) start();
    else say();
  }

  function onSubmit(submitted) {
    submitted.preventDefault();
    want({ sent: true });
  }

  function onClick(clicked) {
    if (clicked.target.closest("form button[type=button]")) want({ first: true });
  }

  async function run() {
    if (shell) {
      wanted = {};
    } else {
      document.addEventListener("submit", onSubmit);
      document.addEventListener("click", onClick);
      await parsed;
      // A scanned address carries name and code.
      if (document.querySelector("form") && location.hash.includes(":")) want({});
      if (document.readyState !== "complete") await event(globalThis, "load");
      await painted();
      await idle();
    }
    here = await arrived();
    await parsed;
    if (wanted) await start();
    keepOffline();
  }

  // --- the service worker: works offline, and brings new builds without getting in the way ---

  let asked = false;

  function announce(worker) {
    globalThis.wuyouUpdateWaiting = true;
    globalThis.wuyouApplyUpdate = () => {
      asked = true;
      worker.postMessage("take over");
    };
    globalThis.dispatchEvent(new Event("wuyou-update"));
  }

  async function keepOffline() {
    const workers = navigator.serviceWorker;
    if (!workers) return;
    workers.addEventListener("controllerchange", () => {
      // Only a take-over that this page's person asked for reloads it; the first install does not, and
      // other tabs go on with the build they run.
      if (asked) {
        asked = false;
        location.reload();
      }
    });
    const registration = await workers.register("/service-worker.js", { updateViaCache: "none" }).catch(() => null);
    if (!registration) return;
    // A worker is installed only when every file of its build is kept.
    const watch = (worker) =>
      worker?.addEventListener("statechange", () => {
        if (worker.state === "installed" && workers.controller) announce(worker);
      });
    if (registration.waiting && workers.controller) announce(registration.waiting);
    watch(registration.installing);
    registration.addEventListener("updatefound", () => watch(registration.installing));
    const check = () => registration.update().catch(() => {});
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && check());
  }

  run();
})();
