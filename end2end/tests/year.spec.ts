// An August at a school: the year is planned, looked over, done, taken back and done again; leavers are offered to
// another school, which takes them in by name.

import type { Browser, Page } from "@playwright/test";
import { clean } from "../axe";
import { county, expect, type Server, signIn, test as base } from "../fixtures";
import { Keystrokes } from "../klm";

// Classes move up and children move on, so it has a county of its own.
const test = base.extend<object, { county: Server }>({
  county: county(),
  baseURL: async ({ county }, use) => use(county.url),
});

async function yearOf(page: Page, login: string) {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, login);
  await page.getByRole("link", { name: "学年", exact: true }).click();
  await expect(page.getByRole("heading", { name: "办过的事" })).toBeVisible();
}

/** The coordinator of the county's senior school, which takes in who has finished the ninth year. */
const SENIOR = "c39";

/** The plan stands open in the summer only. */
async function unfold(page: Page) {
  const plan = page.locator("details.panel", { has: page.getByText(/^(提前)?排 .+学年$/) });
  if ((await plan.getAttribute("open")) === null) await plan.locator("summary").first().click();
}

/** Looks the plan over and does it. */
async function carryOut(page: Page) {
  await page.getByRole("button", { name: "先看看会怎样" }).click();
  await expect(page.getByRole("heading", { name: "会这样变" })).toBeVisible();
  await page.getByRole("button", { name: "就这样办" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "确定", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "办好了" })).toBeVisible();
}

const acts = (page: Page) => page.locator("section", { has: page.getByRole("heading", { name: "办过的事" }) });

/** The coordinator of another school, with a page of their own. */
async function elsewhere(browser: Browser, county: Server, login: string) {
  const context = await browser.newContext({ baseURL: county.url, locale: "zh-CN" });
  const page = await context.newPage();
  await yearOf(page, login);
  return page;
}

test("a year is planned, done, taken back and done again, and a leaver is taken in elsewhere", async ({ page, browser, county }) => {
  test.setTimeout(120_000);
  const hands = await Keystrokes.of(page);
  await yearOf(page, "coordinator");
  await unfold(page);
  const leavers = page.locator(".pairing li.row", { hasText: "九年级" }).first();
  await leavers.getByRole("combobox").first().selectOption("青石县高级中学");
  await clean(page, "the plan");
  hands.look(await page.locator(".pairing li.row").count());
  await carryOut(page);
  expect(hands.sum("an August: all classes, leavers offered")).toBeLessThanOrEqual(300);
  await expect(acts(page).getByText(/升班/).first()).toBeVisible();
  await acts(page).getByRole("button", { name: "撤回" }).first().click();
  await page.getByRole("alertdialog").getByRole("button", { name: "确定", exact: true }).click();
  await expect(page.getByRole("status").filter({ hasText: "已撤回" })).toBeVisible();

  await unfold(page);
  await leavers.getByRole("combobox").first().selectOption("青石县高级中学");
  await page.getByRole("button", { name: "先看看会怎样" }).click();
  await clean(page, "the preview");
  await page.getByRole("button", { name: "再改改" }).click();
  await carryOut(page);
  const sent = page.locator("section", { has: page.getByRole("heading", { name: "送到别的学校的孩子" }) });
  await expect(sent.getByText("等对方回复").first()).toBeVisible();
  const child = (await sent.locator("b").first().textContent()) ?? "";
  await page.setViewportSize({ width: 360, height: 740 });
  await clean(page, "the year on a phone");

  const there = await elsewhere(browser, county, SENIOR);
  await expect(there.getByRole("heading", { name: /名孩子等您接收/ })).toBeVisible();
  await there.getByLabel("都进这个班").fill("高一1班");
  await clean(there, "what is offered");
  await there.getByRole("button", { name: /接收勾选的/ }).first().click();
  await expect(there.getByRole("status").filter({ hasText: "已接收" })).toBeVisible();
  await expect(there.getByRole("heading", { name: "别的学校要送来的孩子" })).toHaveCount(0);
  await expect(acts(there).getByText(`接收 · ${child}`)).toBeVisible();
  await page.reload();
  await expect(sent.getByText("已接收").first()).toBeVisible();
});

test("a child who may be there already is asked about, and what cannot be read is said", async ({ page }) => {
  await yearOf(page, "coordinator");
  await page.getByText("有孩子离开", { exact: true }).click();
  const listed = (await page.getByLabel("哪个孩子").last().locator("option").nth(1).textContent()) ?? "";
  const [place, name] = listed.split(" ");
  await page.getByText("有孩子新来", { exact: true }).click();
  await page.getByLabel("姓名", { exact: true }).fill(name);
  await page.getByLabel("班", { exact: true }).fill(place);
  await page.getByLabel(/身份证号/).fill("610922201806309844");
  await page.getByRole("button", { name: "记入名册" }).click();
  await expect(page.getByText(/^身份证号：/)).toBeVisible();
  await page.getByLabel(/身份证号/).fill("");
  await page.getByRole("button", { name: "记入名册" }).click();
  await expect(page.getByRole("heading", { name: /是同一个孩子吗/ })).toBeVisible();
  await clean(page, "who it may be");
  await page.getByRole("button", { name: "就是这个孩子" }).first().click();
  await expect(page.getByText("这个孩子就在本校，没有再记。")).toBeVisible();
  await expect(page.getByLabel("姓名", { exact: true })).toHaveValue(name);
  await expect(acts(page).getByText("新来")).toHaveCount(0);
});
