// A teacher is helped at the school's desk: a lost phone, a new number, and a deputy while the coordinator is away.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import { clean } from "../axe";
import { allSent, county, expect, PASSWORD, pill, type Server, signIn, signInMentor, test as base, unlock } from "../fixtures";

// These change accounts, so they have a county of their own.
const test = base.extend<object, { county: Server }>({
  county: county(),
  baseURL: async ({ county }, use) => use(county.url),
});

const TEACHER = "李老师";
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 360, height: 740 };

const elsewhere = async (browser: Browser, county: Server) =>
  (await browser.newContext({ baseURL: county.url, locale: "zh-CN" })).newPage();

/** The school's people, at the coordinator's desk. */
async function people(page: Page) {
  await page.setViewportSize(DESK);
  await page.getByRole("link", { name: "孩子", exact: true }).click();
  await page.locator("summary", { hasText: "老师账号" }).click();
}

/** The name of the school whose desk is open. */
const schoolOf = (page: Page) =>
  page.evaluate(async () => {
    const me = await (await fetch("/api/v1/me")).json();
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ school: me.grants[0].school });
    return (await (await fetch("/rpc/desk/school", { method: "POST", headers, body })).json()).name as string;
  });

/** A mentor's account, made on the server's own command line; returns its one-time code. */
function added(server: Server, login: string, name: string, school: string) {
  const program = join(process.env.WUYOU_TARGET ?? join(import.meta.dirname, "../../target"), "debug", "server");
  const base = ["--database", server.database, "--key-file", join(server.folder, "secret.key")];
  const account = ["--login", login, "--name", name, "--role", "mentor", "--school", school];
  const said = execFileSync(program, [...base, "add-account", ...account], { encoding: "utf8" });
  return /code (\S+)/.exec(said)?.[1] ?? "";
}

const day = (page: Page, ahead: number) =>
  page.evaluate((days) => new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10), ahead);

test("a lost phone is stopped, and the code for another one stands on the same page", async ({ page, browser, county }) => {
  const phone = await elsewhere(browser, county);
  await phone.setViewportSize(PHONE);
  await signInMentor(phone);
  await signIn(page, "coordinator");
  await people(page);
  await page.locator("li.row", { hasText: TEACHER }).getByRole("link", { name: "帮忙" }).click();
  await expect(page.getByRole("heading", { name: TEACHER })).toBeVisible();
  await clean(page, "help for a teacher");

  // A name is put right; a number that is none is refused, and what was typed stays.
  await page.getByLabel("姓名", { exact: true }).fill("李芳");
  await page.getByRole("textbox", { name: "手机号" }).fill("1390");
  await page.getByRole("button", { name: "改好存上" }).click();
  await expect(page.getByText("请填好手机号：11 位数字。")).toBeVisible();
  await expect(page.getByLabel("姓名", { exact: true })).toHaveValue("李芳");
  await page.getByRole("textbox", { name: "手机号" }).fill("13900099999");

  // Nothing of it is lost when a phone is.
  const phones = page.getByRole("region", { name: "手机和电脑" });
  await phones.getByRole("button", { name: "这部丢了" }).first().click();
  await expect(page.getByRole("alertdialog")).toContainText("补不回来的");
  await clean(page, "what happens to a lost phone");
  await page.getByRole("button", { name: "丢了，停用并发码" }).click();
  await expect(page.locator(".slip svg")).toBeVisible();
  await expect(page.locator(".slip .code")).toHaveText(/^\w{4}-\w{4}-\w{4}$/);
  await clean(page, "a code");
  await page.getByRole("button", { name: "关闭" }).click();
  await expect(page.getByText("现在没有在用的手机或电脑。")).toBeVisible();
  await expect(page.getByRole("textbox", { name: "手机号" })).toHaveValue("13900099999");
  await page.getByRole("button", { name: "改好存上" }).click();
  await expect(page.getByRole("heading", { name: "李芳" })).toBeVisible();
  await page.setViewportSize(PHONE);
  await clean(page, "help on a phone");

  // The phone hears of it at its next contact, and forgets.
  await phone.reload();
  await phone.getByLabel("密码", { exact: true }).fill("wuyou-demo");
  await phone.getByRole("button", { name: "打开", exact: true }).click();
  await expect(phone.getByRole("heading", { name: "这台设备已注销" })).toBeVisible({ timeout: 20_000 });
});

test("somebody stands in on the days that were said, and no longer", async ({ page, browser, county }) => {
  test.setTimeout(90_000);
  await signIn(page, "coordinator");
  await people(page);
  await page.getByRole("link", { name: "请人代" }).click();
  await expect(page.getByText("没有人在代。")).toBeVisible();
  const to = await day(page, 14);
  await page.getByLabel("到哪天").fill(to);
  await page.getByRole("button", { name: "定下来" }).click();
  await expect(page.getByText("请从本校的老师里选一位")).toBeVisible();
  await expect(page.getByLabel("到哪天")).toHaveValue(to);
  const option = page.getByLabel("请谁代").locator("option", { hasText: /^李(老师|芳)$/ });
  await page.getByLabel("请谁代").selectOption((await option.first().getAttribute("value")) ?? "");
  await clean(page, "who stands in");
  await page.getByRole("button", { name: "定下来" }).click();
  await expect(page.getByText(/^定好了：/)).toBeVisible();
  await page.setViewportSize(PHONE);
  await clean(page, "who stands in, on a phone");

  // The deputy has the desk, which says in whose place and until when; the phone's own page leads there.
  const deputy = await elsewhere(browser, county);
  await signInMentor(deputy);
  await deputy.getByRole("link", { name: "我的", exact: true }).click();
  await deputy.setViewportSize(DESK);
  await deputy.locator('a[href="/desk"]').click();
  // A desk is signed in to by itself: what is in the phone's hands opens no file there.
  await deputy.getByLabel("登录名或手机号").fill("mentor");
  await deputy.getByLabel("密码", { exact: true }).fill(PASSWORD);
  await deputy.getByRole("button", { name: "登录" }).click();
  await expect(deputy.locator(".notice")).toContainText("您在代");
  await expect(deputy.getByRole("heading", { name: /今天/ })).toBeVisible();
  await clean(deputy, "a deputy's desk");

  await page.setViewportSize(DESK);
  await page.reload();
  await expect(page.locator(".notice", { hasText: "在代您" })).toBeVisible();
  await page.getByRole("button", { name: "提前结束" }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.getByText("没有人在代。")).toBeVisible();
  await deputy.reload();
  await expect(deputy.locator(".notice")).toHaveCount(0);
  await expect(deputy.getByRole("heading", { name: /今天该看看/ })).toHaveCount(0);
});

test("a phone keeps what it has not sent when its teacher signs in with a new number", async ({ page, browser, county }) => {
  const [old, next, password] = ["13900011111", "13900022222", "春天的花都开好了"];
  await signIn(page, "coordinator");
  await expect(page.getByRole("heading", { name: /今天/ })).toBeVisible();
  const code = added(county, old, "新来的老师", await schoolOf(page));
  const phone = await elsewhere(browser, county);
  await phone.setViewportSize(PHONE);
  await phone.goto(`/sign-in#${old}:${code}`);
  await phone.getByLabel("新密码（至少 8 个字）").fill(password);
  await phone.getByRole("button", { name: "设好密码并登录" }).click();
  await expect(phone.getByRole("heading", { name: "今日" })).toBeVisible();
  await expect(pill(phone)).toHaveText(/已全部送达/);

  // Written, and not sent yet.
  await phone.route("**/api/v1/sync", (route) => route.abort());
  await phone.getByRole("link", { name: "我的", exact: true }).click();
  await phone.locator("textarea[name=feedback]").fill("写在旧号码下的话");
  await phone.locator("form", { has: phone.locator("textarea[name=feedback]") }).getByRole("button").click();
  await phone.getByRole("link", { name: "今日" }).click();
  await expect(pill(phone)).toHaveText("1 条待送");

  await people(page);
  await page.locator("li.row", { hasText: "新来的老师" }).getByRole("link", { name: "帮忙" }).click();
  await page.getByRole("textbox", { name: "手机号" }).fill(next);
  await page.getByRole("button", { name: "改好存上" }).click();
  await expect(page.getByText(`以后用 ${next} 登录`)).toBeVisible();

  await phone.goto("/app");
  await phone.getByRole("button", { name: "换个账号登录" }).click();
  await phone.getByLabel("登录名或手机号").fill(next);
  await phone.getByLabel("密码", { exact: true }).fill(password);
  await phone.getByRole("button", { name: "登录", exact: true }).click();
  await expect(phone.getByRole("heading", { name: "今日" })).toBeVisible();
  await expect(pill(phone)).toHaveText("1 条待送");
  await phone.unrouteAll({ behavior: "ignoreErrors" });
  await phone.reload();
  await unlock(phone, password);
  await allSent(phone);
});
