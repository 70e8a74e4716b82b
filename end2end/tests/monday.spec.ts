// A coordinator's Monday: who needs somebody, what waits, who has no mentor. Once with the mouse, once by keyboard alone.

import type { Locator, Page } from "@playwright/test";
import { expect, launch, PASSWORD, remove, type Server, signIn, test as base } from "../fixtures";
import { Keystrokes } from "../klm";

// Each Monday changes the register, so each has a county of its own.
const test = base.extend<{ county: Server }>({
  county: async ({}, use) => {
    const server = await launch();
    await use(server);
    await remove(server);
  },
  baseURL: async ({ county }, use) => use(county.url),
});

/** Five minutes. */
const MONDAY_SECONDS = 300;

const count = async (page: Page) => Number(/\d+/.exec((await page.locator("h1").textContent()) ?? "")?.[0] ?? 0);

test("with the mouse: sentences are copied, what waits is decided, everybody has a mentor, within five minutes", async ({ page, context }) => {
  test.setTimeout(90_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.setViewportSize({ width: 1440, height: 900 });
  const hands = await Keystrokes.of(page);
  await signIn(page, "coordinator");
  await expect(page.getByRole("heading", { name: /今天该看看这 \d+ 名孩子/ })).toBeVisible();
  const sentences = page.getByRole("button", { name: "复制一句话" });
  // The first screen is read, and for five children the mentor is written to.
  hands.look(await page.locator(".group:not(.paused) .need").count());
  for (let n = 0; n < 5; n += 1) {
    await sentences.nth(n).click();
    await expect(page.getByText("已复制，到微信里粘贴就行：")).toHaveCount(n + 1);
  }
  await page.getByRole("link", { name: "收件箱", exact: true }).click();
  await expect(page.getByRole("heading", { name: /有 \d+ 件等您定/ })).toBeVisible();
  for (let left = await count(page); left > 0; left -= 1) {
    hands.look(1);
    await page.locator(".open-item .answer").first().click();
    await expect(page.getByRole("heading", { name: left > 1 ? `有 ${left - 1} 件等您定` : "没有等您定的事" })).toBeVisible();
  }
  await page.getByRole("link", { name: "结对", exact: true }).click();
  await expect(page.getByRole("heading", { name: /还没结对的 \d+ 名孩子/ })).toBeVisible();
  hands.look(await count(page));
  await page.getByRole("button", { name: /确定这 \d+ 对/ }).click();
  await expect(page.getByRole("heading", { name: "都结了对" })).toBeVisible();
  expect(hands.sum("a Monday, 42 children")).toBeLessThanOrEqual(MONDAY_SECONDS);
});

/** Goes on with the tabulator until something has the focus. */
async function reach(page: Page, wanted: Locator) {
  await expect(wanted).toBeVisible();
  for (let n = 0; n < 40; n += 1) {
    if (await wanted.evaluate((one) => one === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`not reached by the tabulator: ${wanted}`);
}

test("by keyboard alone: digits open the pages and decide, a skip leads past them", async ({ page, context }) => {
  test.setTimeout(90_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.setViewportSize({ width: 1440, height: 900 });
  const hands = await Keystrokes.of(page);
  await page.goto("/sign-in");
  await reach(page, page.getByLabel("登录名或手机号"));
  await page.keyboard.type("coordinator");
  await page.keyboard.press("Tab");
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: /今天该看看这 \d+ 名孩子/ })).toBeVisible();
  hands.look(await page.locator(".group:not(.paused) .need").count());

  // Under a Chinese input method the key reports itself otherwise; where it is stays the same.
  await page.keyboard.press("Digit3");
  await expect(page.getByRole("heading", { name: /有 \d+ 件等您定/ })).toBeVisible();
  const open = page.locator(".open-item");
  for (let left = await count(page); left > 0; left -= 1) {
    await expect(open).toBeFocused();
    hands.look(1);
    await page.keyboard.press("Digit1");
    await expect(page.getByRole("heading", { name: left > 1 ? `有 ${left - 1} 件等您定` : "没有等您定的事" })).toBeVisible();
  }
  await page.keyboard.press("Digit4");
  await expect(page.getByRole("heading", { name: /还没结对的 \d+ 名孩子/ })).toBeVisible();
  hands.look(await count(page));
  await reach(page, page.getByRole("button", { name: "直接看内容" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await reach(page, page.getByRole("button", { name: /确定这 \d+ 对/ }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "都结了对" })).toBeVisible();

  await page.keyboard.press("Digit1");
  await expect(page.getByRole("heading", { name: /今天该看看这 \d+ 名孩子/ })).toBeVisible();
  await reach(page, page.getByRole("button", { name: "直接看内容" }));
  await page.keyboard.press("Enter");
  await reach(page, page.getByRole("button", { name: "复制一句话" }).first());
  await page.keyboard.press("Enter");
  await expect(page.getByText("已复制，到微信里粘贴就行：")).toBeVisible();
  expect(hands.presses, "no hand has left the keys").toBe(0);
  expect(hands.sum("a Monday by keyboard alone")).toBeLessThanOrEqual(MONDAY_SECONDS);
});
