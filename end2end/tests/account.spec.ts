// The own account at a desk: another password, other desks signed out, and the centre's accounts.

import { clean } from "../axe";
import { county, expect, PASSWORD, type Server, signInAtDesk, test as base } from "../fixtures";

const test = base.extend<object, { county: Server }>({
  county: county(),
  baseURL: async ({ county }, use) => use(county.url),
});

test("at a desk the password is changed, and another desk is signed out", async ({ page, browser, county }) => {
  test.setTimeout(90_000);
  await page.setViewportSize({ width: 1440, height: 900 });
  const elsewhere = await browser.newContext({ baseURL: county.url });
  const other = await elsewhere.newPage();
  await signInAtDesk(other, "centre");
  await signInAtDesk(page, "centre");
  await page.getByRole("link", { name: "我的账号" }).click();
  await expect(page.getByRole("button", { name: "让它退出" })).toHaveCount(1);
  await clean(page, "the own account");
  await page.setViewportSize({ width: 360, height: 740 });
  await clean(page, "the own account on a narrow screen");
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole("button", { name: "让它退出" }).click();
  await expect(page.getByRole("button", { name: "让它退出" })).toHaveCount(0);

  await page.getByLabel("原来的密码").fill("不是这一句话");
  await page.getByLabel("新密码").fill("竹林里的溪水声呀");
  await page.getByRole("button", { name: "改好", exact: true }).click();
  await expect(page.getByText("原来的密码不对。")).toBeVisible();
  await page.getByLabel("原来的密码").fill(PASSWORD);
  await page.getByRole("button", { name: "改好", exact: true }).click();
  await expect(page.getByText("密码改好了")).toBeVisible();
  // This desk goes on.
  await page.reload();
  await expect(page.getByText("就是这台")).toBeVisible();
  await elsewhere.close();
});
