// Figures: a school sees whom care has reached, the centre fills in the year's report and takes it out.

import type { Page } from "@playwright/test";
import { clean } from "../axe";
import { county, expect, type Server, signIn, test as base } from "../fixtures";

// What is filled in stays, so this has a county of its own.
const test = base.extend<object, { county: Server }>({
  county: county(),
  baseURL: async ({ county }, use) => use(county.url),
});

async function open(page: Page, who: string) {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, who);
  await page.getByRole("link", { name: "统计" }).click();
  await expect(page.getByRole("heading", { name: "关爱活动到了多少孩子" })).toBeVisible();
  await expect(page.locator("table.table tbody tr").first()).toBeVisible();
}

test("a school counts children by activity and month, opens a number, and finds who is not written down", async ({ page }) => {
  await open(page, "coordinator");
  await expect(page.locator("table.table tbody tr")).toHaveCount(9);
  await clean(page, "the activities");
  await page.getByRole("radio", { name: "上学期" }).check();
  await expect(page.locator("table.table thead th").nth(1)).toHaveText("3月");
  const count = page.locator("button.count").last();
  const said = Number(await count.textContent());
  await count.click();
  await expect(page.locator(".names li")).toHaveCount(said);

  await page.getByRole("radio", { name: "还没记下的" }).check();
  await expect(page.getByRole("heading", { name: "哪些孩子还没记下" })).toBeVisible();
  await page.getByRole("radio", { name: "家访", exact: true }).check();
  await expect(page.getByText("没记下不等于没做过，更不等于没人管", { exact: false })).toBeVisible();
  await clean(page, "who is not written down");

  await page.getByRole("radio", { name: "自己选" }).check();
  await page.getByLabel("从哪天").fill("2020-01-01");
  await expect(page.getByRole("alert").filter({ hasText: "最多十二个月" })).toBeVisible();
});

test("the centre finds 1,081 teachers and 1,877 children, fills a gap in once, and takes the paragraph out", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page, "centre");
  await expect(page.locator("table.table tbody tr")).toHaveCount(41);
  await page.getByLabel("哪类活动").selectOption("drill");
  await expect(page.getByRole("heading", { name: /应急防范演练统计表/ })).toBeVisible();
  await page.getByRole("radio", { name: "年度总结" }).check();
  const paragraph = page.getByRole("textbox", { name: /数都来自下面的表/ });
  await expect(paragraph).toHaveValue(/学校留守儿童1877名，1081名教师/);
  await expect(paragraph).toHaveValue(/____人次/);
  const aid = page.locator("form", { hasText: "各类学生资助补贴" });
  await aid.getByLabel("多少人次").fill("约8900");
  await aid.getByRole("button", { name: "存好" }).click();
  await expect(aid.getByRole("alert")).toContainText("请填数字");
  await aid.getByLabel("多少人次").fill("8902");
  await aid.getByLabel("金额（万元）").fill("595.9875");
  await aid.getByRole("button", { name: "存好" }).click();
  await expect(paragraph).toHaveValue(/595\.9875万元、8902人次/);
  await clean(page, "the year in numbers");

  await page.reload();
  await page.getByRole("radio", { name: "年度总结" }).check();
  await expect(aid.getByLabel("多少人次")).toHaveValue("8902");
  await page.getByRole("radio", { name: "上报" }).check();
  await page.getByRole("button", { name: "复制文字" }).click();
  await expect(page.getByText("已复制，到微信里粘贴就行。")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("1081名教师");
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "下载表格" }).click();
  expect((await download).suggestedFilename()).toMatch(/^年度总结数据-\d{4}-\d{2}-\d{2}\.xlsx$/);
});
