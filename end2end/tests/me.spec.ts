// Devices, comparison, follow-ups, feedback, password: what a mentor does now and then.

import { clean } from "../axe";
import { allSent, expect, note, openChild, PASSWORD, pill, save, signIn, signInSomebody, test, unlock } from "../fixtures";

test("a lost phone hands in its work and then forgets everything", async ({ page, browser, server }) => {
  const { login, child } = await signInSomebody(page);
  const context = await browser.newContext({ baseURL: server.url, locale: "zh-CN" });
  const other = await context.newPage();
  await signIn(other, login);
  await allSent(other);
  await page.context().setOffline(true);
  await note(page, "丢手机前写的", child);
  await save(page);
  await expect(pill(page)).toHaveText("1 条待送");

  await other.getByRole("link", { name: "我的" }).click();
  await other.getByRole("button", { name: "注销" }).click();
  await other.getByRole("button", { name: "确定" }).click();
  await expect(other.getByText("已注销")).toBeVisible();

  await page.context().setOffline(false);
  await expect(page.getByRole("heading", { name: "这台设备已注销" })).toBeVisible({ timeout: 20_000 });
  const left = await page.evaluate(async () => {
    let count = 0;
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((done) => {
        const open = indexedDB.open(name ?? "");
        open.onsuccess = () => done(open.result);
      });
      for (const store of db.objectStoreNames) {
        const all = db.transaction(store).objectStore(store).count();
        count += await new Promise<number>((done) => (all.onsuccess = () => done(all.result)));
      }
      db.close();
    }
    return count;
  });
  expect(left).toBe(0);

  // The work is not lost: of a phone that was given up, the school looks at it first.
  const office = await context.newPage();
  await office.setViewportSize({ width: 1440, height: 900 });
  await signIn(office, "coordinator");
  await expect(office.getByRole("heading", { name: /今天/ })).toBeVisible();
  await office.goto("/desk/inbox");
  await expect(office.getByText(child).first()).toBeVisible();
  await context.close();
});

test("the phone compares itself with the server, and fetches anew what does not fit", async ({ page }) => {
  await signInSomebody(page);
  await page.getByRole("link", { name: "我的" }).click();
  await page.getByRole("button", { name: "和服务器核对" }).click();
  await expect(page.getByText("核对过了，一条不差。")).toBeVisible();
  await page.route("**/api/v1/sync/compare*", async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    body.files[0].rows[0][1] += 1;
    await route.fulfill({ response: answer, json: body });
  });
  await page.getByRole("button", { name: "和服务器核对" }).click();
  await expect(page.getByText("少 0 条，多 0 条，不同 1 条。", { exact: true })).toBeVisible();
  await expect(page.getByRole("listitem").filter({ hasText: "孩子 · 少 0 条，多 0 条，不同 1 条。" })).toBeVisible();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.getByRole("button", { name: "重新取一遍" }).click();
  await allSent(page);
  await page.getByRole("button", { name: "和服务器核对" }).click();
  await expect(page.getByText("核对过了，一条不差。")).toBeVisible();
});

test("what needs a follow-up comes back on the home screen until it is done", async ({ page }) => {
  const { child } = await signInSomebody(page);
  await note(page, "说好下周再看看", child);
  await page.getByRole("radio", { name: "需跟进" }).check();
  await save(page);
  const card = page.locator(".follow", { hasText: "说好下周再看看" });
  await expect(card).toBeVisible();
  await card.getByRole("button", { name: "跟进好了" }).click();
  await expect(card).toBeHidden();
  await allSent(page);
});

test("feedback and a changed password", async ({ page, context }) => {
  const { login } = await signInSomebody(page);
  await page.getByRole("link", { name: "我的" }).click();
  await page.getByLabel("意见反馈").fill("字再大一点就好了");
  await page.getByRole("button", { name: "发送" }).click();
  await expect(page.getByText("收下了，谢谢。")).toBeVisible();
  await allSent(page);
  await page.getByText("改密码", { exact: true }).click();
  await page.getByLabel("原来的密码").fill(PASSWORD);
  await page.getByLabel(/新密码/).fill("竹林里的溪水声");
  await page.getByRole("button", { name: "改好", exact: true }).click();
  await expect(page.getByText("密码至少要 8 个字。")).toBeVisible();
  await page.getByLabel(/新密码/).fill("竹林里的溪水声呀");
  await page.getByRole("button", { name: "改好", exact: true }).click();
  await expect(page.getByText("密码改好了。")).toBeVisible();
  // The new password opens the phone, and signs in.
  await context.setOffline(true);
  await page.reload().catch(() => {});
  await context.setOffline(false);
  await page.goto("/app");
  await unlock(page, "竹林里的溪水声呀");
  await expect(page.getByRole("heading", { name: "今日" })).toBeVisible();
  await signIn(page, login, "竹林里的溪水声呀");
  await allSent(page);
});

test("a desk page whose session has ended is covered, and keeps what was typed", async ({ page, context }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "centre");
  await page.getByRole("link", { name: "规则" }).click();
  await page.getByLabel("多久和孩子聊一次").fill("12");
  await context.clearCookies();
  await page.getByRole("button", { name: "就这样定" }).click();
  const yes = page.getByRole("button", { name: "确定" });
  if (await yes.isVisible().catch(() => false)) await yes.click();
  await expect(page.getByRole("heading", { name: "这一页先盖住了" })).toBeVisible();
  await expect(page.getByLabel("多久和孩子聊一次")).toBeHidden();
  await clean(page, "a covered desk");
  const password = page.getByRole("dialog").getByLabel("密码");
  await password.fill("不是这个密码呀");
  await page.getByRole("button", { name: "接着做" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).not.toBeEmpty();
  await password.fill(PASSWORD);
  await page.getByRole("button", { name: "接着做" }).click();
  await expect(page.getByLabel("多久和孩子聊一次")).toHaveValue("12");
});

test("a desk that nobody touches is covered after half an hour", async ({ page }) => {
  await page.clock.install();
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "centre");
  await expect(page.locator("tbody tr").first()).toBeVisible();
  await page.clock.fastForward("29:00");
  await expect(page.locator("tbody tr").first()).toBeVisible();
  await page.clock.fastForward("01:30");
  await expect(page.getByRole("heading", { name: "这一页先盖住了" })).toBeVisible();
  await expect(page.locator("tbody tr").first()).toBeHidden();
});
