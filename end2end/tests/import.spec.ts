// A September at a school: three files with faults in, everything decided, taken over, and taken back as a whole.

import { join } from "node:path";
import type { Page } from "@playwright/test";
import { clean } from "../axe";
import { Keystrokes } from "../klm";
import { county, expect, type Server, signIn, test as base } from "../fixtures";

// These change a school's register, so they have a county of their own.
const test = base.extend<object, { county: Server }>({
  county: county(),
  baseURL: async ({ county }, use) => use(county.url),
});

const FILES = ["松岭镇九年制学校-师生结对名册.xlsx", "松岭镇九年制学校-留守儿童信息台账.xlsx", "青坪幼儿园-留守儿童名单.csv"].map(
  (name) => join(import.meta.dirname, "../../server/tests/fixtures/school-files", name),
);

const part = (page: Page, name: string) => page.locator("button.stat", { hasText: name });

/** Half an hour, for a school of a hundred children. */
const SEPTEMBER_SECONDS = 1_800;

test("a September: three files are read, what is doubtful is decided, all is taken over, paired and printed", async ({ page }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 1440, height: 900 });
  const hands = await Keystrokes.of(page);
  await signIn(page, "coordinator");
  await page.getByRole("link", { name: "导入", exact: true }).click();
  await expect(page.getByRole("heading", { name: "导入学校的表格" })).toBeVisible();
  await clean(page, "the imports");

  // What is no spreadsheet is said, and nothing of it stays.
  const input = page.locator("input[type=file]");
  await input.setInputFiles({ name: "班级合影.xlsx", mimeType: "image/png", buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0, 1, 2, 3]) });
  await expect(page.getByRole("alert").filter({ hasText: "班级合影.xlsx" })).toBeVisible({ timeout: 20_000 });

  await input.setInputFiles(FILES);
  await expect(page.getByRole("heading", { name: /4 张表，还有 1 处要您定/ })).toBeVisible({ timeout: 60_000 });
  await expect(part(page, "新来的")).toContainText("136");
  await clean(page, "a batch");

  // A sheet of explanations holds no children: it is said, and can be left out. What was not right is grouped by its cause.
  await part(page, "表格和列").click();
  hands.look(4);
  await expect(page.getByText("身份证号被表格四舍五入了，没导入号码")).toBeVisible();
  await clean(page, "the sheets");
  const notes = page.locator("section.panel", { has: page.getByRole("heading", { name: /〔说明〕/ }) });
  await notes.getByRole("button", { name: "这张表不要" }).click();
  await expect(page.getByRole("heading", { name: /3 张表，还有 1 处要您定/ })).toBeVisible();

  // Two teachers stand in the roster for one child. It is decided, undone, and decided otherwise.
  await part(page, "要您定").click();
  await page.getByRole("button", { name: "路嘉" }).click();
  await expect(page.getByRole("heading", { name: "3 张表都看明白了" })).toBeVisible();
  await page.getByRole("button", { name: "撤回" }).click();
  await page.getByRole("button", { name: "吕建国" }).click();
  await expect(page.getByRole("heading", { name: "3 张表都看明白了" })).toBeVisible();

  // The batch waits as long as it must.
  await page.getByRole("link", { name: "先放着" }).click();
  await page.locator("li.row", { hasText: "李永贵" }).getByRole("link").click();
  await expect(page.getByRole("heading", { name: "3 张表都看明白了" })).toBeVisible();

  await page.getByRole("button", { name: /导入 136 名孩子/ }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.getByRole("heading", { name: "已经导入了" })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("一次性码只显示这一次")).toBeVisible();
  await clean(page, "a batch that is taken over");
  await page.getByRole("link", { name: "孩子", exact: true }).click();
  await part(page, "全部").click();
  await expect(page.getByRole("link", { name: "毕一诺" })).toBeVisible();
  await expect(part(page, "还没结对")).toContainText("44");

  // Those whom no roster pairs get a proposal, which is looked over and accepted at once.
  await page.getByRole("link", { name: "结对", exact: true }).click();
  await expect(page.getByRole("heading", { name: "还没结对的 44 名孩子" })).toBeVisible();
  hands.look(44);
  await page.getByRole("button", { name: "确定这 44 对" }).click();
  await expect(page.getByRole("heading", { name: "都结了对" })).toBeVisible();

  // Codes for the new teachers, and the roster of pairings, on paper.
  await page.getByRole("link", { name: "打印导出" }).click();
  await page.getByRole("link", { name: "给新老师发码" }).click();
  await page.getByRole("button", { name: "发码" }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.locator(".code-slip").first()).toBeVisible();
  await page.getByRole("link", { name: "打印导出" }).click();
  await page.getByRole("radio", { name: "结对一览表" }).check();
  await page.getByRole("radio", { name: "存档" }).check();
  await page.getByRole("button", { name: "打印", exact: true }).click();
  await page.waitForURL(/\/print\//);
  await expect(page.locator("section.paper").first()).toBeVisible();
  expect(hands.sum("a September, 136 children in three files")).toBeLessThanOrEqual(SEPTEMBER_SECONDS);
  await page.getByRole("link", { name: "返回打印导出" }).click();

  // Now something builds on the batch: it says what, and nothing is changed.
  await page.getByRole("link", { name: "导入", exact: true }).click();
  await page.getByRole("link", { name: "已导入" }).click();
  await page.getByRole("button", { name: "整批撤回" }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.getByText(/之后又有了新的记录，整批收不回了/)).toBeVisible();
});

test("a coordinator on a phone pastes rows from a sheet", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const hands = await Keystrokes.of(page);
  await signIn(page, "coordinator");
  await page.getByRole("button", { name: "菜单" }).click();
  await clean(page, "the menu on a phone");
  await page.getByRole("link", { name: "导入", exact: true }).click();
  await page.getByText("从表格里复制，粘到这里").click();
  const rows = ["姓名\t性别\t班级\t出生日期", "贺小满\t女\t二年级1班\t2017-03-05", "贺小川\t男\t四年级2班\t2015年8月"];
  await page.getByRole("textbox").fill(rows.join("\n"));
  await page.getByRole("button", { name: "加上粘贴的内容" }).click();
  await expect(part(page, "新来的")).toContainText("2");
  await clean(page, "a batch on a phone");
  await page.getByRole("button", { name: "导入 2 名孩子" }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.getByRole("heading", { name: "已经导入了" })).toBeVisible();
  hands.sum("two children pasted on a phone");
  const child = page.getByRole("link", { name: "贺小满" });
  const look = async () => {
    await page.getByRole("link", { name: "孩子", exact: true }).click();
    await part(page, "全部").click();
  };
  await look();
  await expect(child).toBeVisible();
  await page.goBack();
  await page.getByRole("button", { name: "整批撤回" }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.getByRole("heading", { name: "这一批已经撤回" })).toBeVisible();
  await look();
  await expect(page.getByRole("link", { name: "舒睿" }).first()).toBeVisible();
  await expect(child).toHaveCount(0);
});

test("last term's activities are pasted, what nobody can tell is asked once, all is entered and taken back", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "coordinator");
  await page.getByRole("link", { name: "孩子", exact: true }).click();
  await part(page, "全部").click();
  await expect(page.locator("tbody th a").first()).toBeVisible();
  const names = (await page.locator("tbody th a").allInnerTexts()).map((name) => name.trim());
  const name = names.find((one) => names.indexOf(one) === names.lastIndexOf(one));
  await page.getByRole("link", { name: "导入", exact: true }).click();
  await page.getByText("从表格里复制，粘到这里").click();
  const day = (back: number) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  const rows = [
    "学生姓名\t日期\t活动类别\t方式\t内容\t教师",
    `${name}\t${day(200)}\t应急防范演练\t集体\t全校疏散\t从没有过的人`,
    `${name}\t${day(201)}\t谈心\t在校\t不告诉别人的话\t从没有过的人`,
    `${name}\t${day(202)}\t春游\t集体\t去县城\t从没有过的人`,
    `${name}\t改天\t家访\t到家\t\t从没有过的人`,
  ];
  await page.getByRole("textbox").fill(rows.join("\n"));
  await page.getByRole("button", { name: "加上粘贴的内容" }).click();
  await expect(page.getByText(/“春游”（1 条）算哪一类活动/)).toBeVisible();
  await page.getByRole("button", { name: "文体娱乐" }).click();
  await expect(page.getByText(/以前的 3 条记录写着老师“从没有过的人”/)).toBeVisible();
  await clean(page, "questions of the past");
  await page.getByRole("button", { name: "算在孩子自己的结对老师名下" }).click();
  await part(page, "以前的记录").click();
  await expect(page.getByText("谈心说了什么没导入，只记日期、类别和结果")).toBeVisible();
  await clean(page, "the past of a batch");
  await part(page, "表格和列").click();
  await expect(page.getByText("没写日期，或者看不懂，没导入；请写成 2025-09-12")).toBeVisible();
  await page.getByRole("button", { name: "导入 3 条以前的记录" }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.getByRole("heading", { name: "已经导入了" })).toBeVisible({ timeout: 20_000 });
  // The row that could not be read can still be fetched.
  await expect(page.getByRole("button", { name: "下载要改的行" })).toBeVisible();
  await page.getByRole("button", { name: "整批撤回" }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.getByRole("heading", { name: "这一批已经撤回" })).toBeVisible();
});
