// For the teacher: a notebook page is entered by keyboard alone, the mentor sees it and corrects it.

import type { Page } from "@playwright/test";
import { clean } from "../axe";
import { county, expect, openChild, type Server, signIn, signInMentor, test as base } from "../fixtures";
import { Keystrokes } from "../klm";

// These write entries, so they have a county of their own.
const test = base.extend<object, { county: Server }>({
  county: county(),
  baseURL: async ({ county }, use) => use(county.url),
});

/** Seconds that one entry may take. */
const ENTRY_SECONDS = 15;

async function notebooks(page: Page) {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "coordinator");
  await page.getByRole("navigation").getByRole("link", { name: "替老师记" }).click();
  await expect(page.getByLabel("哪位老师")).toBeFocused();
}

const group = (page: Page, name: string) => page.getByRole("group", { name });

test("entries follow each other by keyboard alone; the mentor's phone has them and corrects one", async ({ page, browser, county }) => {
  const context = await browser.newContext({ baseURL: county.url, locale: "zh-CN", timezoneId: "Asia/Shanghai", viewport: { width: 360, height: 740 } });
  const phone = await context.newPage();
  await signInMentor(phone);
  const mentor = /· (\S+)/.exec(await phone.locator("body").innerText())?.[1] ?? "";

  await notebooks(page);
  await page.keyboard.insertText(mentor);
  await page.keyboard.press("Enter");
  await expect(group(page, "哪几个孩子")).toBeFocused();
  // A Chinese input method reports its own key for a digit; the place of the key is the same.
  await page.keyboard.press("Digit1");
  await page.keyboard.press("Digit2");
  await page.keyboard.press("Digit2");
  await page.keyboard.press("Enter");
  await expect(group(page, "做了什么")).toBeFocused();
  await page.keyboard.press("4");
  await expect(group(page, "怎么进行的")).toBeFocused();
  await page.keyboard.press("2");
  await expect(group(page, "哪一天")).toBeFocused();
  await page.keyboard.press("2");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.insertText("会背第三课了");
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^存好了：/)).toBeVisible();
  await expect(group(page, "哪几个孩子")).toBeFocused();
  await expect(group(page, "哪一天").getByRole("button", { name: "昨天" })).toHaveAttribute("aria-pressed", "true");

  // The next one is half typed when the page is loaded again.
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  await page.keyboard.press("3");
  await expect(page.getByText("说了什么由老师自己记")).toBeVisible();
  await page.reload();
  await expect(group(page, "做了什么").getByRole("button", { name: "心理疏导" })).toHaveAttribute("aria-pressed", "true");
  await expect(group(page, "做了什么")).toBeFocused();
  await page.keyboard.press("3");
  await page.keyboard.press("2");
  await clean(page, "the form");
  await page.keyboard.press("Enter");
  const today = page.locator("section.panel", { hasText: "今天记下的" }).locator("li");
  await expect(today).toHaveCount(2);
  await today.first().getByRole("button", { name: "撤回" }).click();
  await expect(page.getByText(/^撤回了：/)).toBeVisible();
  await expect(today.first()).toContainText("已撤回");

  // The phone learns of it, says who entered it, and corrects it.
  await phone.reload();
  await phone.getByLabel("密码", { exact: true }).fill("wuyou-demo");
  await phone.getByRole("button", { name: "打开", exact: true }).click();
  await expect(phone.locator(".pill")).toHaveText(/已全部送达/);
  const child = (await today.last().textContent())?.split(" · ")[1] ?? "";
  await openChild(phone, child);
  const entry = phone.locator(".timeline li", { hasText: "会背第三课了" });
  await expect(entry).toContainText("由业务干部代记");
  await entry.getByRole("link").click();
  await expect(phone.getByLabel("想说的话")).toHaveValue("会背第三课了");
  await context.close();
});

test("an entry takes a practised person no more than a quarter of a minute", async ({ page }) => {
  const hands = await Keystrokes.of(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "coordinator");
  // One entry, after which the notebook lies open.
  await page.getByRole("main").getByRole("link", { name: "替老师记" }).first().click();
  await expect(group(page, "做了什么")).toBeFocused();
  await page.keyboard.press("3");
  await expect(group(page, "怎么进行的")).toBeFocused();
  await page.keyboard.press("2");
  await expect(group(page, "哪一天")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText(/^存好了：/)).toBeVisible();
  const entered = page.locator("section.panel", { hasText: "今天记下的" }).locator("li");
  const before = await entered.count();

  hands.begin();
  // The line of the notebook is read, and each choice is looked for: which child, what, how, which day.
  hands.look(5);
  // An only child is chosen already.
  if (await group(page, "哪几个孩子").evaluate((one) => one === document.activeElement)) {
    await page.keyboard.press("1");
    await page.keyboard.press("Enter");
  }
  await expect(group(page, "做了什么")).toBeFocused();
  await page.keyboard.press("4");
  await expect(group(page, "怎么进行的")).toBeFocused();
  await page.keyboard.press("2");
  await expect(group(page, "哪一天")).toBeFocused();
  await page.keyboard.press("1");
  await page.keyboard.press("Enter");
  await expect(entered).toHaveCount(before + 1);
  expect(hands.presses, "by keyboard alone").toBe(0);
  expect(hands.sum("an entry of a mentor's notebook")).toBeLessThanOrEqual(ENTRY_SECONDS);
});

test("a child's row on the first page leads to its mentor's notebook, and what is half typed stays", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "coordinator");
  const rows = page.locator(".need", { has: page.getByRole("link", { name: "替老师记" }) });
  const open = async (at: number) => {
    const name = (await rows.nth(at).locator("h3").innerText()).trim();
    await rows.nth(at).getByRole("link", { name: "替老师记" }).click();
    await expect(group(page, "做了什么")).toBeFocused();
    return group(page, "哪几个孩子").getByRole("button", { name });
  };
  const today = () => page.getByRole("navigation").getByRole("link", { name: "今天" }).click();
  await expect(await open(0)).toHaveAttribute("aria-pressed", "true");
  await today();
  const second = await open(1);
  await expect(second).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("3");
  await expect(page.getByText("说了什么由老师自己记")).toBeVisible();
  await today();
  await open(0);
  await expect(second).toHaveAttribute("aria-pressed", "true");
  await expect(group(page, "做了什么").getByRole("button", { name: "心理疏导" })).toHaveAttribute("aria-pressed", "true");
});

test("what is missing is asked for where it is, and a slip prints", async ({ page }) => {
  await notebooks(page);
  await page.keyboard.type("1");
  await page.keyboard.press("Enter");
  await expect(group(page, "哪一天")).toBeVisible();
  await group(page, "哪一天").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert").filter({ hasText: /请选/ })).toBeVisible();
  await page.getByRole("link", { name: "打印单子" }).click();
  await expect(page.getByRole("heading", { name: /老师要看的孩子$/ })).toBeVisible();
  await expect(page.getByText("写好交给业务干部就行")).toBeVisible();
  await clean(page, "the slip");
});

for (const theme of ["light", "dark"] as const) {
  test(`nothing bars the way: ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await notebooks(page);
    await clean(page, "the mentors");
    await page.keyboard.type("1");
    await page.keyboard.press("Enter");
    await expect(group(page, "哪几个孩子")).toBeVisible();
    for (const width of [1440, 360]) {
      await page.setViewportSize({ width, height: 800 });
      await clean(page, `${width} wide`);
    }
  });
}
