// What every page is held to: axe finds nothing, and nothing runs off the side.

import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./fixtures";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Holds a page to it; a sheet of paper is as wide as it is. */
export async function clean(page: Page, what: string, on: "screen" | "paper" = "screen") {
  const found = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  const said = found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 120)).join(" | ")}`);
  expect(said, what).toEqual([]);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (on === "screen") expect(over, `${what} runs off the side`).toBeLessThanOrEqual(0);
}
