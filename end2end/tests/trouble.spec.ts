// Whatever stands between phone and server has an outcome and a sentence, and costs no word.

import { allSent, expect, note, openChild, pill, save, signInSomebody, test } from "../fixtures";

const html = { contentType: "text/html", body: "<html><body>请登录校园网</body></html>" };
const json = (code: string) => ({ contentType: "application/json", body: JSON.stringify({ code }) });

test("each kind of trouble is said in a sentence, and the entry goes when it is over", async ({ page }) => {
  const { child } = await signInSomebody(page);
  let answer: Record<string, unknown> = {};
  await page.route("**/api/v1/sync", (route) => route.fulfill(answer));
  answer = { status: 503, ...html };
  await note(page, "路上写的", child);
  await save(page);
  await page.getByRole("link", { name: "1 条待送" }).click();
  for (const [sentence, next] of [
    ["服务器忙。", { status: 200, ...html }],
    ["网络要先登录。", { status: 500, ...json("internal") }],
    ["服务器这会儿处理不了。", { status: 413, body: "" }],
    ["内容太大。", { status: 409, ...json("too_old") }],
    ["应用太旧，请更新。", { status: 403, ...json("forbidden") }],
    ["账号没有结对教师的权限。", { status: 502, ...html }],
    ["服务器忙。", { status: 401, ...json("signed_out") }],
  ] as [string, Record<string, unknown>][]) {
    await expect(page.getByText(sentence)).toBeVisible();
    await expect(page.getByText("路上写的")).toBeVisible();
    await expect(pill(page)).toHaveText("1 条待送");
    answer = next;
    await page.getByRole("button", { name: "现在就送" }).click();
  }
  await expect(page.getByLabel("重新登录就能送出")).toBeVisible();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.getByRole("button", { name: "现在就送" }).click();
  await allSent(page);
});

test("an entry over which the server fails is set aside with every word, and the others go", async ({ page }) => {
  test.setTimeout(90_000);
  const { child } = await signInSomebody(page);
  await page.route("**/api/v1/sync", async (route) => {
    const request = JSON.parse(route.request().postData() ?? "{}");
    const plain = (request.ops ?? []).filter((one: { op: object }) => !("set_aside" in one.op));
    if (JSON.stringify(plain).includes("害服务器出错的话")) await route.fulfill({ status: 500, ...json("internal") });
    else await route.continue();
  });
  await note(page, "害服务器出错的话", child);
  await save(page);
  await note(page, "好好的一条", child);
  await save(page);
  await page.getByRole("link", { name: "2 条待送" }).click();
  await expect(async () => {
    const now = page.getByRole("button", { name: "现在就送" });
    if (await now.isVisible()) await now.click({ timeout: 1_000 });
    await expect(pill(page)).toHaveText("1 条要您看一下", { timeout: 1_500 });
  }).toPass({ timeout: 60_000 });
  await expect(page.getByText("害服务器出错的话")).toBeVisible();
  await expect(page.getByText("好好的一条")).toHaveCount(0);
});

test("feedback in progress outlives a reload", async ({ page }) => {
  await signInSomebody(page);
  await page.getByRole("link", { name: "我的" }).click();
  await page.getByLabel("意见反馈").pressSequentially("字能再大一点吗");
  await page.waitForTimeout(300);
  await page.reload();
  await page.getByLabel("密码", { exact: true }).fill("wuyou-demo");
  await page.getByRole("button", { name: "打开" }).click();
  await expect(page.getByLabel("意见反馈")).toHaveValue("字能再大一点吗");
  await page.getByRole("button", { name: "发送" }).click();
  await expect(page.getByLabel("意见反馈")).toHaveValue("");
  await allSent(page);
});

test("a phone without room says so, and the form keeps every word until there is room", async ({ page }) => {
  const { child } = await signInSomebody(page);
  await note(page, "空间满了也要记下", child);
  await page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    // Quota is the browser's to give; this is what it throws when there is none.
    IDBObjectStore.prototype.put = function (...given: Parameters<typeof put>) {
      if (!("room" in globalThis)) throw new DOMException("no room", "QuotaExceededError");
      return put.apply(this, given);
    };
  });
  await save(page);
  await expect(page.getByRole("alert").filter({ hasText: "空间" })).toBeVisible();
  await expect(page.getByLabel("想说的话")).toHaveValue("空间满了也要记下");
  await page.evaluate(() => Object.assign(globalThis, { room: true }));
  await save(page);
  await allSent(page);
});

test("a large photo is shrunk, goes after the text, and goes on from where it broke off", async ({ page }) => {
  const { child } = await signInSomebody(page);
  // Noise is what packs worst: several megabytes as the camera gives it.
  const noise = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(2000, 1500);
    const context = canvas.getContext("2d") as OffscreenCanvasRenderingContext2D;
    const image = context.createImageData(2000, 1500);
    for (let at = 0; at < image.data.length; at += 65_536) crypto.getRandomValues(image.data.subarray(at, at + 65_536));
    for (let at = 3; at < image.data.length; at += 4) image.data[at] = 255;
    context.putImageData(image, 0, 0);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 })).arrayBuffer());
    let text = "";
    for (let at = 0; at < bytes.length; at += 32_768) text += String.fromCharCode(...bytes.subarray(at, at + 32_768));
    return btoa(text);
  });
  const buffer = Buffer.from(noise, "base64");
  expect(buffer.length).toBeGreaterThan(1024 * 1024);

  const offsets: number[] = [];
  let broken = true;
  await page.route("**/api/v1/photos/**", (route) => {
    const address = new URL(route.request().url());
    if (route.request().method() !== "PUT") return route.continue();
    const at = Number(address.searchParams.get("at"));
    const chunk = route.request().postDataBuffer()?.length ?? 0;
    if (chunk > 0) offsets.push(at);
    expect(Number(address.searchParams.get("bytes"))).toBeLessThanOrEqual(1024 * 1024);
    return broken && at > 0 ? route.abort() : route.continue();
  });
  await note(page, "照片很大", child);
  await page.getByLabel("加照片").setInputFiles({ name: "noise.jpg", mimeType: "image/jpeg", buffer });
  await expect(page.getByRole("img", { name: "照片 1" })).toBeVisible();
  await save(page);
  // The words are there although the picture is stuck.
  await allSent(page);
  await expect.poll(() => offsets.length).toBeGreaterThan(1);
  expect(offsets[0]).toBe(0);
  const brokeAt = offsets[offsets.length - 1];
  expect(brokeAt).toBeGreaterThan(0);

  broken = false;
  const before = offsets.length;
  await page.getByRole("link", { name: "未送", exact: true }).click();
  await page.getByRole("button", { name: "现在就送" }).click();
  await expect.poll(() => offsets.length).toBeGreaterThan(before);
  expect(offsets[before]).toBe(brokeAt);
  await page.getByRole("link", { name: "今日", exact: true }).click();
  await openChild(page, child);
  const photo = page.getByRole("img", { name: "照片 1" }).first();
  await expect.poll(() => photo.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
});
