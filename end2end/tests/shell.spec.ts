// The shell and the service worker: what is kept, what a new build does, what happens without one.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  allSent,
  expect,
  launch,
  note,
  offline,
  offlineReady,
  PASSWORD,
  pill,
  remove,
  save,
  signIn,
  signInMentor,
  signInSomebody,
  SITE,
  test,
  unlock,
} from "../fixtures";

/** What some parts of the phone share, and not all, piece by piece: as many as this build has. */
const SHARED = readdirSync(join(SITE, "pkg")).flatMap((name) => /^app_(shared\d*)\.[0-9a-f]+\.wasm$/.exec(name)?.[1] ?? []);

test("the service worker keeps exactly the shell, the app and the icons", async ({ page }) => {
  await signInMentor(page);
  await offlineReady(page);
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const lists = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((r) => r.url)));
    return lists.flat().map((url) => new URL(url).pathname);
  });
  const plain = kept.map((path) => path.replace(/\.[0-9a-f]{16}\./, ".")).sort();
  const shared = SHARED.map((name) => `/pkg/app_${name}.wasm`);
  expect(plain.filter((path) => path.startsWith("/pkg/app_shared"))).toEqual(shared.sort());
  expect(plain.filter((path) => !path.startsWith("/pkg/app_shared"))).toEqual([
    "/boot.js",
    "/icons/icon-180.png",
    "/icons/icon-192.png",
    "/icons/icon-512.png",
    "/icons/icon-maskable-512.png",
    "/icons/icon.svg",
    "/manifest.webmanifest",
    "/pkg/app.css",
    "/pkg/app.js",
    "/pkg/app_bg.wasm",
    "/pkg/app_exchange.wasm",
    "/pkg/app_me.wasm",
    "/pkg/app_pieces.wasm",
    "/pkg/app_records.wasm",
    "/pkg/app_term.wasm",
    "/shell",
  ]);
});

test("a phone loads nothing of the desks, and a desk nothing of the phone's", async ({ page, browser, server }) => {
  const wasm = (of: typeof page) => {
    const loaded = new Set<string>();
    of.on("request", (request) => {
      const name = /\/pkg\/(\w+)\.[0-9a-f]+\.wasm$/.exec(request.url())?.[1];
      if (name) loaded.add(name);
    });
    return loaded;
  };
  const phone = wasm(page);
  await signInMentor(page);
  await page.locator(".tabs").getByText("我的").click();
  await expect(page.getByRole("heading", { name: "我的", exact: true })).toBeVisible();
  const parts = ["exchange", "me", "pieces", "records", "term", ...SHARED];
  await expect.poll(() => [...phone].sort()).toEqual(["app_bg", ...parts.map((part) => `app_${part}`)].sort());

  const context = await browser.newContext({ baseURL: server.url, locale: "zh-CN" });
  const office = await context.newPage();
  await signIn(office, "coordinator");
  await expect(office.getByRole("heading", { name: /今天该看看/ })).toBeVisible();
  const desk = wasm(office);
  await office.reload();
  await expect(office.getByRole("heading", { name: /今天该看看/ })).toBeVisible();
  expect([...desk]).toEqual(["desk_bg"]);
  await context.close();
});

test("the desks say that they need a network, and open when it is back", async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url, locale: "zh-CN" });
  const office = await context.newPage();
  await signIn(office, "coordinator");
  const question = office.getByRole("heading", { name: /今天该看看/ });
  await expect(question).toBeVisible();
  await offlineReady(office);
  await offline(context);
  await office.reload();
  await expect(office.getByRole("heading", { name: "办公桌面要有网才能打开" })).toBeVisible();
  await expect(office.getByRole("status")).toContainText("连不上网");
  await expect(office.getByRole("link", { name: "我的结对孩子" })).toBeHidden();
  await offline(context, false);
  await office.getByRole("link", { name: "再试一次" }).click();
  await expect(question).toBeVisible();
  await context.close();
});

test("no kept page holds personal data, and no page an inline script", async ({ page, request }) => {
  for (const path of ["/", "/sign-in", "/privacy", "/shell", "/app", "/desk"]) {
    const html = await (await request.get(path)).text();
    expect(html.match(/<script(?![^>]*src=)/g), path).toBeNull();
    expect(html, path).not.toContain("李老师");
  }
  const shell = await request.get("/shell");
  expect(shell.headers()["content-security-policy"]).not.toContain("unsafe-inline");
  await page.goto("/");
});

test("a new build is announced, keeps the draft, and is taken over on a tap", async ({ page }) => {
  const server = await launch();
  const folder = mkdtempSync(join(tmpdir(), "wuyou-site-"));
  try {
    await page.goto(`${server.url}/sign-in`);
    await page.getByLabel("登录名或手机号").fill("mentor");
    await page.getByLabel("密码", { exact: true }).fill("wuyou-demo");
    await page.getByRole("button", { name: "登录" }).click();
    await allSent(page);
    await offlineReady(page);
    await note(page, "更新前写的半句", "舒睿");

    // The next build: the same app under another identifier, with a note in its loader.
    cpSync(SITE, folder, { recursive: true });
    for (const name of ["service-worker.js", "boot.js"]) {
      const text = readFileSync(join(folder, name), "utf8");
      writeFileSync(join(folder, name), text.replace(/const BUILD = "[^"]*"/, 'const BUILD = "next"') + "\n// next\n");
      for (const packed of [".br", ".gz"]) rmSync(join(folder, name + packed), { force: true });
    }
    await server.stop();
    await server.start(folder);
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await expect(page.getByText("有新版本")).toBeVisible({ timeout: 20_000 });
    // Nothing happens by itself under unsaved typing.
    await expect(page.getByLabel("想说的话")).toHaveValue("更新前写的半句");
    await page.getByRole("button", { name: "现在更新" }).click();
    await unlock(page);
    await expect(page.getByLabel("想说的话")).toHaveValue("更新前写的半句");
    expect(await page.evaluate(() => caches.keys())).toEqual(["wuyou-next"]);
  } finally {
    await remove(server);
    rmSync(folder, { recursive: true, force: true });
  }
});

test("a cold start with no network opens every page from the phone alone", async ({ page, context }) => {
  await signInSomebody(page);
  await offlineReady(page);
  await offline(context);
  for (const path of ["/app", "/app/children", "/app/log", "/app/unsent", "/app/me", "/app/nowhere"]) {
    await page.goto(path);
    await unlock(page);
    await expect(page.locator("h1")).toBeVisible();
  }
  await offline(context, false);
});

test("a browser without service workers says so and still keeps what is saved", async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url, serviceWorkers: "block", locale: "zh-CN" });
  const page = await context.newPage();
  const { child } = await signInSomebody(page);
  await page.getByRole("link", { name: "我的" }).click();
  await expect(page.getByText("这个浏览器没有网打不开，请用手机自带浏览器")).toBeVisible();
  await page.getByRole("link", { name: "今日" }).click();
  await context.setOffline(true);
  await note(page, "没有后台也不丢", child);
  await save(page);
  await expect(pill(page)).toHaveText("1 条待送");
  await context.setOffline(false);
  await allSent(page);
  await context.close();
});

test("inside another app's browser the way out is said in plain words", async ({ browser, server }) => {
  const userAgent = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0";
  const context = await browser.newContext({ baseURL: server.url, userAgent, locale: "zh-CN" });
  const page = await context.newPage();
  await signInSomebody(page);
  await expect(page.getByText(/在浏览器打开/)).toBeVisible();
  await context.close();
});

test("without scripts the sign-in page says what it needs, and nothing typed leaves it", async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false, locale: "zh-CN" });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await expect(page.getByText(/请用手机自带的浏览器打开这一页/)).toBeVisible();
  const sent: string[] = [];
  page.on("request", (request) => sent.push(request.url()));
  await page.getByLabel("登录名或手机号").fill("mentor");
  await page.getByLabel("密码", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "登录" }).click();
  await page.waitForTimeout(300);
  expect(sent).toEqual([]);
  expect(page.url()).toBe(`${server.url}/sign-in`);
  await context.close();
});

test("a sign-in sent before the app is there goes on by itself, with what was typed", async ({ page }) => {
  let deliver = () => {};
  const held = new Promise<void>((done) => (deliver = done));
  await page.route("**/*.wasm", async (route) => {
    await held;
    await route.continue();
  });
  const sent: string[] = [];
  page.on("request", (request) => sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ""}`));
  await signIn(page);
  await expect(page.getByText("应用还在下载，下好了自己接着来，不用再点。")).toBeVisible();
  // What is typed meanwhile counts.
  await expect(page.getByLabel("密码", { exact: true })).toHaveValue(PASSWORD);
  expect(sent.filter((line) => line.startsWith("POST") || line.includes(PASSWORD))).toEqual([]);
  deliver();
  await expect(page.getByRole("heading", { name: "今日" })).toBeVisible();
  expect(new URL(page.url()).pathname).toBe("/app");
});

test("an app that does not arrive is fetched again until it does", async ({ page }) => {
  let failures = 0;
  await page.route("**/*.wasm", (route) => {
    failures += 1;
    return failures > 2 ? route.continue() : route.abort();
  });
  await page.goto("/sign-in");
  await page.getByRole("button", { name: /第一次用/ }).click();
  await expect(page.getByText(/还没下载下来/)).toBeVisible();
  await page.getByLabel("登录名或手机号").fill("t0001");
  await expect(page.getByLabel(/一次性码/)).toBeVisible({ timeout: 20_000 });
  await expect(page.getByLabel("登录名或手机号")).toHaveValue("t0001");
});

test("a scanned code opens the form for the first password by itself", async ({ page }) => {
  await page.goto("/sign-in#t0002:ABCD-EFGH-JKLM");
  await expect(page.getByLabel("登录名或手机号")).toHaveValue("t0002");
  await expect(page.getByLabel(/一次性码/)).toHaveValue("ABCD-EFGH-JKLM");
  await expect(page.getByRole("button", { name: "设好密码并登录" })).toBeVisible();
});

test("without a network the sign-in page comes from the phone, and opens what lies on it", async ({ page, context }) => {
  const { login } = await signInSomebody(page);
  await offlineReady(page);
  await offline(context);
  await signIn(page, login);
  await expect(page.getByRole("heading", { name: "今日" })).toBeVisible();
  await offline(context, false);
});

test("a part that cannot be fetched says so, is fetched again, and costs no word", async ({ browser, server }) => {
  // Without a service worker, which would have it already.
  const context = await browser.newContext({ baseURL: server.url, serviceWorkers: "block", locale: "zh-CN" });
  const page = await context.newPage();
  let there = false;
  await page.route("**/app_records.*.wasm", (route) => (there ? route.continue() : route.abort()));
  const { child } = await signInSomebody(page);
  await note(page, "写到一半去看看", child);
  await page.getByRole("link", { name: "返回" }).click();
  await page.getByRole("link", { name: "孩子", exact: true }).click();
  await expect(page.getByText("这一页还没下载下来，有网时会自己接着来。")).toBeVisible();
  there = true;
  await expect(page.locator(".child-head", { hasText: child })).toBeVisible({ timeout: 20_000 });
  await page.getByRole("link", { name: "记一笔" }).click();
  await expect(page.getByLabel("想说的话")).toHaveValue("写到一半去看看");
  await context.close();
});

test("the app is fetched after the first paint, and waits until it is wanted", async ({ page }) => {
  await page.addInitScript(() => {
    const seen: string[] = [];
    Object.assign(globalThis, { seen });
    for (const method of ["compileStreaming", "instantiate", "instantiateStreaming"] as const) {
      const plain = WebAssembly[method] as (...given: unknown[]) => unknown;
      Object.assign(WebAssembly, {
        [method]: (...given: unknown[]) => {
          seen.push(performance.getEntriesByName("first-contentful-paint").length > 0 ? "after" : "before");
          return plain.apply(WebAssembly, given);
        },
      });
    }
  });
  await page.goto("/sign-in", { waitUntil: "networkidle" });
  await expect.poll(() => page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)).toContain("after");
  expect(await page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)).not.toContain("before");
  // The page is still the server's: the app waits until it is wanted.
  await expect(page.locator("form [data-early]")).toHaveCount(1);
});
