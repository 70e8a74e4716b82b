// Six digits instead of the password: chosen on the phone, tried five times, and gone with a sign-out.

import type { Page } from "@playwright/test";
import { clean } from "../axe";
import { allSent, expect, offline, offlineReady, PASSWORD, pill, save, signInSomebody, test, unlock } from "../fixtures";

const DIGITS = "274913";

async function choose(page: Page, digits: string, again = digits) {
  await page.getByRole("link", { name: "我的" }).click();
  const section = page.locator("details", { hasText: "六位数字快速打开" });
  if (!(await section.evaluate((details: HTMLDetailsElement) => details.open))) await section.locator("summary").click();
  await section.getByLabel("密码", { exact: true }).fill(PASSWORD);
  await section.getByLabel("六位数字", { exact: true }).fill(digits);
  await section.getByLabel("再按一遍").fill(again);
  await section.getByRole("button", { name: /设好|换成这个/ }).click();
  return section;
}

async function press(page: Page, digits: string) {
  await expect(page.getByRole("button", { name: "删掉一位" })).toBeVisible();
  for (const digit of digits) await page.getByRole("button", { name: digit, exact: true }).click();
}

test("a phone opens with six digits, without a network, and an entry is saved with eight taps", async ({ page, context }) => {
  const { child } = await signInSomebody(page);
  await offlineReady(page);
  for (const [digits, again, why] of [["12345", "12345", "要正好六位数字"], [DIGITS, "274914", "两遍不一样"], ["123456", "123456", "太好猜"]]) {
    await expect((await choose(page, digits, again)).getByText(why)).toBeVisible();
  }
  await expect((await choose(page, DIGITS)).getByText("设好了。下次打开按这六位数字。")).toBeVisible();

  await offline(context);
  await page.goto("/app");
  await page.evaluate(() => addEventListener("pointerdown", () => sessionStorage.setItem("taps", String(Number(sessionStorage.getItem("taps")) + 1)), true));
  await expect(page.getByRole("button", { name: "删掉一位" })).toBeVisible();
  await clean(page);
  await press(page, DIGITS);
  await page.locator(".due a[href^='/app/log']").or(page.getByRole("link", { name: "记一笔" })).first().click();
  await expect(page.getByText(child).first()).toBeVisible();
  await save(page);
  await expect(pill(page)).toHaveText("1 条待送");
  expect(Number(await page.evaluate(() => sessionStorage.getItem("taps")))).toBeLessThanOrEqual(8);

  // By the keys of a computer, too; a wrong one is taken back.
  await page.reload();
  await expect(page.getByRole("button", { name: "删掉一位" })).toBeVisible();
  await page.keyboard.type("279");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("4913");
  await expect(pill(page)).toHaveText("1 条待送");
  await offline(context, false);
  await allSent(page);
});

test("each try counts, also when the page is closed on it; after five the right digits open nothing", async ({ page }) => {
  await signInSomebody(page);
  await choose(page, DIGITS);
  await expect(page.getByText("设好了。下次打开按这六位数字。")).toBeVisible();
  for (const left of [4, 3, 2, 1]) {
    await page.reload();
    await press(page, "000001");
    await expect(page.getByText(`不对，还可以试 ${left} 次。`)).toBeVisible();
  }
  await press(page, "000001");
  await expect(page.getByText("六位数字现在打不开了")).toBeVisible();
  // Nothing of the digits or of the browser's key for them is left.
  await page.reload();
  await expect(page.getByLabel("密码", { exact: true })).toBeVisible();
  const left = await page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((done) => {
      const open = indexedDB.open("wuyou-keys");
      open.onsuccess = () => done(open.result);
    });
    const keys = db.transaction("envelopes").objectStore("envelopes").getAllKeys();
    const names = await new Promise<IDBValidKey[]>((done) => (keys.onsuccess = () => done(keys.result)));
    db.close();
    return names.map(String).filter((name) => name.startsWith("digits") || name.startsWith("browser key"));
  });
  expect(left).toEqual([]);
  await unlock(page);
  await allSent(page);
});

test("what lies on the phone for the digits opens nothing in another browser, and goes with a sign-out", async ({ page }) => {
  await signInSomebody(page);
  await choose(page, DIGITS);
  await expect(page.getByText("设好了。下次打开按这六位数字。")).toBeVisible();
  const held = await page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((done) => {
      const open = indexedDB.open("wuyou-keys");
      open.onsuccess = () => done(open.result);
    });
    const store = db.transaction("envelopes", "readwrite").objectStore("envelopes");
    const keys = store.getAllKeys();
    const names = await new Promise<IDBValidKey[]>((done) => (keys.onsuccess = () => done(keys.result)));
    const name = names.find((one) => String(one).startsWith("browser key"));
    if (name === undefined) return "no key";
    const asked = store.get(name);
    const key = await new Promise<CryptoKey>((done) => (asked.onsuccess = () => done(asked.result)));
    const raw = await crypto.subtle.exportKey("raw", key).then(() => "read out", () => "kept");
    // What a copied file would have: everything but the browser's key.
    db.transaction("envelopes", "readwrite").objectStore("envelopes").delete(name);
    db.close();
    return raw;
  });
  expect(held).toBe("kept");
  await page.reload();
  await press(page, DIGITS);
  await expect(page.getByText("六位数字现在打不开了")).toBeVisible();
  await unlock(page);
  await choose(page, DIGITS);
  await expect(page.getByText("设好了。下次打开按这六位数字。")).toBeVisible();
  await page.getByRole("button", { name: "退出登录" }).click();
  await expect(page.getByLabel("登录名或手机号")).toBeVisible();
  await page.goto("/app");
  await expect(page.getByLabel("密码", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "删掉一位" })).toHaveCount(0);
});
