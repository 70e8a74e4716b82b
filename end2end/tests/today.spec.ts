// The coordinator's first page: which child needs what today, the sentence for its mentor, and where a child is.

import type { Page } from "@playwright/test";
import { clean } from "../axe";
import { county, expect, type Server, signIn, signInMentor, test as base } from "../fixtures";

// These note where children are, so they have a county of their own.
const test = base.extend<object, { county: Server }>({
  county: county(),
  baseURL: async ({ county }, use) => use(county.url),
});

const HEADING = /今天该看看这 \d+ 名孩子/;
const CHILD = "舒睿";

async function office(page: Page, login = "coordinator") {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, login);
  await expect(page.getByRole("heading", { name: HEADING })).toBeVisible();
}

const row = (page: Page, name: string) =>
  page.locator(".need", { has: page.getByRole("link", { name, exact: true }) });

/** A day so many days from the page's. */
const ahead = (page: Page, days: number) =>
  page.evaluate((days) => new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10), days);

test("each number shows its children, and each child stands there once with its reasons", async ({ page }) => {
  await office(page);
  const said = Number(/\d+/.exec((await page.locator("h1").textContent()) ?? "")?.[0]);
  const listed = page.locator(".group:not(.paused) .need");
  await expect(listed).toHaveCount(said);
  const names = await page.locator(".group h3 a").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
  expect(new Set(names).size).toBe(names.length);
  for (const number of await page.locator(".stats button").all()) {
    const count = Number(await number.locator("b").textContent());
    await number.click();
    await expect(number).toHaveAttribute("aria-pressed", "true");
    expect(await listed.count()).toBeGreaterThanOrEqual(count);
    await number.click();
  }
  await expect(listed).toHaveCount(said);
  await page.getByText("怎么算的").first().click();
  await expect(page.locator(".how[open] p")).toBeVisible();
  await page.getByRole("link", { name: "全部孩子" }).click();
  await expect(page.getByRole("heading", { name: "哪些孩子还没被看见" })).toBeVisible();
  await page.getByRole("link", { name: "今天" }).click();
  await expect(page.getByRole("heading", { name: HEADING })).toBeVisible();
});

test("a sentence for the mentor is copied, or stands there to be copied by hand", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await office(page);
  const asked = page.locator(".need", { has: page.getByRole("button", { name: "复制一句话" }) }).first();
  await asked.getByRole("button", { name: "复制一句话" }).click();
  await expect(asked.getByText("已复制，到微信里粘贴就行：")).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toMatch(/^\S+老师，方便时请看看\S+：.+。$/);
  await expect(asked.locator("q")).toHaveText(copied);

  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await asked.getByRole("button", { name: "复制一句话" }).click();
  const text = asked.getByLabel("浏览器不让复制");
  await expect(text).toBeFocused();
  await expect(text).toHaveValue(copied);
  const chosen = await text.evaluate((area: HTMLTextAreaElement) => area.selectionEnd - area.selectionStart);
  expect(chosen).toBe(copied.length);
  await clean(page, "a sentence to copy by hand");
});

test("a reason is noted, corrected and taken back, and the mentor's phone asks for nothing meanwhile", async ({ page, browser, county }) => {
  await office(page);
  const group = page.locator(".group", { has: row(page, CHILD) });
  await expect(group).not.toHaveClass(/paused/);
  const before = await page.locator("h1").textContent();

  await row(page, CHILD).getByRole("button", { name: "记个原因" }).click();
  const form = page.getByRole("dialog", { name: `${CHILD}：记个原因` });
  await form.getByRole("button", { name: "存好" }).click();
  await expect(form.getByRole("alert")).toHaveText("请选是哪种原因。");
  await form.getByRole("radio", { name: "和爸妈在一起" }).check();
  await form.getByLabel("到哪天").fill(await ahead(page, 60));
  await expect(form.getByRole("alert")).toContainText("最多填到");
  await clean(page, "the form");
  await form.getByRole("radio", { name: "在住院" }).check();
  await form.getByLabel("到哪天").fill(await ahead(page, 5));
  await form.getByLabel("到哪天").press("Enter");
  await expect(form).toBeHidden();
  await expect(page.getByText(`记下了：${CHILD}在住院，到`)).toBeVisible();
  await expect(group).toHaveClass(/paused/);
  await expect(page.locator("h1")).not.toHaveText(before ?? "");

  // The phone learns it at its next sync.
  const context = await browser.newContext({ baseURL: county.url, locale: "zh-CN", timezoneId: "Asia/Shanghai", viewport: { width: 360, height: 740 } });
  const phone = await context.newPage();
  await signInMentor(phone);
  const card = phone.locator("article.card", { has: phone.locator(".name", { hasText: CHILD }) });
  await expect(card).toBeVisible();
  await expect(card.locator(".due")).toHaveCount(0);
  await context.close();

  await row(page, CHILD).getByRole("button", { name: "改" }).click();
  await expect(form.getByLabel("到哪天")).toHaveValue(await ahead(page, 5));
  await form.getByRole("radio", { name: "和爸妈在一起" }).check();
  await form.getByRole("button", { name: "存好" }).click();
  await expect(row(page, CHILD).getByText(/^和爸妈在一起，到/)).toBeVisible();

  await row(page, CHILD).getByRole("button", { name: "撤回" }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.getByText(`撤回了：${CHILD}那一条不算了。`)).toBeVisible();
  await expect(group).not.toHaveClass(/paused/);
  await expect(page.locator("h1")).toHaveText(before ?? "");
});

test("a child without a mentor is one tap from being given one; the lead, who cannot, is not offered it", async ({ page, browser, county }) => {
  await office(page);
  const pair = page.getByRole("main").getByRole("link", { name: "结对", exact: true });
  await page.getByRole("link", { name: "孩子", exact: true }).click();
  await page.getByText("老师账号").click();
  await page.locator("li.row", { hasText: "t0240" }).getByRole("button", { name: "离任" }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await page.getByRole("link", { name: "今天" }).click();
  await expect(page.getByText("原来的结对老师离任，还没有人接").first()).toBeVisible();
  const context = await browser.newContext({ baseURL: county.url, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  const lead = await context.newPage();
  await office(lead, "lead");
  await expect(lead.getByText("原来的结对老师离任，还没有人接").first()).toBeVisible();
  await expect(lead.getByRole("main").getByRole("link", { name: "结对", exact: true })).toHaveCount(0);
  await context.close();
  await pair.first().click();
  const mentors = page.getByLabel("新的结对老师");
  await expect(mentors).toBeInViewport();
  const roomy = mentors.locator("option", { hasNotText: "满了" }).nth(1);
  await mentors.selectOption((await roomy.getAttribute("value")) ?? "");
  await page.getByRole("button", { name: "交给这位老师" }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.getByText("结对老师 未结对")).toHaveCount(0);
});

for (const theme of ["light", "dark"] as const) {
  test(`nothing bars the way, and nothing runs off the side: ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await office(page);
    for (const width of [1440, 768, 360]) {
      await page.setViewportSize({ width, height: 800 });
      await clean(page, `${width} wide`);
    }
    const low = page.locator("main").locator("button:visible, a.button:visible, summary:visible, h3 a:visible");
    const heights = await low.evaluateAll((all) => all.map((one) => one.getBoundingClientRect().height));
    expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
    await page.evaluate(() => localStorage.setItem("wuyou.language", '"en"'));
    await page.reload();
    await expect(page.getByRole("heading", { name: /Children to look after today/ })).toBeVisible();
    await clean(page, "in English");
    expect(await page.locator("main .deeds").allInnerTexts()).not.toContainEqual(expect.stringMatching(/[\u4e00-\u9fff]/));
  });
}
