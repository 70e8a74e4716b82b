// What somebody can do who has the phone or the desk in hands, and no password.

import { expect, type Page } from "@playwright/test";
import { allSent, openChild, signIn, signInAtDesk, signInSomebody, test, unlock } from "../fixtures";

/** Everything that a page shows, its title too. */
const shown = async (page: Page) => `${await page.title()}\n${await page.locator("body").innerText()}`;

test("a locked phone with a network opens no child's file, by any address or call", async ({ page, context, server }) => {
  const { child } = await signInSomebody(page);
  await openChild(page, child);
  const address = new URL(page.url()).pathname;
  const id = address.split("/").pop() ?? "";
  expect(id, "the address is an opaque name").toMatch(/^[0-9a-f-]{36}$/);
  expect(await page.title(), "the browser's history names nobody").not.toContain(child);
  await allSent(page);

  // Locked: the keys were in memory only.
  await page.reload();
  await expect(page.getByRole("heading", { name: "欢迎回来" })).toBeVisible();
  const places = [address, "/app", "/app/children", "/app/me", "/desk", `/desk/child/${id}`, "/desk/inbox", "/print/visit-form"];
  for (const place of places) {
    await page.goto(place);
    await page.waitForTimeout(300);
    expect(await shown(page), place).not.toContain(child);
  }
  expect(await context.cookies(), "nothing that a request would carry by itself").toEqual([]);

  // Every call that the server answers, asked from the locked page itself.
  const described = await (await page.request.get("/api/v1/openapi.json")).json();
  await page.goto("/app");
  const calls = Object.entries(described.paths as Record<string, object>)
    .flatMap(([path, methods]) => Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })))
    .filter(({ path }) => !/openapi|health|session|activation/.test(path));
  expect(calls.length).toBeGreaterThan(8);
  const desk = ["child_file", "reveal_phone", "earlier_versions", "today", "school", "county"].map((name) => ({
    method: "POST",
    path: `/rpc/desk/${name}`,
  }));
  const answers = await page.evaluate(
    async ([all, child]) => {
      const ask = async ({ method, path }: { method: string; path: string }) => {
        const body = method === "POST" ? JSON.stringify({ child, school: child, adult: child, log: child }) : undefined;
        const headers = { "content-type": "application/json" };
        const answer = await fetch(path.replace(/\{\w+\}/, child), { method, body, headers });
        return `${path} ${answer.status}`;
      };
      return Promise.all(all.map(ask));
    },
    [[...calls, ...desk], id] as const,
  );
  for (const answer of answers) expect(answer).toMatch(/ (401|400|422)$/);

  // The same calls are answered once its owner is back, so that the refusals above say something.
  await page.goto("/app");
  await unlock(page);
  await allSent(page);
  const seen = page.waitForResponse((response) => response.url().endsWith("/api/v1/devices"));
  await page.getByRole("link", { name: "我的", exact: true }).click();
  expect((await seen).status()).toBe(200);
  expect(server.url).toContain("localhost");
});

test("what signs in a phone opens no desk, and a desk's cookie no phone", async ({ page, context }) => {
  await signIn(page, "coordinator");
  await expect(page.getByRole("heading", { name: /今天/ })).toBeVisible();
  const cookies = (await context.cookies()).sort((one, other) => one.name.localeCompare(other.name));
  expect(cookies).toMatchObject([
    { name: "wuyou-desk", httpOnly: true, sameSite: "Strict", expires: -1 },
    // By which a browser is known where tries are counted; it opens nothing, as what follows shows.
    { name: "wuyou-known", httpOnly: true, sameSite: "Strict" },
  ]);
  for (const path of ["/api/v1/devices", "/api/v1/sync/compare"]) {
    expect((await page.request.get(path)).status(), path).toBe(401);
  }
  await context.clearCookies();
  await signInAtDesk(page, "t0040");
  // A mentor without a desk comes in on the phone all the same, and gets no cookie.
  await expect(page.getByRole("heading", { name: "今日" })).toBeVisible();
  expect(await context.cookies()).toEqual([]);
});
