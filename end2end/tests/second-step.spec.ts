// The second step at a desk: set up with an authenticator, taken at the next sign-in; and the password asked again.

import { createHmac } from "node:crypto";
import type { Page } from "@playwright/test";
import { clean } from "../axe";
import { county, expect, PASSWORD, type Server, signInAtDesk, test as base } from "../fixtures";

const test = base.extend<object, { county: Server }>({
  county: county(),
  baseURL: async ({ county }, use) => use(county.url),
});

/** The six digits that an authenticator shows, some half minutes from now. */
function shown(key: string, ahead = 0): string {
  const bits = [...key.replace(/ /g, "")].map((c) => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(c).toString(2).padStart(5, "0"));
  const bytes = bits.join("").match(/.{8}/g)?.map((byte) => parseInt(byte, 2)) ?? [];
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const sum = createHmac("sha1", Buffer.from(bytes)).update(step).digest();
  const number = sum.readUInt32BE(sum[sum.length - 1] & 15) & 0x7fffffff;
  return String(number % 1_000_000).padStart(6, "0");
}

/** The server says once that the password was given too long ago. */
async function tooLongAgo(page: Page, call: string) {
  await page.route(
    `**/rpc/desk/${call}`,
    (route) => route.fulfill({ status: 428, contentType: "application/json", body: JSON.stringify({ code: "confirm_first" }) }),
    { times: 1 },
  );
}

async function code(page: Page, digits: string, button: string) {
  await page.locator("input[name=step_code]").fill(digits);
  await page.getByRole("button", { name: button, exact: true }).click();
}

test("an authenticator is set up and asked for, and at an export the password again, in place", async ({ page }) => {
  test.setTimeout(90_000);
  await page.setViewportSize({ width: 1440, height: 900 });
  await signInAtDesk(page, "coordinator");
  await page.getByRole("link", { name: "第二步验证" }).click();
  await expect(page.getByText("现在还没有设。")).toBeVisible();
  await page.getByRole("button", { name: "设好", exact: true }).click();
  await page.getByRole("button", { name: /手机上的验证器/ }).click();
  const key = (await page.locator("b.code").textContent()) ?? "";
  await clean(page, "setting up an authenticator");
  await code(page, "000000", "设好");
  await expect(page.getByRole("alert").filter({ hasText: "这个码不对" })).toBeVisible();
  await code(page, shown(key), "设好");
  await expect(page.locator(".recovery li")).toHaveCount(10);
  await clean(page, "the recovery codes");
  await page.getByRole("button", { name: "收好了，接着做" }).click();
  await expect(page.getByText(/现在用手机验证器/)).toBeVisible();

  await page.getByRole("button", { name: "退出登录" }).click();
  await expect(page.getByLabel("登录名或手机号")).toBeVisible();
  await signInAtDesk(page, "coordinator");
  await expect(page.getByLabel("输手机验证器现在显示的 6 位数")).toBeVisible();
  await clean(page, "the second step");
  await page.setViewportSize({ width: 360, height: 740 });
  await clean(page, "the second step on a narrow screen");
  await page.setViewportSize({ width: 1440, height: 900 });
  // The one of just now was used to set it up.
  await code(page, shown(key, 1), "登录");

  await page.getByRole("link", { name: "打印导出" }).click();
  await page.getByRole("radio", { name: "上报" }).check();
  await page.locator(".taking input[type=text]").first().fill("给教育局");
  await tooLongAgo(page, "take_out");
  await page.getByRole("button", { name: "下载表格" }).click();
  const asked = page.getByRole("dialog", { name: "请再输一次密码" });
  await expect(asked).toBeVisible();
  await clean(page, "the password asked again");
  await asked.getByLabel("密码").fill("不是这一句话");
  await asked.getByRole("button", { name: "接着做" }).click();
  await expect(asked.getByRole("alert")).toHaveText("登录名或密码不对。");
  await asked.getByLabel("密码").fill(PASSWORD);
  const download = page.waitForEvent("download");
  await asked.getByRole("button", { name: "接着做" }).click();
  expect((await download).suggestedFilename()).toMatch(/\.xlsx$/);
  await expect(page.locator(".taking input[type=text]").first()).toHaveValue("给教育局");
  await expect(asked).toHaveCount(0);
});
