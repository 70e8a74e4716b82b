// A school's pairings: what is wrong with them, a proposal accepted, and a child that changes hands with a goodbye.

import type { Page } from "@playwright/test";
import { clean } from "../axe";
import { county, expect, type Server, signIn, signInMentor, test as base } from "../fixtures";

// Others change pairings, so it has a county of its own.
const test = base.extend<object, { county: Server }>({
  county: county(),
  baseURL: async ({ county }, use) => use(county.url),
});

async function office(page: Page) {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "coordinator");
  await expect(page.getByRole("navigation")).toBeVisible();
}

const waiting = async (page: Page) => Number(/\d+/.exec((await page.locator("h1").textContent()) ?? "")?.[0] ?? 0);

test("a proposal is looked over, changed and accepted at once", async ({ page }) => {
  await office(page);
  await page.getByRole("navigation").getByRole("link", { name: "结对", exact: true }).click();
  await expect(page.getByRole("heading", { name: /还没结对的 \d+ 名孩子/ })).toBeVisible();
  await expect(page.getByText(/超过规则的 3 名/)).toBeVisible();
  const all = await waiting(page);
  expect(all).toBeGreaterThan(2);
  await expect(page.getByText(/带着同一家的孩子：/)).toBeVisible();
  for (const width of [1440, 768, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await clean(page, `the proposal, ${width} wide`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  const lists = page.locator(".pairing select");
  await expect(lists).toHaveCount(all);
  const left = /(.+)的结对老师/.exec((await lists.last().getAttribute("aria-label")) ?? "")?.[1] ?? "";
  await lists.last().selectOption("");
  await page.getByRole("button", { name: `确定这 ${all - 1} 对` }).click();
  await expect(page.getByText(`已结对 ${all - 1} 名孩子`)).toBeVisible();
  await expect(page.getByRole("heading", { name: "还没结对的 1 名孩子" })).toBeVisible();

  // The last one from its own file.
  await page.getByRole("link", { name: left, exact: true }).click();
  await page.locator("summary", { hasText: "结对" }).click();
  await page.getByRole("button", { name: "到那天结束" }).click();
  await expect(page.getByText("请选一位老师。")).toBeVisible();
  const mentors = page.getByLabel("新的结对老师");
  const roomy = mentors.locator("option", { hasNotText: "满了" }).nth(1);
  await mentors.selectOption((await roomy.getAttribute("value")) ?? "");
  await page.getByRole("button", { name: "交给这位老师" }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.getByText("还没有结过对")).toHaveCount(0);
  await page.getByRole("navigation").getByRole("link", { name: "结对", exact: true }).click();
  await expect(page.getByRole("heading", { name: "都结了对" })).toBeVisible();
});

test("a child changes hands a week ahead: the reason is kept, and the mentor's phone asks for a goodbye", async ({ page, browser, county }) => {
  await office(page);
  await page.getByRole("link", { name: "孩子", exact: true }).click();
  await page.getByRole("button", { name: /^全部/ }).click();
  await page.getByRole("link", { name: "舒睿", exact: true }).click();
  await page.locator("summary", { hasText: "换老师" }).click();
  await page.getByRole("button", { name: "到那天结束" }).click();
  await expect(page.getByText("请选为什么换。")).toBeVisible();
  await page.getByLabel("为什么换").selectOption("mentor_left");
  await clean(page, "the form");
  await page.getByRole("button", { name: "到那天结束" }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.locator("li", { hasText: "老师离任或调走" }).first()).toBeVisible();

  // A colleague stands beside until then.
  await page.locator("summary", { hasText: "请一位同事一起看着" }).click();
  const who = page.getByLabel("哪位同事");
  const roomy = who.locator("option", { hasNotText: "满了" }).nth(1);
  await who.selectOption((await roomy.getAttribute("value")) ?? "");
  await page.locator("details[open] button[type=submit]").click();
  await expect(page.locator("li", { hasText: "第二位老师" })).toBeVisible();

  const context = await browser.newContext({ baseURL: county.url, locale: "zh-CN", timezoneId: "Asia/Shanghai", viewport: { width: 360, height: 740 } });
  const phone = await context.newPage();
  await signInMentor(phone);
  const card = phone.locator(".card", { hasText: "舒睿" });
  await expect(card.getByText("该好好道个别了")).toBeVisible();
  await clean(phone, "today, with a goodbye");
  await card.getByRole("link", { name: /舒睿/ }).click();
  await expect(phone.getByText(/和您结对到 .* 为止/)).toBeVisible();
  await context.close();
});

test("where the county asks for it, a new pairing waits until the lead has agreed", async ({ page, browser, county }) => {
  const person = async (login: string) => {
    const context = await browser.newContext({ baseURL: county.url, locale: "zh-CN", timezoneId: "Asia/Shanghai", viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    await signIn(page, login);
    await expect(page.getByRole("navigation")).toBeVisible();
    return page;
  };
  const centre = await person("centre");
  await centre.getByRole("link", { name: "规则" }).click();
  await centre.getByLabel("新的结对要学校分管负责人同意才算").check();
  const from = centre.locator("input[name=from]");
  await from.fill((await from.getAttribute("min")) ?? "");
  await centre.getByRole("button", { name: "就这样定" }).click();
  await centre.getByRole("button", { name: "确定" }).click();
  await expect(centre.locator("li", { hasText: "新的结对要分管负责人同意" }).first()).toBeVisible();

  await office(page);
  await page.getByRole("link", { name: "孩子", exact: true }).click();
  await page.getByRole("button", { name: /^全部/ }).click();
  await page.getByRole("link", { name: "舒一诺", exact: true }).click();
  await page.locator("summary", { hasText: "换老师" }).click();
  await page.getByLabel("为什么换").selectOption("asked_for");
  const roomy = page.getByLabel("新的结对老师").locator("option", { hasNotText: "满了" }).nth(1);
  await page.getByLabel("新的结对老师").selectOption((await roomy.getAttribute("value")) ?? "");
  await page.getByRole("button", { name: "交给这位老师" }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.getByText(/已交分管负责人/)).toBeVisible();
  await page.getByRole("navigation").getByRole("link", { name: "结对", exact: true }).click();
  await expect(page.getByText(/^舒一诺 – /)).toBeVisible();
  await clean(page, "what waits for the lead");

  const lead = await person("lead");
  await lead.getByRole("link", { name: "收件箱", exact: true }).click();
  await lead.locator(".item", { hasText: "舒一诺" }).filter({ hasText: "结对等您同意" }).click();
  await clean(lead, "the lead's inbox");
  await lead.getByRole("button", { name: /^同意/ }).click();
  await lead.getByRole("link", { name: "孩子", exact: true }).click();
  await lead.getByRole("button", { name: /^全部/ }).click();
  await lead.getByRole("link", { name: "舒一诺", exact: true }).click();
  await expect(lead.locator("li", { hasText: "家里要求" })).toBeVisible();
});
