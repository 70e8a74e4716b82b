// Every page, both themes, both languages: axe finds nothing, and nothing runs off the side.

import type { Page } from "@playwright/test";
import { clean } from "../axe";
import { allSent, expect, note, offline, save, signIn, signInMentor, signInSomebody, test } from "../fixtures";

const go = (page: Page, word: string) => page.locator(".tabs").getByText(word).click();

for (const theme of ["light", "dark"] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme });

    test("public pages", async ({ page }) => {
      for (const path of ["/", "/sign-in", "/privacy"]) {
        await page.goto(path);
        await expect(page.locator("h1")).toBeVisible();
        await clean(page, path);
      }
    });

    test("the mentor's pages", async ({ page, context }) => {
      const { child } = await signInSomebody(page);
      await clean(page, "today");
      await go(page, "孩子");
      await clean(page, "children");
      await page.locator(".child-head").first().click();
      await expect(page.locator(".timeline, .empty").first()).toBeVisible();
      await clean(page, "child");
      await page.locator("a.button.wide").click();
      await page.getByRole("button", { name: /谁在照看/ }).click();
      await page.getByText("再补一句").click();
      await clean(page, "log");
      await page.getByRole("link", { name: "返回" }).click();
      await offline(context);
      await note(page, "看看这一页", child);
      await save(page);
      await go(page, "未送");
      await page.getByText("带到别的手机").click();
      await clean(page, "unsent");
      await offline(context, false);
      await allSent(page);
      await go(page, "我的");
      await expect(page.getByText("这一台")).toBeVisible();
      await clean(page, "me");
    });

    test("the desks", async ({ page }) => {
      await page.setViewportSize({ width: 1440, height: 900 });
      await signIn(page, "centre");
      await expect(page.locator("tbody tr").first()).toBeVisible();
      await clean(page, "county");
      await page.getByRole("link", { name: "规则" }).click();
      await page.getByLabel("多久和孩子聊一次").fill("0");
      await expect(page.getByText("请填 3 到 180。")).toBeVisible();
      await clean(page, "rules");
      await page.getByRole("link", { name: "全县学校" }).click();
      await page.locator("tbody a").first().click();
      await expect(page.locator(".stats button").first()).toBeVisible();
      await clean(page, "school");
      await page.getByRole("button", { name: /^全部/ }).click();
      await page.locator("tbody a").first().click();
      await expect(page.locator(".flower.large")).toBeVisible();
      await clean(page, "child's file");
    });
  });
}

test("English, 320 pixels wide", async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 640 });
  await signInMentor(page);
  await go(page, "我的");
  await page.getByRole("radio", { name: "English" }).check();
  await expect(page.getByRole("heading", { name: "Me", exact: true })).toBeVisible();
  await clean(page, "me");
  for (const word of ["Today", "Children", "Unsent", "Log"]) {
    await page.locator(".tabs").getByText(word).click();
    await expect(page.locator("h1")).toBeVisible();
    await clean(page, word);
    expect(await page.locator("main").innerText(), word).not.toMatch(/孩子|照看|老师|待送/);
  }
});

test("the keyboard reaches everything of an entry", async ({ page, context }) => {
  const { child } = await signInSomebody(page);
  await offline(context);
  await page.getByRole("link", { name: "记一笔" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "存好" })).toBeVisible();
  const chip = page.getByRole("button", { name: child, exact: true });
  if ((await chip.getAttribute("aria-pressed")) !== "true") {
    await chip.focus();
    await page.keyboard.press("Enter");
  }
  await page.getByRole("radio", { name: "家校共育" }).focus();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("button", { name: "存好" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(".pill")).toHaveText("1 条待送");
  await offline(context, false);
  await allSent(page);
});
