// Who a child is: the definitions of a left-behind child on any day, and two records that are one child's.

import type { Page } from "@playwright/test";
import { clean } from "../axe";
import { county, expect, type Server, signIn, test as base } from "../fixtures";

// This makes one file of two, so it has a county of its own.
const test = base.extend<object, { county: Server }>({
  county: county(),
  baseURL: async ({ county }, use) => use(county.url),
});

/** The page at both sizes. */
async function cleanAtBothSizes(page: Page, what: string) {
  await clean(page, what);
  await page.setViewportSize({ width: 360, height: 740 });
  await clean(page, `${what} on a phone`);
  await page.setViewportSize({ width: 1440, height: 900 });
}

test("three definitions stand side by side, each with its reasons, on any day", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "coordinator");
  await page.getByRole("link", { name: "全部孩子" }).click();
  await page.locator("button.stat", { hasText: "全部" }).click();
  await page.getByRole("link", { name: "舒睿", exact: true }).first().click();
  const panel = page.getByRole("region", { name: "算不算留守儿童" });
  await expect(panel.locator(".definitions > li")).toHaveCount(3);
  await expect(panel.getByText("学籍口径")).toBeVisible();
  await expect(panel.getByText("回家不超过30天算探亲")).toBeVisible();
  await cleanAtBothSizes(page, "a child's file");
  await panel.getByLabel("看哪一天").fill("2020-01-01");
  await panel.getByLabel("看哪一天").dispatchEvent("change");
  await expect(panel.getByText("这一天不在本县的学校").first()).toBeVisible();
  // From the file to the child's terms, one below the other.
  await page.getByRole("link", { name: "一学期一学期" }).click();
  await expect(page.getByRole("heading", { name: /学期$/ }).first()).toBeVisible();
  await expect(page.getByText("不打分，不比较")).toBeVisible();
  await expect(page.locator("summary", { hasText: "打印“五有与一生一策”" }).first()).toBeVisible();
  await cleanAtBothSizes(page, "a child's terms");
});

test("two records that are one child's are made one, and two again", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "centre");
  await page.getByRole("link", { name: "重复档案" }).click();
  const pair = page.getByRole("group").filter({ hasText: "很可能是同一个" }).first();
  await expect(pair.getByRole("columnheader")).toHaveCount(2);
  await expect(pair.locator(".differs").filter({ hasText: "进名册" })).toHaveCount(1);
  const heading = (await pair.getByRole("heading").textContent()) ?? "";
  await cleanAtBothSizes(page, "the pairs");
  await pair.getByRole("button", { name: "是同一个孩子" }).click();
  await page.getByRole("alertdialog").getByRole("button").last().click();
  await expect(page.getByRole("status")).toContainText("的两份并好了");
  await expect(page.getByRole("heading", { name: heading, exact: true })).toHaveCount(0);
  await expect(page.getByRole("heading", { name: "并过的" })).toBeVisible();
  await page.getByRole("button", { name: "再分开" }).click();
  await page.getByRole("alertdialog").getByRole("button").last().click();
  await expect(page.getByRole("status")).toContainText("的两份又分开了");
  await expect(page.getByRole("heading", { name: heading, exact: true })).toHaveCount(1);
});
