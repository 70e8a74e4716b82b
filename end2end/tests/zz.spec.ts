import type { Page } from "@playwright/test";
import { launch, remove, type Server, signIn, test as base } from "../fixtures";
const test = base.extend<object, { county: Server }>({
  county: [async ({}, use) => { const s = await launch(); await use(s); await remove(s); }, { scope: "worker" }],
  baseURL: async ({ county }, use) => use(county.url),
});
async function shots(page: Page, name: string) {
  for (const [w, h, n] of [[1440, 900, "wide"], [360, 740, "thin"]] as const)
    for (const scheme of ["light", "dark"] as const) {
      await page.setViewportSize({ width: w, height: h });
      await page.emulateMedia({ colorScheme: scheme });
      await page.screenshot({ path: `/tmp/kin-${name}-${n}-${scheme}.png`, fullPage: true });
    }
  await page.setViewportSize({ width: 1440, height: 900 });
}
test("shots", async ({ page }) => {
  test.setTimeout(120000);
  await page.setViewportSize({ width: 1440, height: 900 });
  await signIn(page, "centre");
  await page.getByRole("link", { name: "重复登记" }).click();
  await page.locator(".pairs .panel").first().waitFor();
  await shots(page, "doubles");
  const t = await page.evaluate(async () => { const out: number[] = []; for (let i = 0; i < 5; i++) { const s = performance.now(); const r = await fetch("/rpc/desk/doubles", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ school: null }) }); await r.text(); out.push(performance.now() - s); } return out; });
  console.log("doubles county ms", t.join(" "));
  await page.locator(".pairs .panel").first().getByRole("link").first().click();
  await page.locator(".definitions").waitFor();
  await shots(page, "file");
});
