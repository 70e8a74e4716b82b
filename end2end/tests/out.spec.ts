// A school's tables: looked over, downloaded, printed, copied; codes on paper; a form to fill in by hand.

import type { Page } from "@playwright/test";
import { clean } from "../axe";
import { county, expect, type Server, signIn, test as base } from "../fixtures";

// Codes are issued here, so they have a county of their own.
const test = base.extend<object, { county: Server }>({
  county: county(),
  baseURL: async ({ county }, use) => use(county.url),
});

async function open(page: Page) {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "coordinator");
  await page.getByRole("link", { name: "打印导出" }).click();
  await expect(page.getByRole("heading", { name: "要打印或导出哪张表" })).toBeVisible();
  await expect(page.locator("table.table tbody tr").first()).toBeVisible();
}

test("the roster is downloaded with a reason, and its pages are A4 with header, number and who took it", async ({ page }) => {
  test.setTimeout(90_000);
  await open(page);
  await clean(page, "the page");
  await page.getByRole("button", { name: "下载表格" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "请先选做什么用" })).toBeVisible();
  await page.getByRole("radio", { name: "上报" }).check();
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "下载表格" }).click();
  expect((await download).suggestedFilename()).toMatch(/^花名册-\d{4}-\d{2}-\d{2}\.xlsx$/);

  await page.getByLabel("带上身份证号和电话").check();
  await page.getByRole("button", { name: "打印", exact: true }).click();
  await page.waitForURL(/\/print\//);
  await expect(page.getByText("用途：上报").first()).toBeVisible();
  const pages = page.locator("section.paper");
  const count = await pages.count();
  for (const one of await pages.all()) {
    await expect(one.locator("thead th").first()).toHaveText("序号");
    const [height, most] = await one.evaluate((e) => [e.scrollHeight, (e.classList.contains("across") ? 208 : 295) * 3.7796]);
    expect(height, "a page is full, not over-full").toBeLessThanOrEqual(most + 2);
  }
  await expect(page.getByText(`第${count}页 / 共${count}页`)).toBeVisible();
  await expect(page.getByText("单位负责人：")).toHaveCount(1);
  expect(await page.title()).toBe("打印 · 五有");
  await clean(page, "the printed pages", "paper");
  // As many sheets leave the printer as the server has cut.
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  expect((pdf.match(/\/Type\s*\/Page[^s]/g) ?? []).length).toBe(count);

  await page.getByRole("link", { name: "返回打印导出" }).click();
  await page.getByText("最近打印、导出过的").click();
  await expect(page.getByText("带身份证号和电话").last()).toBeVisible();
});

test("a table's number opens its children, and its text is copied without numbers", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open(page);
  await page.getByRole("radio", { name: "各班汇总" }).check();
  const count = page.locator("button.count").first();
  const said = Number(await count.textContent());
  await count.click();
  await expect(page.locator(".names li")).toHaveCount(said);
  await clean(page, "the summary");
  await page.getByRole("radio", { name: "存档" }).check();
  await page.getByRole("button", { name: "复制文字" }).click();
  await expect(page.getByText("已复制，到微信里粘贴就行。")).toBeVisible();
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(text).toContain("各班情况汇总表（截至");
  expect(text).not.toMatch(/1\d{10}/);
});

test("blank forms print at once on A4, and with names only for a reason", async ({ page }) => {
  await open(page);
  const blank = page.locator("section.panel", { has: page.getByRole("heading", { name: "空白表（手写）" }) });
  for (const form of ["家访、谈心记录表", "结对登记表", "新孩子登记表"]) {
    await blank.getByRole("link", { name: form }).click();
    await page.waitForURL(/\/print\/blank\//);
    await expect(page.getByText("填报单位（盖章）：松岭镇九年制学校")).toBeVisible();
    await expect(page.getByText("单位负责人：")).toHaveCount(1);
    await clean(page, form, "paper");
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
    expect((pdf.match(/\/Type\s*\/Page[^s]/g) ?? []).length, form).toBe(1);
    await page.goBack();
  }
  await page.getByText("印上名字").click();
  const named = page.locator("details", { hasText: "印上名字" });
  await named.getByRole("radio", { name: "下乡走访" }).check();
  await expect(page.getByRole("radio", { name: "花名册" }), "the table above stays chosen").toBeChecked();
  await named.getByRole("button", { name: "打印", exact: true }).click();
  await expect(named.getByRole("alert")).toHaveText("请先选班级或老师。");
  await named.getByLabel("谁的孩子").selectOption("三年级2班");
  await clean(page, "whose names");
  await named.getByRole("button", { name: "打印", exact: true }).click();
  await page.waitForURL(/\/print\//);
  await expect(page.getByRole("heading", { name: /家访、谈心记录表（三年级2班）/ }).first()).toBeVisible();
  await expect(page.getByText("用途：下乡走访").first()).toBeVisible();
});

test("a child that goes to another county is handed over on one page, found from the year and from its file", async ({ page }) => {
  await open(page);
  await page.getByRole("link", { name: "学年" }).click();
  await page.getByText("有孩子离开").click();
  const form = page.locator("details", { hasText: "有孩子离开" });
  await form.getByLabel("哪个孩子").selectOption({ index: 1 });
  await form.getByLabel("为什么").selectOption("left_county");
  await form.getByRole("button").last().click();
  await page.getByRole("button", { name: "确定" }).click();
  await page.getByRole("link", { name: "外县转接单" }).click();
  await page.getByText("外县转接单").click();
  const taking = page.locator("details", { hasText: "外县转接单" });
  await taking.getByRole("radio", { name: "转学交接" }).check();
  await clean(page, "the child's file");
  await taking.getByRole("button", { name: "打印", exact: true }).click();
  await page.waitForURL(/\/print\//);
  await expect(page.getByRole("heading", { name: "留守儿童外县转接单" })).toBeVisible();
  await expect(page.getByText("接收学校（盖章）")).toBeVisible();
  expect(await page.locator("main").textContent()).not.toMatch(/1\d{10}/);
  await clean(page, "the hand-over", "paper");
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  expect((pdf.match(/\/Type\s*\/Page[^s]/g) ?? []).length).toBe(1);
});

test("a slip prints two to a page, and a page that is not one's own says so", async ({ page }) => {
  await open(page);
  await page.getByRole("link", { name: "一人一张的记录表" }).click();
  await expect(page.getByRole("heading", { name: "关爱记录" })).toHaveCount(2);
  await clean(page, "the form", "paper");
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  expect((pdf.match(/\/Type\s*\/Page[^s]/g) ?? []).length).toBe(1);
  await page.goto("/print/01910000-0000-7000-8000-000000000001");
  await expect(page.getByRole("heading", { name: /这一页看不到了/ })).toBeVisible();
  await clean(page, "refused");
});

test("new teachers get their codes on slips, all at once, and nobody gets one twice", async ({ page }) => {
  await open(page);
  // A list with two teachers whom the school does not know.
  await page.evaluate(async () => {
    const headers = { "content-type": "application/json" };
    const post = async (what: string, body: object) =>
      (await fetch(`/rpc/desk/${what}`, { method: "POST", headers, body: JSON.stringify(body) })).json();
    const me = await (await fetch("/api/v1/me")).json();
    const school = me.grants.find((grant: { school: string | null }) => grant.school).school;
    const batch = await post("begin_import", { school });
    const paste = "姓名\t班级\t出生日期\t结对教师\t教师电话\n新生甲\t三年级1班\t2017-03-01\t李小敏\t13900001001\n新生乙\t三年级2班\t2017-03-02\t赵小平\t13900001002\n";
    const view = await post("import_step", { batch, seen: 1, step: { paste } });
    await post("apply_import", { batch, seen: view.revision, digest: view.digest });
  });
  await page.getByRole("link", { name: "给新老师发码" }).click();
  await expect(page.getByRole("checkbox")).toHaveCount(2);
  await page.getByLabel("哪个班").selectOption("三年级2班");
  await expect(page.getByRole("checkbox")).toHaveCount(1);
  await page.getByLabel("哪个班").selectOption("");
  await clean(page, "who has not come in");
  await page.getByRole("checkbox", { name: /李小敏/ }).check();
  await page.getByRole("button", { name: "发码" }).click();
  await page.getByRole("button", { name: "确定" }).click();
  const slips = page.locator(".code-slip");
  await expect(slips).toHaveCount(2);
  await expect(slips.first().locator("svg")).toBeVisible();
  await expect(slips.first().locator(".code")).toHaveText(/^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/);
  await clean(page, "the slips");
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  expect((pdf.match(/\/Type\s*\/Page[^s]/g) ?? []).length).toBe(1);
});
