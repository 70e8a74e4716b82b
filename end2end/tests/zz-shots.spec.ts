import { expect, launch, remove, type Server, signIn, test as base } from "../fixtures";
import { execSync } from "node:child_process";
import { writeFileSync, mkdirSync } from "node:fs";
const test = base.extend<object, { county: Server }>({
  county: [async ({}, use) => { const s = await launch(); await use(s); await remove(s); }, { scope: "worker" }],
  baseURL: async ({ county }, use) => use(county.url),
});
const D = "/tmp/shots-out"; mkdirSync(D, { recursive: true });
const pdf = async (page: any, name: string) => {
  writeFileSync(`${D}/${name}.pdf`, await page.pdf({ preferCSSPageSize: true }));
  try { execSync(`pdftoppm -r 50 -png ${D}/${name}.pdf ${D}/${name}`); } catch (e) { console.log("no pdftoppm"); }
};
test("shots", async ({ page }) => {
  test.setTimeout(120000);
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "coordinator");
  await page.getByRole("link", { name: "打印导出" }).click();
  await expect(page.locator("table.table tbody tr").first()).toBeVisible();
  await page.screenshot({ path: `${D}/out.png` });
  await page.getByRole("radio", { name: "各班汇总" }).check();
  await expect(page.locator("button.count").first()).toBeVisible();
  await page.locator("button.count").first().click();
  await page.screenshot({ path: `${D}/classes.png`, fullPage: true });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.screenshot({ path: `${D}/classes-360.png`, fullPage: true });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: `${D}/classes-dark.png` });
  await page.emulateMedia({ colorScheme: "light" });
  for (const [k, n] of [["花名册", "roster"], ["结对名册", "pairings"], ["各班汇总", "classes"], ["关爱安排", "due"]]) {
    await page.goto("/desk/out");
    await page.getByRole("radio", { name: k }).check();
    await page.getByRole("radio", { name: "上报" }).check();
    if (k === "花名册") await page.getByLabel("带上身份证号和电话").check();
    await page.getByRole("button", { name: "打印", exact: true }).click();
    await page.waitForURL(/\/print\//);
    await page.screenshot({ path: `${D}/print-${k}.png` });
    await pdf(page, `p-${n}`);
  }
  await page.goto("/print/visit-form");
  await page.screenshot({ path: `${D}/form.png` });
  await pdf(page, "p-form");
  await page.goto("/desk/out");
  await page.getByRole("link", { name: "孩子", exact: true }).click();
  await page.locator("main a[href*='/desk/child/']").first().click();
  await page.getByText("打印这份档案").click();
  await page.getByRole("radio", { name: "转学交接" }).check();
  await page.screenshot({ path: `${D}/child.png`, fullPage: true });
  await page.getByRole("button", { name: "打印", exact: true }).click();
  await page.waitForURL(/\/print\//);
  await pdf(page, "p-child");
  await page.goto("/desk");
  await page.evaluate(async () => {
    const me = await (await fetch("/api/v1/me")).json();
    const school = me.grants.find((g: any) => g.school).school;
    const post = async (what: string, body: object) => (await fetch(`/rpc/desk/${what}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) })).json();
    const batch = await post("begin_import", { school });
    const names = ["李小敏", "赵老师", "钱一", "孙二", "周三", "吴四", "郑五", "王六", "冯七"];
    const rows = names.map((n, i) => `新生${"甲乙丙丁戊己庚辛壬"[i]}\t三年级${i + 1}班\t2017-03-0${i + 1}\t${n}\t1390000100${i}`);
    const view = await post("import_step", { batch, seen: 1, step: { paste: "姓名\t班级\t出生日期\t结对教师\t教师电话\n" + rows.join("\n") } });
    await post("apply_import", { batch, seen: view.revision });
  });
  await page.goto("/desk/codes");
  await expect(page.getByText("李小敏")).toBeVisible();
  await page.screenshot({ path: `${D}/codes.png` });
  await page.getByRole("button", { name: "发码", exact: true }).click();
  await page.getByRole("button", { name: "确定" }).click();
  await expect(page.locator(".code-slip").first()).toBeVisible();
  await page.screenshot({ path: `${D}/slips.png` });
  await pdf(page, "p-codes");
  await page.evaluate(() => localStorage.setItem("wuyou.language", '"en"'));
  await page.goto("/desk/out");
  await expect(page.locator("table.table tbody tr").first()).toBeVisible();
  await page.screenshot({ path: `${D}/out-en.png` });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.screenshot({ path: `${D}/out-en-360.png`, fullPage: true });
});
