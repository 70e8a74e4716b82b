// The school's inbox: an item is decided by a digit, taken back within seconds, and the next one opens.

import type { Page } from "@playwright/test";
import { clean } from "../axe";
import { county, expect, type Server, signIn, test as base } from "../fixtures";

// These decide, so they have a county of their own.
const test = base.extend<object, { county: Server }>({
  county: county(),
  baseURL: async ({ county }, use) => use(county.url),
});

const count = async (page: Page) => Number(/\d+/.exec((await page.locator("h1").textContent()) ?? "")?.[0] ?? 0);

test("a decision is taken back within seconds, and the next item opens by itself", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "coordinator");
  await page.getByRole("link", { name: "收件箱", exact: true }).click();
  await expect(page.getByRole("heading", { name: /有 \d+ 件等您定/ })).toBeVisible();
  const all = await count(page);
  expect(all).toBeGreaterThan(1);
  const open = page.locator(".open-item");
  await expect(open).toBeFocused();
  const first = await open.locator("h2").textContent();
  await clean(page, "the inbox");

  // A digit decides; nothing is sent yet.
  const sent: string[] = [];
  page.on("request", (request) => request.url().includes("followed_up") && sent.push(request.url()));
  await page.keyboard.press("Digit1");
  await expect(page.getByText(/^定了：/)).toBeVisible();
  await expect(page.getByRole("heading", { name: `有 ${all - 1} 件等您定` })).toBeVisible();
  await expect(open, "the next one has the focus").toBeFocused();
  await page.keyboard.press("Digit0");
  await expect(page.getByRole("heading", { name: `有 ${all} 件等您定` })).toBeVisible();
  await expect(open.locator("h2")).toHaveText(first ?? "");
  expect(sent).toEqual([]);

  // Decided again, it is sent when its seconds are over, and stays done.
  await page.keyboard.press("Digit1");
  await expect.poll(() => sent.length, { timeout: 12_000 }).toBe(1);
  await expect(page.getByText(/^定了：/)).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("heading", { name: `有 ${all - 1} 件等您定` })).toBeVisible();
  await page.setViewportSize({ width: 360, height: 740 });
  await clean(page, "the inbox on a phone");
});
