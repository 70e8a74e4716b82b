// Pictures of the real app, as the README shows them; with WUYOU_SHOTS also every page in both themes and languages.

import { join } from "node:path";
import type { Page } from "@playwright/test";
import { openChild, signIn, signInMentor, test } from "../fixtures";

const DOCS = join(import.meta.dirname, "../../docs");
const ALL = process.env.WUYOU_SHOTS;

const shot = (page: Page, name: string) => page.screenshot({ path: join(DOCS, `${name}.png`) });
const extra = async (page: Page, name: string) => {
  if (ALL) await page.screenshot({ path: join(ALL, `${name}.png`), fullPage: true });
};

/** A child's terms, from its file and back: the page with something filled in, the story, the sheet for the family. */
async function terms(page: Page, name: string) {
  const ways = page.locator(".ways-on a");
  await ways.first().click();
  await page.locator("section.have .segments label").nth(2).click();
  await extra(page, `term-${name}`);
  await page.locator(".back").click();
  await ways.last().click();
  await page.locator(".of-term").first().waitFor();
  await extra(page, `story-${name}`);
  await page.locator("main > a.button").click();
  await page.locator(".ticks input").first().check();
  await extra(page, `growth-${name}`);
  await page.locator(".back").click();
  await page.locator(".back").click();
}

for (const theme of ["light", "dark"] as const) {
  test.describe(theme, () => {
    test.use({ colorScheme: theme, deviceScaleFactor: 2 });

    test("phone", async ({ page }) => {
      await page.goto("/sign-in");
      await extra(page, `sign-in-${theme}`);
      await signInMentor(page);
      await shot(page, theme === "light" ? "today" : "today-dark");
      await openChild(page, "舒睿");
      await page.locator(".flower.large").waitFor();
      if (theme === "light") await shot(page, "child");
      await extra(page, `child-${theme}`);
      await terms(page, theme);
      await page.locator("a.button.wide").click();
      await page.getByRole("button", { name: "舒一诺" }).click();
      if (theme === "light") await shot(page, "log");
      await page.getByRole("button", { name: /爸妈在哪/ }).click();
      await page.getByText("再补一句").click();
      await extra(page, `log-${theme}`);
      await page.getByRole("link", { name: "返回" }).click();
      for (const [word, name] of [["孩子", "children"], ["未送", "unsent"], ["我的", "me"]]) {
        await page.locator(".tabs").getByText(word).click();
        await page.waitForTimeout(300);
        await extra(page, `${name}-${theme}`);
      }
      await page.getByRole("radio", { name: "English" }).check();
      await extra(page, `me-en-${theme}`);
      for (const [word, name] of [["Unsent", "unsent"], ["Children", "children"], ["Today", "today"]]) {
        await page.locator(".tabs").getByText(word).click();
        await page.waitForTimeout(300);
        await extra(page, `${name}-en-${theme}`);
      }
      await openChild(page, "舒睿");
      await page.locator(".flower.large").waitFor();
      await extra(page, `child-en-${theme}`);
      await terms(page, `en-${theme}`);
      await page.locator("a.button.wide").click();
      await page.locator(".save .button").waitFor();
      await extra(page, `log-en-${theme}`);
    });

    test("desk", async ({ page }) => {
      await page.setViewportSize({ width: 1440, height: 900 });
      await signIn(page, "coordinator");
      await page.locator(".need").first().waitFor();
      if (theme === "light") await shot(page, "school");
      await extra(page, `desk-today-${theme}`);
      await page.getByRole("link", { name: "孩子", exact: true }).click();
      await page.locator("tbody tr").first().waitFor();
      await extra(page, `school-${theme}`);
      await page.locator("tbody a").first().click();
      await page.locator(".flower.large").waitFor();
      await page.locator("summary", { hasText: "换老师" }).click();
      await extra(page, `file-${theme}`);
    });

    test("auditor", async ({ page }) => {
      await page.setViewportSize({ width: 1440, height: 900 });
      await signIn(page, "auditor");
      await page.locator("table").waitFor();
      await extra(page, `auditor-${theme}`);
    });

    test("desk in English", async ({ page }) => {
      await page.setViewportSize({ width: 1440, height: 900 });
      await signIn(page, "coordinator");
      await page.locator(".need").first().waitFor();
      await page.evaluate(() => localStorage.setItem("wuyou.language", '"en"'));
      await page.goto("/desk");
      await page.locator(".need").first().waitFor();
      await extra(page, `desk-today-en-${theme}`);
      await page.getByRole("link", { name: "Children", exact: true }).click();
      await page.locator("tbody tr").first().waitFor();
      await extra(page, `school-en-${theme}`);
      await page.locator("tbody a").first().click();
      await page.locator(".flower.large").waitFor();
      await extra(page, `file-en-${theme}`);
    });

    test("county", async ({ page }) => {
      await page.setViewportSize({ width: 1440, height: 900 });
      await signIn(page, "centre");
      await page.locator("tbody tr").first().waitFor();
      await extra(page, `county-${theme}`);
    });
  });
}
