// The phone's fingerprint instead of the password: by an authenticator as phones have one, which Chromium plays.

import type { CDPSession, Page } from "@playwright/test";
import { clean } from "../axe";
import {
  allSent,
  county,
  expect,
  offline,
  offlineReady,
  PASSWORD,
  pill,
  save,
  type Server,
  signInAtDesk,
  signInSomebody,
  test as base,
  unlock,
} from "../fixtures";

const test = base.extend<object, { county: Server }>({
  county: county(),
  baseURL: async ({ county }, use) => use(county.url),
});

interface Phone {
  cdp: CDPSession;
  authenticatorId: string;
}

/** From now on the page is on a phone that recognises its owner, with secrets or without. */
async function phone(page: Page, hasPrf = true): Promise<Phone> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      ctap2Version: "ctap2_1",
      transport: "internal",
      hasUserVerification: true,
      isUserVerified: true,
      hasPrf,
      automaticPresenceSimulation: true,
    },
  });
  return { cdp, authenticatorId };
}

const recognises = ({ cdp, authenticatorId }: Phone, isUserVerified: boolean) =>
  cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified });

const held = async ({ cdp, authenticatorId }: Phone) => (await cdp.send("WebAuthn.getCredentials", { authenticatorId })).credentials;

const section = (page: Page) => page.locator("details", { hasText: "指纹快速打开" });
const finger = (page: Page) => page.getByRole("button", { name: "用指纹打开" });

async function choose(page: Page, password = PASSWORD) {
  await page.getByRole("link", { name: "我的" }).click();
  if (!(await section(page).evaluate((details: HTMLDetailsElement) => details.open))) await section(page).locator("summary").click();
  await section(page).getByLabel("密码", { exact: true }).fill(password);
  await section(page).getByRole("button", { name: /设好指纹|重新设指纹/ }).click();
}

async function chosen(page: Page) {
  await choose(page);
  await expect(section(page).getByText("设好了。下次打开按“用指纹打开”，密码随时能用。")).toBeVisible();
}

async function chooseDigits(page: Page, digits: string) {
  const digital = page.locator("details", { hasText: "六位数字快速打开" });
  await digital.locator("summary").click();
  await digital.getByLabel("密码", { exact: true }).fill(PASSWORD);
  await digital.getByLabel("六位数字", { exact: true }).fill(digits);
  await digital.getByLabel("再按一遍").fill(digits);
  await digital.getByRole("button", { name: "设好" }).click();
  await expect(digital.getByText("设好了。下次打开按这六位数字。")).toBeVisible();
}

/** What lies on the phone of the fingerprint, by name. */
const kept = (page: Page) =>
  page.evaluate(async () => {
    const db = await new Promise<IDBDatabase>((done) => {
      const open = indexedDB.open("wuyou-keys");
      open.onsuccess = () => done(open.result);
    });
    const keys = db.transaction("envelopes").objectStore("envelopes").getAllKeys();
    const names = await new Promise<IDBValidKey[]>((done) => (keys.onsuccess = () => done(keys.result)));
    db.close();
    return names.map(String).filter((name) => name.includes("fingerprint"));
  });

/** Changes what lies there: the browser's key is taken away, or the phone is asked for something else. */
const change = (page: Page, how: "key" | "salt") =>
  page.evaluate(async (how) => {
    const db = await new Promise<IDBDatabase>((done) => {
      const open = indexedDB.open("wuyou-keys");
      open.onsuccess = () => done(open.result);
    });
    const store = () => db.transaction("envelopes", "readwrite").objectStore("envelopes");
    const answer = <T>(request: IDBRequest<T>) => new Promise<T>((done) => (request.onsuccess = () => done(request.result)));
    const names = (await answer(store().getAllKeys())).map(String);
    const key = names.find((name) => name.startsWith("browser key for fingerprint")) ?? "";
    const record = names.find((name) => name.startsWith("fingerprint of")) ?? "";
    if (how === "key") {
      const raw = await crypto.subtle.exportKey("raw", await answer(store().get(key))).then(() => "read out", () => "kept");
      await answer(store().delete(key));
      db.close();
      return raw;
    }
    const value = JSON.parse(new TextDecoder().decode(await answer(store().get(record))));
    await answer(store().put(new TextEncoder().encode(JSON.stringify({ ...value, salt: "00".repeat(32) })), record));
    db.close();
    return "changed";
  }, how);

test("a phone opens by its fingerprint, without a network, and shows nobody's name", async ({ page, context }) => {
  const device = await phone(page);
  await page.addInitScript(() => {
    const make = navigator.credentials.create.bind(navigator.credentials);
    navigator.credentials.create = (options) => {
      const { rp, user } = options?.publicKey ?? {};
      sessionStorage.setItem("shown", JSON.stringify([rp, user?.name, user?.displayName]));
      return make(options);
    };
  });
  const { child } = await signInSomebody(page);
  await offlineReady(page);
  await choose(page, "not the password");
  await expect(section(page).getByText("密码不对")).toBeVisible();
  expect(await held(device), "nothing is made for a wrong password").toEqual([]);
  await clean(page, "me");
  await chosen(page);
  const [credential, ...others] = await held(device);
  expect(others).toEqual([]);
  expect([credential.rpId, credential.isResidentCredential]).toEqual(["localhost", false]);
  expect(await page.evaluate(() => sessionStorage.getItem("shown"))).toBe(JSON.stringify([{ name: "五有" }, "五有", "五有"]));

  await offline(context);
  await page.reload();
  await expect(finger(page)).toBeVisible();
  await clean(page, "locked");
  await finger(page).click();
  await page.locator(".due a[href^='/app/log']").or(page.getByRole("link", { name: "记一笔" })).first().click();
  await expect(page.getByText(child).first()).toBeVisible();
  await save(page);
  await expect(pill(page)).toHaveText("1 条待送");
  // The password opens all the same.
  await page.reload();
  await page.getByRole("button", { name: "输密码" }).click();
  await unlock(page);
  await expect(pill(page)).toHaveText("1 条待送");
  await offline(context, false);
  await allSent(page);
});

test("where the phone does not recognise its owner nothing is set up, and nothing is left behind", async ({ page }) => {
  const device = await phone(page);
  await signInSomebody(page);
  await page.getByRole("link", { name: "我的" }).click();
  await recognises(device, false);
  await choose(page);
  await expect(section(page).getByText("没设成：手机没认出您")).toBeVisible({ timeout: 30_000 });
  expect([await held(device), await kept(page)]).toEqual([[], []]);
});

test("whom the phone does not recognise it does not open for: the digits do, and the password", async ({ page }) => {
  const device = await phone(page);
  await signInSomebody(page);
  await chosen(page);
  await chooseDigits(page, "274913");
  // Beside the digits.
  await recognises(device, false);
  await page.reload();
  await finger(page).click();
  await expect(page.getByText("没打开：手机没认出您")).toBeVisible({ timeout: 30_000 });
  await clean(page, "locked, with both");
  for (const digit of "274913") await page.getByRole("button", { name: digit, exact: true }).click();
  await allSent(page);

  // A credential that was deleted in the phone.
  await device.cdp.send("WebAuthn.clearCredentials", { authenticatorId: device.authenticatorId });
  await page.reload();
  await finger(page).click();
  await expect(page.getByText("没打开：手机没认出您")).toBeVisible({ timeout: 30_000 });
  await page.getByRole("button", { name: "密码", exact: true }).click();
  await unlock(page);
  await allSent(page);
});

test("a copy without the browser's key opens nothing, nor does another answer of the phone", async ({ page }) => {
  await phone(page);
  await signInSomebody(page);
  for (const how of ["key", "salt"] as const) {
    await chosen(page);
    expect(await change(page, how)).toBe(how === "key" ? "kept" : "changed");
    await page.reload();
    await finger(page).click();
    await expect(page.getByText("指纹现在打不开了，请输密码。")).toBeVisible();
    expect(await kept(page)).toEqual([]);
    await unlock(page);
    await allSent(page);
  }
});

test("where the phone has no secrets it says so, and where it recognises nobody nothing is offered", async ({ page }) => {
  await signInSomebody(page);
  await page.getByRole("link", { name: "我的" }).click();
  await expect(page.getByText("六位数字快速打开")).toBeVisible();
  await expect(section(page)).toBeHidden();
  const device = await phone(page, false);
  await page.reload();
  await unlock(page);
  await choose(page);
  await expect(section(page).getByText("这部手机的指纹打不开加密的记录")).toBeVisible();
  expect([await held(device), await kept(page)], "nothing is left behind, in the phone neither").toEqual([[], []]);
});

test("it is given up by its owner, and goes with a sign-out", async ({ page }) => {
  const device = await phone(page);
  await signInSomebody(page);
  await chosen(page);
  await page.getByRole("button", { name: "不用指纹了" }).click();
  await expect(section(page).getByText("不用了。")).toBeVisible();
  expect([await held(device), await kept(page)]).toEqual([[], []]);
  await chosen(page);
  await chosen(page);
  expect([(await held(device)).length, (await kept(page)).length], "one credential, its record and the browser's key").toEqual([1, 2]);
  await page.getByRole("button", { name: "退出登录" }).click();
  await expect(page.getByLabel("登录名或手机号")).toBeVisible();
  expect(await kept(page)).toEqual([]);
  await page.goto("/app");
  await expect(page.getByLabel("密码", { exact: true })).toBeVisible();
  await expect(finger(page)).toHaveCount(0);
});

test("where the county's rules ask for the password each time, it goes with the next exchange", async ({ page, browser, county }) => {
  await phone(page);
  await signInSomebody(page);
  await chosen(page);
  const context = await browser.newContext({ baseURL: county.url, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
  const desk = await context.newPage();
  await desk.setViewportSize({ width: 1440, height: 900 });
  await signInAtDesk(desk, "centre");
  await desk.getByRole("link", { name: "规则" }).click();
  await desk.getByLabel("老师的手机每次都要输密码，不许用六位数字或指纹打开").check();
  const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
  await desk.getByLabel("从哪天起").fill(today);
  await desk.getByRole("button", { name: "就这样定" }).click();
  await desk.getByRole("button", { name: "确定" }).click();
  await expect(desk.getByText("还没有改动。")).toBeVisible();
  await expect(desk.getByText("手机每次都要输密码，六位数字和指纹不能用")).toBeVisible();
  await context.close();

  await page.reload();
  await finger(page).click();
  await expect.poll(() => kept(page), { timeout: 20_000 }).toEqual([]);
  await page.getByRole("link", { name: "我的" }).click();
  await section(page).locator("summary").click();
  await expect(section(page).getByText("县里的规则要求每次都输密码。")).toBeVisible();
  await expect(section(page).getByLabel("密码", { exact: true })).toBeHidden();
  await page.reload();
  await expect(page.getByLabel("密码", { exact: true })).toBeVisible();
  await expect(finger(page)).toHaveCount(0);
});
