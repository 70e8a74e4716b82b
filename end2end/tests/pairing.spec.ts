// A school's children without a mentor: looked over, one changed by a digit, all accepted at once.

import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, launch, remove, type Server, signIn, test as base } from "../fixtures";

// It pairs children, so it has a county of its own.
const test = base.extend<object, { county: Server }>({
  county: [
    async ({}, use) => {
      const server = await launch();
      await use(server);
      await remove(server);
    },
    { scope: "worker" },
  ],
  baseURL: async ({ county }, use) => use(county.url),
});

async function clean(page: Page, what: string) {
  const found = await new AxeBuilder({ page }).withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]).analyze();
  expect(found.violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`), what).toEqual([]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, `${what} runs off the side`).toBeLessThanOrEqual(0);
}

test("a proposal is looked over, one child is left out by a digit, and the rest is paired at once", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "coordinator");
  await page.getByRole("link", { name: "结对", exact: true }).first().click();
  await expect(page.getByRole("heading", { name: /还没结对的 \d+ 名孩子/ })).toBeVisible();
  const lists = page.getByRole("combobox");
  const all = await lists.count();
  await clean(page, "the proposal");
  await page.setViewportSize({ width: 360, height: 740 });
  await clean(page, "the proposal on a phone");

  await lists.first().focus();
  await page.keyboard.press("0");
  await expect(lists.first()).toHaveValue("");
  await page.getByRole("button", { name: "确定这 " }).isDisabled().then(async (nothingLeft) => {
    if (nothingLeft) await lists.first().selectOption({ index: 1 });
  });
  const chosen = Number(/\d+/.exec((await page.getByRole("button", { name: "确定这 " }).textContent()) ?? "")?.[0]);
  expect(chosen).toBeGreaterThan(0);
  await page.getByRole("button", { name: "确定这 " }).click();
  await expect(page.getByRole("status")).toHaveText(new RegExp(`已结对 ${chosen} 名孩子`));
  await expect(lists).toHaveCount(all - chosen);
});
