// A school's pairings: what is wrong with them, and that everybody is paired.

import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, launch, remove, type Server, signIn, test as base } from "../fixtures";

// Others change pairings, so it has a county of its own.
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

test("what is wrong with pairings stands above, and a school where everybody is paired says so", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "coordinator");
  await page.getByRole("link", { name: "结对", exact: true }).first().click();
  await expect(page.getByRole("heading", { name: "都结了对" })).toBeVisible();
  await expect(page.getByText(/超过规则的 3 名/)).toBeVisible();
  await clean(page, "the pairings");
  await page.setViewportSize({ width: 360, height: 740 });
  await clean(page, "the pairings on a phone");
});
