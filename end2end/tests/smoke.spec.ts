import { expect, offlineReady, signInMentor, test } from "../fixtures";

test("smoke", async ({ page }) => {
  page.on("console", (m) => console.log("console:", m.type(), m.text().slice(0, 300)));
  page.on("requestfailed", (r) => console.log("failed:", r.url(), r.failure()?.errorText));
  await page.goto("/");
  await page.screenshot({ path: "/tmp/s-landing.png" });
  await signInMentor(page);
  await offlineReady(page);
  await page.screenshot({ path: "/tmp/s-today.png" });
});
