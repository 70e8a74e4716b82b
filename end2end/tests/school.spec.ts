// The school decides: a child changes hands while work is unsent, two teachers disagree, the auditor checks.

import type { Browser, BrowserContext, Page } from "@playwright/test";
import { clean } from "../axe";
import {
  allSent,
  county,
  expect,
  note,
  offline,
  offlineReady,
  openChild,
  save,
  type Server,
  signIn,
  signInMentor,
  test as base,
  unlock,
} from "../fixtures";

// These move children about, so they have a county of their own.
const test = base.extend<object, { county: Server }>({
  county: county(),
});

const open: BrowserContext[] = [];

async function person(browser: Browser, county: Server, desk = false): Promise<Page> {
  const viewport = desk ? { width: 1440, height: 900 } : { width: 360, height: 740 };
  const context = await browser.newContext({ baseURL: county.url, locale: "zh-CN", timezoneId: "Asia/Shanghai", viewport });
  open.push(context);
  return context.newPage();
}

test.afterEach(async () => {
  await Promise.all(open.splice(0).map((context) => context.close()));
});

async function coordinator(browser: Browser, county: Server): Promise<Page> {
  const office = await person(browser, county, true);
  await signIn(office, "coordinator");
  await children(office);
  return office;
}

/** From any page of the desk to the list of all children. */
async function children(office: Page) {
  await office.getByRole("link", { name: "孩子", exact: true }).click();
  await expect(office.getByRole("heading", { name: "哪些孩子还没被看见" })).toBeVisible();
}

/** The name of whoever is signed in, from the home screen. */
const ownName = async (page: Page) => /· (\S+)/.exec(await page.locator("body").innerText())?.[1] ?? "";

async function give(office: Page, child: string, mentor: string) {
  await office.getByRole("button", { name: /^全部/ }).click();
  await office.getByRole("link", { name: child, exact: true }).click();
  await office.locator("summary", { hasText: "换老师" }).click();
  await office.getByLabel("为什么换").selectOption("handed");
  const from = office.getByLabel("从哪天起换");
  await from.fill((await from.getAttribute("min")) ?? "");
  const option = office.getByLabel("新的结对老师").locator("option", { hasText: mentor }).first();
  await office.getByLabel("新的结对老师").selectOption((await option.getAttribute("value")) ?? "");
  await office.getByRole("button", { name: "交给这位老师" }).click();
  await office.getByRole("button", { name: "确定" }).click();
  await expect(office.getByText(`结对老师 ${mentor}`)).toBeVisible();
}

/** Opens an item of the inbox; a decision about it is sent when the page is left. */
async function waits(office: Page, who: string, kind: string) {
  await office.goto("/desk/inbox");
  await office.locator(".item", { hasText: who }).filter({ hasText: kind }).first().click();
  return office.locator(".open-item");
}

test("a child changes hands while a visit is unsent: the visit waits for the school and is taken in", async ({ browser, county }) => {
  const other = await person(browser, county);
  await signInMentor(other, "t0040");
  const otherName = await ownName(other);
  const phone = await person(browser, county);
  await signInMentor(phone, "t0080");
  await offlineReady(phone);
  const child = (await phone.locator(".card .name").first().textContent()) ?? "";
  await offline(phone.context());
  await note(phone, "不知道孩子已经转走", child);
  await save(phone);

  const office = await coordinator(browser, county);
  await give(office, child, otherName);

  await offline(phone.context(), false);
  await allSent(phone);
  await expect(phone.getByText("有 1 个孩子转给了别的老师")).toBeVisible();
  await expect(phone.getByText("有 1 条是孩子转走以后的记录，已交学校定，不会丢。")).toBeVisible();
  await expect(phone.getByRole("link", { name: new RegExp(child) })).toHaveCount(0);

  const waiting = (await waits(office, child, "孩子转走以后的记录")).filter({ hasText: "不知道孩子已经转走" });
  await expect(waiting).toBeVisible();
  await clean(office, "the desk");
  await waiting.getByRole("button", { name: "收进档案" }).click();
  await expect(waiting).toHaveCount(0);
  await children(office);

  // It is in the child's file, on the new mentor's phone, who is told of the child.
  await other.getByRole("link", { name: "未送" }).click();
  await other.reload();
  await other.getByLabel("密码", { exact: true }).fill("wuyou-demo");
  await other.getByRole("button", { name: "打开" }).click();
  await allSent(other);
  await other.getByRole("link", { name: "今日" }).click();
  await expect(other.getByText(`新到您名下：${child}`)).toBeVisible();
  await openChild(other, child);
  await expect(other.getByText("不知道孩子已经转走")).toBeVisible();
});

test("two teachers of one household disagree: both answers are kept, and a tap of the school settles it", async ({ browser, county }) => {
  const second = await person(browser, county);
  await signInMentor(second, "t0120");
  const secondName = await ownName(second);
  const office = await coordinator(browser, county);
  await give(office, "舒一诺", secondName);
  const first = await person(browser, county);
  await signInMentor(first, "mentor");
  await second.getByRole("link", { name: "我的" }).click();
  await second.getByRole("button", { name: "和服务器核对" }).click();
  await second.getByRole("button", { name: "重新取一遍" }).click();
  await allSent(second);
  await second.getByRole("link", { name: "今日" }).click();

  const says = async (page: Page, child: string, state: string) => {
    await openChild(page, child);
    await page.locator("a.button.wide").click();
    await page.getByRole("button", { name: /住处安全吗/ }).click();
    await page.locator(".question").filter({ hasText: "住处安全吗" }).getByLabel("住处安全吗").selectOption({ label: state });
    await save(page);
  };
  await offline(first.context());
  await says(first, "舒睿", "有隐患");
  await says(second, "舒一诺", "危险");
  await allSent(second);
  await offline(first.context(), false);
  await allSent(first);
  await first.getByRole("link", { name: "今日" }).click();
  await openChild(first, "舒睿");
  await expect(first.getByText("说法不一，学校在核对")).toBeVisible();

  const question = (await waits(office, "舒睿", "两种说法")).filter({ hasText: "有隐患" });
  await expect(question.getByRole("button")).toHaveCount(2);
  await clean(office, "the desk");
  await question.getByRole("button", { name: /有隐患/ }).click();
  await expect(question).toHaveCount(0);
});

test("a child moves to another school: the phone lets go of it, and the old school's desk no longer opens the file", async ({ browser, county }) => {
  const phone = await person(browser, county);
  await signInMentor(phone, "t0160");
  const child = (await phone.locator(".card .name").first().textContent()) ?? "";
  const office = await coordinator(browser, county);
  await office.getByRole("button", { name: /^全部/ }).click();
  await office.getByRole("link", { name: child, exact: true }).click();
  const file = office.url();
  await office.locator("summary", { hasText: "转学" }).click();
  await office.getByLabel("转到哪所学校").selectOption({ index: 1 });
  await office.getByRole("button", { name: "转学", exact: true }).click();
  await office.getByRole("button", { name: "确定" }).click();
  await expect(office.getByRole("heading", { name: /^今天/ })).toBeVisible();
  await children(office);
  await office.getByRole("button", { name: /^全部/ }).click();
  await expect(office.getByRole("link", { name: child, exact: true })).toHaveCount(0);
  await office.goto(file);
  await expect(office.getByText("没有找到，或者不归您管。")).toBeVisible();

  await phone.reload();
  await unlock(phone);
  await allSent(phone);
  await expect(phone.getByText("有 1 个孩子转给了别的老师")).toBeVisible();
  await expect(phone.getByRole("link", { name: new RegExp(child) })).toHaveCount(0);

  const centre = await person(browser, county, true);
  await signIn(centre, "centre");
  await expect(centre.getByRole("heading", { name: "哪些学校的孩子还没被看见" })).toBeVisible();
  await centre.goto(file);
  await expect(centre.getByRole("heading", { name: child })).toBeVisible();
});

test("a teacher leaves: what is unsent is handed in, the phone forgets, the children are shown as not paired", async ({ browser, county }) => {
  const phone = await person(browser, county);
  await signInMentor(phone, "t0200");
  await offlineReady(phone);
  const name = await ownName(phone);
  const child = (await phone.locator(".card .name").first().textContent()) ?? "";
  await offline(phone.context());
  await note(phone, "离任前最后一次家访", child);
  await save(phone);

  const office = await coordinator(browser, county);
  await office.getByText("老师账号").click();
  const line = office.locator("li.row", { hasText: "t0200" });
  await expect(line).toContainText(name);
  await line.getByRole("button", { name: "离任" }).click();
  await office.getByRole("button", { name: "确定" }).click();
  await office.getByRole("button", { name: /^还没结对/ }).click();
  await expect(office.getByRole("link", { name: child, exact: true })).toBeVisible();
  // The list that was open stays open.
  await expect(office.locator("details li.row").first()).toBeVisible();

  await offline(phone.context(), false);
  await expect(phone.getByRole("heading", { name: "这台设备已注销" })).toBeVisible({ timeout: 20_000 });
  // Written on the very day of leaving: the school says whether it counts.
  const waiting = (await waits(office, child, "孩子转走以后的记录")).filter({ hasText: "离任前最后一次家访" });
  await waiting.getByRole("button", { name: "收进档案" }).click();
  await expect(waiting).toHaveCount(0);
  await children(office);
  await office.getByRole("button", { name: /^全部/ }).click();
  await office.getByRole("link", { name: child, exact: true }).click();
  await expect(office.getByText("离任前最后一次家访")).toBeVisible();

  await signIn(phone, "t0200");
  await expect(phone.getByRole("alert")).not.toBeEmpty();
});

test("the auditor sees who looked at which file, no child's name, and that the log is whole", async ({ browser, county }) => {
  const office = await coordinator(browser, county);
  await office.getByRole("button", { name: /^全部/ }).click();
  const name = (await office.locator("tbody a").first().textContent()) ?? "";
  await office.locator("tbody a").first().click();
  await expect(office.getByRole("heading", { name })).toBeVisible();
  const auditor = await person(browser, county, true);
  await signIn(auditor, "auditor");
  await expect(auditor.getByRole("heading", { name: "谁看过、办过什么" })).toBeVisible();
  await expect(auditor.getByText(/逐条相扣/)).toBeVisible();
  await expect(auditor.getByRole("cell", { name: "孩子档案" }).first()).toBeVisible();
  expect(await auditor.locator("body").innerText()).not.toContain(name);
  await clean(auditor, "the desk");
});

test("the centre sets a rule, and phones offer what it says", async ({ browser, county }) => {
  const office = await person(browser, county, true);
  await signIn(office, "centre");
  await office.getByRole("link", { name: "规则" }).click();
  const set = office.getByRole("button", { name: "就这样定" });
  await expect(set).toBeDisabled();
  await office.getByLabel("多久和孩子聊一次").fill("十天");
  await expect(office.getByText("请填 3 到 180。")).toBeVisible();
  await office.getByLabel("多久和孩子聊一次").fill("１０");
  await expect(office.getByText("多久和孩子聊一次：15 天 → 10 天")).toBeVisible();
  await office.getByRole("button", { name: "加一句话" }).click();
  await office.getByLabel("这句话").last().fill("想爸妈了");
  // A reload, a killed tab: what was filled in is still there, until it is set or given up.
  await office.reload();
  await expect(office.getByLabel("多久和孩子聊一次")).toHaveValue("１０");
  await expect(office.getByLabel("这句话").last()).toHaveValue("想爸妈了");
  await expect(office.getByRole("button", { name: "不改了" })).toBeEnabled();
  const today = await office.getByLabel("从哪天起").getAttribute("min");
  await office.getByLabel("从哪天起").fill(today ?? "");
  await set.click();
  await office.getByRole("button", { name: "确定" }).click();
  await expect(office.getByText("还没有改动。")).toBeVisible();
  await expect(office.getByLabel("多久和孩子聊一次")).toHaveValue("10");
  await expect(office.getByRole("button", { name: "不改了" })).toBeDisabled();

  const phone = await person(browser, county);
  await signInMentor(phone);
  await phone.getByRole("link", { name: "记一笔" }).click();
  await phone.getByText("再补一句").click();
  await expect(phone.getByText("想爸妈了")).toBeVisible();
});
