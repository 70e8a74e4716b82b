// Something given to many: one act for the whole school, who was absent by a tap, on the mentor's phone in the child's file,
// put right, thanked with counts, signed for, and taken back.

import type { Page } from "@playwright/test";
import { clean } from "../axe";
import { county, expect, openChild, type Server, signIn, signInMentor, test as base } from "../fixtures";

// These write entries, so they have a county of their own.
const test = base.extend<object, { county: Server }>({
  county: county(),
  baseURL: async ({ county }, use) => use(county.url),
});

async function open(page: Page) {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "coordinator");
  await page.getByRole("link", { name: "统一慰问" }).click();
  await expect(page.getByRole("heading", { name: "给很多孩子发东西，只记一次" })).toBeVisible();
  await expect(page.getByText(/^记给 \d+ 名孩子/)).toBeVisible();
}

async function fill(page: Page) {
  await page.getByLabel("什么慰问").fill("六一慰问");
  await page.getByLabel("谁捐的").fill("县慈善协会");
  await page.getByLabel("发的什么").fill("书包");
  await page.getByLabel("每人几件").fill("１");
  await page.getByLabel("每人多少元").fill("120元");
}

const count = async (page: Page) => Number(/记给 (\d+) 名/.exec(await page.getByText(/^记给 \d+ 名孩子/).innerText())?.[1]);

test("one act reaches the files of a whole school, and not who was absent", async ({ page, browser, county }) => {
  test.setTimeout(90_000);
  const context = await browser.newContext({ baseURL: county.url, locale: "zh-CN", timezoneId: "Asia/Shanghai", viewport: { width: 360, height: 740 } });
  const phone = await context.newPage();
  await signInMentor(phone);
  const names = await phone.locator(".card .name").allInnerTexts();

  await open(page);
  await fill(page);
  const all = await count(page);
  await page.locator("summary", { hasText: "没来的点一下" }).click();
  const absent = page.locator("details .chip").filter({ hasNotText: names[0] }).last();
  const who = await absent.innerText();
  await absent.click();
  await expect(page.getByText(`记给 ${all - 1} 名孩子，没来的 1 名`)).toBeVisible();

  // Half done, the page is loaded again: nothing is lost.
  await page.reload();
  await expect(page.getByLabel("谁捐的")).toHaveValue("县慈善协会");
  await expect(page.getByText(`记给 ${all - 1} 名孩子，没来的 1 名`)).toBeVisible();
  await clean(page, "the form");
  await page.getByRole("button", { name: "存好" }).click();
  await expect(page.getByText(/^存好了：.*六一慰问 · 县慈善协会 · 书包×1，120元/)).toBeVisible();
  await expect(page.getByLabel("谁捐的")).toHaveValue("");

  // The mentor's phone has it in the child's file.
  await phone.reload();
  await phone.getByLabel("密码", { exact: true }).fill("wuyou-demo");
  await phone.getByRole("button", { name: "打开", exact: true }).click();
  await expect(phone.locator(".pill")).toHaveText(/已全部送达/);
  await openChild(phone, names[0]);
  const entry = phone.locator(".timeline li", { hasText: "六一慰问" }).first();
  await expect(entry).toContainText("县慈善协会 · 书包×1，120元");
  await expect(entry.getByRole("link")).toHaveCount(0);
  await context.close();

  // Who was absent is given it after all.
  const given = page.locator("section.panel", { hasText: "已经记下的" }).locator("li").first();
  await given.getByRole("button", { name: "更正" }).click();
  await expect(page.getByText("正在更正一次慰问")).toBeVisible();
  await page.locator("summary", { hasText: "没来的点一下" }).click();
  await page.getByRole("button", { name: who, exact: true, pressed: true }).click();
  await page.getByRole("button", { name: "存好" }).click();
  await expect(given).toContainText(`${all} 名孩子`);
});

test("the donor gets counts and no name, the school a list to sign, the ledger a sum", async ({ page, context }) => {
  test.setTimeout(90_000);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);
  await fill(page);
  // What one donor gave of one thing on one day is one line of the ledger.
  await page.getByLabel("谁捐的").fill("县红十字会");
  const name = (await page.locator("details .chip").first().textContent()) ?? "";
  expect(name).not.toBe("");
  const all = await count(page);
  await page.getByRole("button", { name: "存好" }).click();
  await expect(page.getByText(/^存好了：/)).toBeVisible();
  const given = page.locator("section.panel", { hasText: "已经记下的" }).locator("li").first();
  await expect(given).toContainText(`${all} 名孩子`);
  await given.getByRole("button", { name: "复制给捐赠人的话" }).click();
  const text = given.locator("textarea");
  await expect(text).toHaveValue(new RegExp(`发到${all}名孩子手中`));
  expect(await text.inputValue()).not.toContain(name);

  await given.getByText("打印签收表").click();
  await given.getByRole("radio", { name: "存档" }).check();
  await given.getByRole("button", { name: "打印", exact: true }).click();
  await page.waitForURL(/\/print\//);
  await expect(page.getByRole("heading", { name: /慰问品签收表/ }).first()).toBeVisible();
  await expect(page.getByText(name).first()).toBeVisible();

  await page.getByRole("link", { name: "返回打印导出" }).click();
  await page.getByRole("radio", { name: "捐赠台账" }).check();
  await expect(page.getByRole("cell", { name: new RegExp(`^${120 * all}$`) }).first()).toBeVisible();
  await page.getByRole("link", { name: "统一慰问" }).click();
  await given.getByRole("link", { name: "打印感谢信" }).click();
  await expect(page.getByRole("heading", { name: "感谢信（捐赠收讫）" })).toBeVisible();
  await expect(page.locator("main")).not.toContainText(name);
  await clean(page, "the letter", "paper");

  await page.goBack();
  await given.getByRole("button", { name: "撤回" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "确定" }).click();
  await expect(page.getByText(/^撤回了：/)).toBeVisible();
});

test("what is wrong is said in its place, and stays as it was typed", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "存好" }).click();
  for (const words of [/请写是什么慰问/, /请写是谁捐的/, /请写发的是什么/]) {
    await expect(page.getByRole("alert").filter({ hasText: words })).toBeVisible();
  }
  await fill(page);
  await page.getByLabel("每人多少元").fill("一百二");
  await page.getByRole("button", { name: "存好" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /请填钱数/ })).toBeVisible();
  await expect(page.getByLabel("每人多少元")).toHaveValue("一百二");
  for (const width of [1440, 360]) {
    await page.setViewportSize({ width, height: 800 });
    await clean(page, `${width} wide`);
  }
});

test("a mentor notes a gift, a call that nobody answered and a pledge, where the kind asks for it", async ({ browser, county }) => {
  const context = await browser.newContext({ baseURL: county.url, locale: "zh-CN", timezoneId: "Asia/Shanghai", viewport: { width: 360, height: 740 } });
  const page = await context.newPage();
  await signInMentor(page);
  await page.goto("/app/log");
  await page.getByLabel("密码", { exact: true }).fill("wuyou-demo");
  await page.getByRole("button", { name: "打开", exact: true }).click();
  await page.getByRole("radio", { name: "物质帮扶" }).check();
  await page.getByLabel("发的什么").fill("棉衣");
  await page.getByLabel("每人几件").fill("一件");
  await page.locator(".entry-form .chip").first().click();
  await page.getByRole("button", { name: "存好" }).click();
  await expect(page.getByText("这个数太大了，请再看看。").first()).toBeVisible();
  await expect(page.getByLabel("每人几件")).toHaveValue("一件");
  await page.getByRole("radio", { name: "安全教育" }).check();
  await expect(page.getByRole("button", { name: "防溺水“六不”讲清了" })).toBeVisible();
  await page.getByRole("radio", { name: "微信回了" }).check();
  await page.getByRole("radio", { name: "亲情关爱" }).check();
  await page.getByRole("radio", { name: "电话", exact: true }).check();
  await expect(page.getByText("法律要求爸妈每周至少和孩子联系一次。")).toBeVisible();
  await expect(page.getByRole("button", { name: "防溺水“六不”讲清了" })).toHaveCount(0);
  await page.getByRole("radio", { name: "物质帮扶" }).check();
  await expect(page.getByLabel("每人几件")).toHaveValue("一件");
  await context.close();
});
