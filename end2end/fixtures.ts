// A server of its own for each worker, with a fresh database and the demo county.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, type BrowserContext, expect, type Page } from "@playwright/test";

const TARGET = process.env.WUYOU_TARGET ?? join(import.meta.dirname, "../target");
export const SITE = process.env.WUYOU_SITE ?? join(TARGET, "site");
export const PASSWORD = "wuyou-demo";

export interface Server {
  url: string;
  folder: string;
  database: string;
  /** Starts the same server again on the same address, after a stop. */
  start(site?: string): Promise<void>;
  /** Stops it: politely, or as a power cut would. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export async function launch(profile = "debug", extra: string[] = ["--demo"]): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), "wuyou-"));
  let child: ChildProcess | undefined;
  let port = 0;
  const server: Server = {
    url: "",
    folder,
    database: `sqlite:${join(folder, "wuyou.db")}`,
    async start(site = SITE) {
      const args = ["--listen", `127.0.0.1:${port}`, "--database", server.database, ...extra];
      child = spawn(join(TARGET, profile, "server"), [...args, "--key-file", join(folder, "secret.key"), "--site", site], {
        stdio: ["ignore", "pipe", "inherit"],
        env: { ...process.env, RUST_LOG: "warn" },
      });
      server.url = await new Promise<string>((done, failed) => {
        let said = "";
        child?.stdout?.on("data", (data) => {
          said += data;
          const found = /http:\/\/localhost:(\d+)/.exec(said);
          if (found) done(found[0]);
        });
        child?.on("exit", (code) => failed(new Error(`the server ended with ${code}`)));
      });
      port = Number(new URL(server.url).port);
    },
    async stop(signal = "SIGTERM") {
      const running = child;
      if (!running || running.exitCode !== null) return;
      const ended = new Promise((done) => running.on("exit", done));
      running.kill(signal);
      await ended;
    },
  };
  await server.start();
  return server;
}

export async function remove(server: Server) {
  await server.stop("SIGKILL");
  rmSync(server.folder, { recursive: true, force: true });
}

/** A county of its own for what changes the register or writes entries: each file that asks has another. */
export const county = (): [(none: object, use: (server: Server) => Promise<void>) => Promise<void>, { scope: "worker" }] => [
  // The runner tells fixtures apart by their functions, so each file needs one of its own.
  async ({}, use) => {
    const server = await launch();
    await use(server);
    await remove(server);
  },
  { scope: "worker" },
];

export const test = base.extend<object, { server: Server }>({
  server: [
    async ({}, use) => {
      const server = await launch();
      await use(server);
      await remove(server);
    },
    { scope: "worker" },
  ],
  baseURL: async ({ server }, use) => use(server.url),
  page: async ({ page }, use) => {
    // Whatever a page throws fails its test.
    const errors: Error[] = [];
    page.on("pageerror", (error) => errors.push(error));
    page.on("console", (message) => message.text().startsWith("panicked") && errors.push(new Error(message.text())));
    await use(page);
    expect(errors).toEqual([]);
  },
});

export { expect };

/** Signs in as a mentor and waits for the first pull. */
export async function signIn(page: Page, login = "mentor", password = PASSWORD) {
  await page.goto("/sign-in");
  await page.getByLabel("登录名或手机号").fill(login);
  await page.getByLabel("密码", { exact: true }).fill(password);
  await page.getByRole("button", { name: "登录" }).click();
}

/** Signs in at a desk. Whoever keeps a field log has to ask for it. */
export async function signInAtDesk(page: Page, login: string, password = PASSWORD) {
  await page.goto("/sign-in?desk");
  await page.getByLabel("登录名或手机号").fill(login);
  await page.getByLabel("密码", { exact: true }).fill(password);
  await page.getByRole("button", { name: "登录" }).click();
}

/** From now on the server knows this browser's session no more, until somebody signs in again. */
export async function endSession(page: Page) {
  let ended = true;
  await page.route(/\/(api\/v1|rpc)\//, (route) => {
    const request = route.request();
    if (request.method() === "POST" && request.url().endsWith("/api/v1/session")) ended = false;
    if (!ended) return route.continue();
    return route.fulfill({ status: 401, contentType: "application/json", body: JSON.stringify({ code: "signed_out" }) });
  });
}

export async function signInMentor(page: Page, login = "mentor", password = PASSWORD) {
  await signIn(page, login, password);
  await expect(page.getByRole("heading", { name: "今日" })).toBeVisible();
  await expect(pill(page)).toHaveText(/已全部送达/);
  await expect(page.locator(".card .name").first()).toBeVisible();
}

// Mentors of the first school, so that its coordinator can help, and when those are used up, of the second. The demo's forty
// schools have every fortieth mentor each; the first is the demo's own.
const SCHOOLS = 40;
const MENTORS_A_SCHOOL = 27;
let next = 0;

/** Signs in as a mentor whom no other test of this worker uses; returns name of sign-in and of a child. */
export async function signInSomebody(page: Page): Promise<{ login: string; child: string }> {
  next += 1;
  const [round, school] = next > MENTORS_A_SCHOOL ? [next - MENTORS_A_SCHOOL, 1] : [next, 0];
  const login = `t${String(round * SCHOOLS + school).padStart(4, "0")}`;
  await signInMentor(page, login);
  const child = (await page.locator(".card .name").first().textContent()) ?? "";
  return { login, child };
}

/** Opens the form with a child chosen and a note typed. */
export async function note(page: Page, text: string, child: string) {
  await page.getByRole("link", { name: "记一笔" }).click();
  const chip = page.getByRole("button", { name: child, exact: true });
  await expect(chip).toBeVisible();
  if ((await chip.getAttribute("aria-pressed")) !== "true") await chip.click();
  await page.getByText("再补一句").click();
  await page.getByLabel("想说的话").fill(text);
}

export const save = (page: Page) => page.getByRole("button", { name: "存好" }).click();

/** Everything has reached the server. */
export const allSent = (page: Page) => expect(pill(page)).toHaveText(/已全部送达/, { timeout: 20_000 });

/** A child's page, from the home screen. */
export const openChild = (page: Page, child: string) => page.locator(".child-head", { hasText: child }).first().click();

/** Waits until the service worker answers for this page. */
export async function offlineReady(page: Page) {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) {
      await new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
    }
  });
}

/** Opens the records on this phone. */
export async function unlock(page: Page, password = PASSWORD) {
  await page.getByLabel("密码", { exact: true }).fill(password);
  await page.getByRole("button", { name: "打开", exact: true }).click();
}

export async function offline(context: BrowserContext, off = true) {
  await context.setOffline(off);
}

/** The line that says what the server has. */
export const pill = (page: Page) => page.locator(".pill");
