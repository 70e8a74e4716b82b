// The shell and the service worker: what is kept, what a new build does, what happens without one.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  allSent,
  expect,
  launch,
  note,
  offline,
  offlineReady,
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

test("the service worker keeps exactly the shell, the app and the icons", async ({ page }) => {
  await signInMentor(page);
  await offlineReady(page);
  const kept = await page.evaluate(async () => {
    const names = await caches.keys();
    const lists = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((r) => r.url)));
    return lists.flat().map((url) => new URL(url).pathname);
  });
  const plain = kept.map((path) => path.replace(/\.[0-9a-f]{16}\./, ".")).sort();
  expect(plain).toEqual([
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
  expect([...phone]).toEqual(["app_bg"]);

  const context = await browser.newContext({ baseURL: server.url, locale: "zh-CN" });
  const office = await context.newPage();
  await signIn(office, "coordinator");
  await expect(office.getByRole("heading", { name: "哪些孩子还没被看见" })).toBeVisible();
  const desk = wasm(office);
  await office.reload();
  await expect(office.getByRole("heading", { name: "哪些孩子还没被看见" })).toBeVisible();
  expect([...desk]).toEqual(["desk_bg"]);
  await context.close();
});

test("the desks say that they need a network, and open when it is back", async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url, locale: "zh-CN" });
  const office = await context.newPage();
  await signIn(office, "coordinator");
  const question = office.getByRole("heading", { name: "哪些孩子还没被看见" });
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

test("a form sent before the app has loaded puts nothing into the address", async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/sign-in");
  await expect(page.getByRole("button", { name: /登录|Sign in/ }).first()).toBeDisabled();
  expect(await page.locator("form").getAttribute("method")).toBe("post");
  await context.close();
});
