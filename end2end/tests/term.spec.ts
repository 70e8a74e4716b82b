// A term of one child: the page from what is on record, offline and with the tab killed, the plan, a danger at home
// that is seen to, the second look, the story, the sheet for the family. And how long it takes a practised person.

import type { Page } from "@playwright/test";
import { clean } from "../axe";
import {
  allSent,
  county,
  expect,
  offline,
  offlineReady,
  openChild,
  pill,
  save,
  type Server,
  signInMentor,
  signInSomebody,
  test as base,
  unlock,
} from "../fixtures";
import { Keystrokes } from "../klm";

// What is written here would change the county that other files look at.
const test = base.extend<object, { county: Server }>({
  county: county(),
  baseURL: async ({ county }, use) => use(county.url),
});

/** Minutes a year that the pages of two children may take a mentor. */
const MINUTES_A_YEAR = 15;
const PAGES_A_YEAR = 2 * 2;

const have = (page: Page, name: string) =>
  page.locator("section.have").filter({ has: page.getByRole("heading", { name, exact: true }) });
const level = (page: Page, name: string, word: string) =>
  page.getByRole("radiogroup", { name, exact: true }).getByRole("radio", { name: word, exact: true });

/** From the child's file to the page of this term. */
async function openPage(page: Page, child: string) {
  await openChild(page, child);
  await page.getByRole("link", { name: /这学期的一页/ }).click();
  await expect(page.getByRole("heading", { name: `${child} · 这学期` })).toBeVisible();
}

test("a term of one child, from the log to the sheet for the family", async ({ page, context }) => {
  await signInMentor(page);
  await offlineReady(page);
  await offline(context);

  // A home visit found a danger; that is all that anybody types of it.
  await page.getByRole("link", { name: /舒睿/ }).click();
  await page.getByRole("link", { name: "给舒睿记一笔" }).click();
  await page.getByRole("radio", { name: "学业辅导" }).check();
  await page.getByRole("button", { name: /住处安全吗/ }).click();
  const home = page.locator(".question").filter({ hasText: "住处安全吗" });
  await home.getByLabel("住处安全吗").selectOption({ label: "有隐患" });
  await home.getByLabel("有什么隐患").fill("门前水塘没围");
  await page.getByText("再补一句").click();
  await page.getByLabel("想说的话").fill("会背乘法口诀了");
  await save(page);

  await openPage(page, "舒睿");
  await expect(have(page, "学习")).toContainText("学业辅导");
  await expect(have(page, "家里的隐患")).toContainText("水塘河边 · 门前水塘没围");
  await level(page, "学习", "够了").check();
  await level(page, "亲情", "还要多陪").check();
  await have(page, "学习").getByRole("button", { name: "孩子自己怎么说" }).click();
  await page.getByLabel("孩子自己怎么说").pressSequentially("比以前敢举手了");
  await page.waitForTimeout(300);

  // The tab is killed in the form.
  const address = page.url();
  const fresh = await context.newPage();
  await page.close({ runBeforeUnload: false });
  await fresh.goto(address);
  await unlock(fresh);
  await expect(fresh.getByText("接着上次没写完的。")).toBeVisible();
  await expect(fresh.getByLabel("孩子自己怎么说")).toHaveValue("比以前敢举手了");
  await expect(level(fresh, "亲情", "还要多陪")).toBeChecked();

  // What is on record can be opened; the plan proposes what is missing and says why.
  await have(fresh, "学习").getByRole("button", { name: /学业辅导/ }).click();
  await expect(have(fresh, "学习").getByText("会背乘法口诀了")).toBeVisible();
  const plan = have(fresh, "这学期的打算");
  await expect(plan.getByText("家里有隐患没处理")).toBeVisible();
  await plan.getByRole("button", { name: "就这样打算" }).first().click();
  await expect(plan.getByText("家里的隐患处理好")).toBeVisible();

  // The danger is seen to.
  const danger = have(fresh, "家里的隐患");
  await danger.getByRole("button", { name: "处理好了" }).click();
  await danger.getByLabel("怎么处理的").fill("村里围了栏杆");
  await expect(danger.getByText("都处理好了")).toBeVisible();
  await expect(fresh.getByRole("img", { name: /学习: 够了.*安全：没有发现隐患/ })).toBeVisible();
  await save(fresh);

  // It is there at once, and waits like an entry.
  await expect(fresh.getByRole("heading", { name: "舒睿", exact: true })).toBeVisible();
  await expect(fresh.getByRole("link", { name: /这学期的一页/ })).toContainText("亲情 还要多陪");
  await expect(pill(fresh)).toHaveText("2 条待送");
  await fresh.getByRole("link", { name: "2 条待送" }).click();
  await expect(fresh.getByText("比以前敢举手了")).toBeVisible();
  await offline(context, false);
  await allSent(fresh);

  // Opened again it is as it was left.
  await fresh.getByRole("link", { name: "今日" }).click();
  await openPage(fresh, "舒睿");
  await expect(fresh.getByText("已经写好的")).toBeVisible();
  await expect(fresh.getByRole("button", { name: "学习 够了" })).toBeVisible();
  await expect(have(fresh, "家里的隐患")).toContainText("都处理好了");
  await have(fresh, "这学期的打算").getByRole("radio", { name: "做到了" }).check();
  await save(fresh);
  await allSent(fresh);

  // The story, and the sheet for the family: no level, no danger, nothing of a confidential talk.
  await fresh.getByRole("link", { name: /一路走来/ }).click();
  await expect(fresh.locator(".of-term").first()).toContainText("学习 够了");
  await fresh.getByLabel("五样里的").selectOption({ label: "学习" });
  await expect(fresh.getByText("会背乘法口诀了")).toBeVisible();
  await fresh.getByRole("link", { name: "做一份成长记录" }).click();
  await expect(fresh.locator(".ticks")).not.toContainText("心理疏导");
  const entry = fresh.locator(".ticks li", { hasText: "学业辅导" }).first();
  await entry.getByRole("checkbox").check();
  await entry.getByRole("button", { name: "用我记下的话" }).click();
  await fresh.getByLabel("最后想对孩子和家里说的").fill("这学期很努力。");
  await fresh.emulateMedia({ media: "print" });
  const sheet = fresh.locator(".sheet-of-growth");
  await expect(sheet).toContainText("会背乘法口诀了");
  await expect(sheet).not.toContainText(/够了|还要多陪|水塘/);
  await expect(fresh.locator(".ticks")).toBeHidden();
  await fresh.emulateMedia({ media: "screen" });
});

test("what the server refuses comes back with everything typed", async ({ page }) => {
  const { child } = await signInSomebody(page);
  await page.route("**/api/v1/sync", async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    for (const result of body.results) result.settlement = { rejected: { code: "invalid", problems: [] } };
    await route.fulfill({ response: answer, json: body });
  });
  await openPage(page, child);
  await page.getByRole("radio", { name: "够了" }).first().check();
  await page.getByRole("button", { name: "再写一条" }).click();
  await page.getByLabel("怎么做", { exact: true }).fill("这一条不能丢");
  await save(page);
  await expect(page.getByText("请写想做到什么。").first()).toBeVisible();
  await page.getByLabel("想做到什么").fill("按时睡");
  await save(page);
  await expect(pill(page)).toHaveText("1 条要您看一下");
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.getByRole("link", { name: "1 条要您看一下" }).click();
  await expect(page.getByText("这一条不能丢")).toBeVisible();
  await page.getByRole("link", { name: "改好再送" }).click();
  await expect(page.getByText("按时睡")).toBeVisible();
  await save(page);
  await allSent(page);
});

test("the pages of two children take a mentor no more than a quarter of an hour a year", async ({ page }) => {
  const hands = await Keystrokes.of(page);
  const { child } = await signInSomebody(page);
  hands.begin();
  await openPage(page, child);
  // The first page of all, where nothing can be as last term: five levels are looked at, a plan is taken.
  for (const [at, group] of (await page.locator("section.have .segments").all()).entries()) {
    hands.look(3);
    await group.getByRole("radio").nth(at === 0 ? 2 : 1).check();
  }
  await page.getByRole("button", { name: "就这样打算" }).first().click();
  await page.getByRole("button", { name: "孩子自己怎么说" }).first().click();
  await page.getByLabel("孩子自己怎么说").fill("想爸爸");
  await save(page);
  await allSent(page);
  const one = hands.sum("一个孩子一学期的一页（手机，第一次）");
  expect((one * PAGES_A_YEAR) / 60).toBeLessThan(MINUTES_A_YEAR);
});

for (const theme of ["light", "dark"] as const) {
  test(`nothing bars the way: ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    const { child } = await signInSomebody(page);
    await openPage(page, child);
    await page.getByRole("button", { name: "再写一条" }).click();
    await page.getByRole("button", { name: "再记一处隐患" }).click();
    for (const width of [320, 360]) {
      await page.setViewportSize({ width, height: 740 });
      await clean(page, `the page, ${width} wide`);
    }
    await page.getByRole("link", { name: "返回" }).click();
    await page.getByRole("link", { name: /一路走来/ }).click();
    await expect(page.getByLabel("五样里的")).toBeVisible();
    await clean(page, "the story");
    await page.getByRole("link", { name: "做一份成长记录" }).click();
    await expect(page.locator(".sheet-of-growth")).toBeVisible();
    await clean(page, "the growth record");
  });
}
