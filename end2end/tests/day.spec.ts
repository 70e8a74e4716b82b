// A mentor's day: sign in at school, log with no signal, come back; the school and the centre see it.

import type { Page } from "@playwright/test";
import {
  allSent,
  expect,
  note,
  offline,
  offlineReady,
  openChild,
  PASSWORD,
  pill,
  save,
  signIn,
  signInMentor,
  signInSomebody,
  test,
  unlock,
} from "../fixtures";

test("a visit logged with no network reaches the school and the centre", async ({ page, context, browser, server }) => {
  await signInMentor(page);
  await offlineReady(page);

  // On the path: no network, and the tab was closed on the way. A deep link starts from the phone alone.
  await page.getByRole("link", { name: /舒睿/ }).click();
  await expect(page.getByRole("heading", { name: "舒睿" })).toBeVisible();
  const deep = page.url();
  await offline(context);
  await page.goto(deep);
  await unlock(page);
  await expect(page.getByRole("heading", { name: "舒睿" })).toBeVisible();
  await expect(page.getByText("罗桂兰").first()).toBeVisible();

  // A home visit for both siblings, with two changed facts.
  await page.getByRole("link", { name: "给舒睿记一笔" }).click();
  await page.getByRole("button", { name: "舒一诺" }).click();
  await page.getByRole("button", { name: /爸妈在哪/ }).click();
  const parents = page.locator(".question").filter({ hasText: "爸妈在哪" });
  await parents.getByLabel("爸爸").selectOption({ label: "在省内" });
  await parents.getByLabel("在什么地方").first().fill("西安市雁塔区");
  await page.getByRole("button", { name: /住处安全吗/ }).click();
  const home = page.locator(".question").filter({ hasText: "住处安全吗" });
  await home.getByLabel("住处安全吗").selectOption({ label: "有隐患" });
  await home.getByLabel("有什么隐患").fill("房后土坡开裂");
  await page.getByRole("button", { name: "情绪不错" }).click();
  await page.getByText("再补一句").click();
  await page.getByLabel("想说的话").fill("奶奶说夜里听见土响");
  await save(page);

  // It is there at once, marked as not sent, and the status line says so.
  await expect(page.getByRole("heading", { name: "今日" })).toBeVisible();
  await expect(pill(page)).toHaveText("1 条待送");
  await page.goto(deep);
  await unlock(page);
  await expect(page.getByText("奶奶说夜里听见土响")).toBeVisible();
  await expect(page.locator(".tag", { hasText: "待送" })).toBeVisible();
  await expect(page.getByText("房后土坡开裂")).toBeVisible();
  await page.getByRole("link", { name: "1 条待送" }).click();
  await expect(page.getByText("等着送")).toBeVisible();
  await expect(page.getByText("舒睿、舒一诺")).toBeVisible();

  // Back at school.
  await offline(context, false);
  await allSent(page);

  // The coordinator sees it, and so does the centre, through the county's list.
  const desk = await browser.newContext({ baseURL: server.url, viewport: { width: 1440, height: 900 }, locale: "zh-CN" });
  const office = await desk.newPage();
  await signIn(office, "coordinator");
  await office.getByRole("link", { name: "孩子", exact: true }).click();
  await expect(office.getByRole("heading", { name: "哪些孩子还没被看见" })).toBeVisible();
  await office.getByRole("button", { name: /^全部/ }).click();
  await office.getByRole("link", { name: "舒睿" }).click();
  await expect(office.getByText("奶奶说夜里听见土响")).toBeVisible();
  await expect(office.getByText("西安市雁塔区").first()).toBeVisible();
  await desk.close();

  const county = await browser.newContext({ baseURL: server.url, viewport: { width: 1440, height: 900 }, locale: "zh-CN" });
  const centre = await county.newPage();
  await signIn(centre, "centre", PASSWORD);
  await expect(centre.getByRole("heading", { name: "哪些学校的孩子还没被看见" })).toBeVisible();
  await centre.getByRole("link", { name: "松岭镇九年制学校" }).click();
  await centre.getByRole("button", { name: /^全部/ }).click();
  await centre.getByRole("link", { name: "舒一诺" }).click();
  await expect(centre.getByText("奶奶说夜里听见土响")).toBeVisible();
  await expect(centre.getByText("房后土坡开裂").first()).toBeVisible();
  await county.close();
});

test("a plain entry takes two taps from its card, and no typing", async ({ page, context }) => {
  await signInSomebody(page);
  await offline(context);
  await page.locator(".due a[href^='/app/log']").first().click(); // 1
  await save(page); // 2
  await expect(pill(page)).toHaveText("1 条待送");
  await offline(context, false);
  await allSent(page);
});

test("a group session for a class, recorded once", async ({ page, browser, server }) => {
  await signInMentor(page);
  await page.getByRole("link", { name: "记一笔" }).click();
  await page.getByRole("button", { name: "全班…" }).click();
  await page.getByRole("button", { name: "二年级3班" }).click();
  await page.getByRole("radio", { name: "应急演练" }).check();
  await save(page);
  await allSent(page);
  // Own child of the class has it; other children's names never came to the phone.
  await page.getByRole("link", { name: /舒睿/ }).click();
  await expect(page.getByText("应急演练 · 集体 · 正常").first()).toBeVisible();

  const desk = await browser.newContext({ baseURL: server.url, viewport: { width: 1440, height: 900 }, locale: "zh-CN" });
  const office = await desk.newPage();
  await signIn(office, "coordinator");
  await office.getByRole("link", { name: "孩子", exact: true }).click();
  await office.getByPlaceholder("找孩子或班级").fill("二年级3班");
  await office.getByRole("button", { name: /^全部/ }).click();
  const today = await office.locator("tbody tr").first().locator("td").nth(2).textContent();
  expect(await office.locator("tbody tr").count()).toBeGreaterThan(1);
  for (const row of await office.locator("tbody tr").all()) {
    await expect(row.locator("td").nth(2)).toHaveText(today ?? "");
  }
  await desk.close();
});

test("a lesson for a class without an own child stays on the phone, and can be put right", async ({ page }) => {
  await signInMentor(page);
  const own = (await page.locator(".card").allInnerTexts()).flatMap((card) => card.match(/.年级\d班/g) ?? []);
  expect(own.length).toBeGreaterThan(0);
  await page.getByRole("link", { name: "记一笔" }).click();
  await page.getByRole("button", { name: "全班…" }).click();
  const others = page.getByRole("button", { name: /年级/ }).filter({ hasNotText: new RegExp(own.join("|")) });
  const name = (await others.first().textContent()) ?? "";
  await others.first().click();
  await page.getByRole("radio", { name: "安全教育" }).check();
  await page.getByText("再补一句").click();
  await page.getByLabel("想说的话").fill("讲了溺水");
  await save(page);
  await allSent(page);

  await page.getByRole("link", { name: "孩子", exact: true }).click();
  await expect(page.getByRole("heading", { name: "班级活动" })).toBeVisible();
  const mine = page.locator(".timeline li", { hasText: "讲了溺水" });
  await expect(mine).toContainText(name);
  await mine.getByRole("link").click();
  await expect(page.getByRole("heading", { name: "改一改" })).toBeVisible();
  await page.getByLabel("想说的话").fill("讲了防溺水");
  await save(page);
  await allSent(page);

  // Whoever signs in again, or on another phone, has it too.
  await page.goto("/app/children");
  await unlock(page);
  await expect(page.locator(".timeline li", { hasText: "讲了防溺水" })).toContainText("改过");
});

test("a photo goes after the text; the phone still has it, and another one fetches it", async ({ page, context, browser, server }) => {
  const { login, child } = await signInSomebody(page);
  await offline(context);
  await note(page, "", child);
  await page.getByLabel("加照片").setInputFiles("../public/icons/icon-512.png");
  await expect(page.getByRole("img", { name: "照片 1" })).toBeVisible();
  await save(page);
  await expect(pill(page)).toHaveText("1 条待送");
  await offline(context, false);
  await allSent(page);
  const shown = async (of: Page) => {
    const photo = of.getByRole("img", { name: "照片 1" }).first();
    await expect(photo).toBeVisible();
    await expect.poll(() => photo.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  };
  await openChild(page, child);
  await shown(page);
  // It is sent, and kept for some days: the phone needs no network to show it.
  await offlineReady(page);
  await offline(context);
  await page.reload();
  await unlock(page);
  await shown(page);

  const elsewhere = await browser.newContext({ baseURL: server.url, locale: "zh-CN" });
  const other = await elsewhere.newPage();
  const fetched = other.waitForResponse((response) => response.url().includes("/api/v1/photos/"));
  await signIn(other, login);
  await allSent(other);
  await openChild(other, child);
  expect((await fetched).status()).toBe(200);
  await shown(other);
  await elsewhere.close();
});

test("an entry can be corrected and taken back", async ({ page }) => {
  const { child } = await signInSomebody(page);
  await note(page, "写错的话", child);
  await save(page);
  await allSent(page);
  await openChild(page, child);
  await page.getByText("写错的话").click();
  await page.getByLabel("想说的话").fill("改对的话");
  await save(page);
  await allSent(page);
  await openChild(page, child);
  await expect(page.getByText("改对的话")).toBeVisible();
  await expect(page.getByText("写错的话")).toBeHidden();
  await expect(page.locator("li", { hasText: "改对的话" }).getByText("改过")).toBeVisible();
  await page.getByText("改对的话").click();
  await page.getByRole("button", { name: "撤回这一笔" }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await allSent(page);
  await openChild(page, child);
  await expect(page.locator("li.gone", { hasText: "改对的话" })).toBeVisible();
});
