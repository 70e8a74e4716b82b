// Nothing a person typed is ever lost, and nothing is entered twice.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  allSent,
  endSession,
  expect,
  note,
  offline,
  offlineReady,
  openChild,
  PASSWORD,
  pill,
  save,
  signIn,
  signInMentor,
  signInSomebody,
  test,
  unlock,
} from "../fixtures";

test("a tab killed while typing loses not a word", async ({ page, context }) => {
  const { child } = await signInSomebody(page);
  await offlineReady(page);
  await offline(context);
  await note(page, "", child);
  await page.getByLabel("想说的话").pressSequentially("写到一半就没电");
  await page.waitForTimeout(300);
  const fresh = await context.newPage();
  await page.close({ runBeforeUnload: false });
  await fresh.goto("/app/log");
  await unlock(fresh);
  await expect(fresh.getByText("接着上次没写完的。")).toBeVisible();
  await expect(fresh.getByLabel("想说的话")).toHaveValue("写到一半就没电");
  await expect(fresh.getByRole("button", { name: child, exact: true })).toHaveAttribute("aria-pressed", "true");
  await save(fresh);
  await offline(context, false);
  await allSent(fresh);
});

test("lost and repeated answers make no double entry", async ({ page }) => {
  const { child } = await signInSomebody(page);
  let lost = 0;
  await page.route("**/api/v1/sync", async (route) => {
    // The server gets it twice, and the phone hears nothing the first two times.
    const answer = await route.fetch();
    if (lost < 2) {
      lost += 1;
      await route.abort("connectionreset");
    } else {
      await route.fulfill({ response: answer });
    }
  });
  const text = `只该有一条 ${Date.now()}`;
  await note(page, text, child);
  await page.getByRole("button", { name: "存好" }).dblclick();
  await expect(pill(page)).toHaveText("1 条待送");
  await page.getByRole("link", { name: "1 条待送" }).click();
  await expect(async () => {
    const now = page.getByRole("button", { name: "现在就送" });
    if (await now.isVisible()) await now.click();
    await expect(pill(page)).toHaveText(/已全部送达/, { timeout: 3_000 });
  }).toPass({ timeout: 30_000 });
  expect(lost).toBe(2);
  await page.getByRole("link", { name: "今日" }).click();
  await openChild(page, child);
  await expect(page.getByText(text)).toHaveCount(1);
});

test("what the server refuses is shown with everything typed, mended and sent", async ({ page }) => {
  const { child } = await signInSomebody(page);
  // A version of the app with a wrong clock wrote a day that the server does not believe.
  await page.route("**/api/v1/sync", async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    for (const result of body.results) {
      result.settlement = {
        rejected: { code: "invalid", problems: [{ field: "occurred_on", fault: "in_future" }] },
      };
    }
    await route.fulfill({ response: answer, json: body });
  });
  await note(page, "这句话不能丢", child);
  await save(page);
  await expect(pill(page)).toHaveText("1 条要您看一下");
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.getByRole("link", { name: "1 条要您看一下" }).click();
  await expect(page.getByText("日期在将来。")).toBeVisible();
  await expect(page.getByText("这句话不能丢")).toBeVisible();
  await page.getByRole("link", { name: "改好再送" }).click();
  await expect(page.getByLabel("想说的话")).toHaveValue("这句话不能丢");
  await save(page);
  await allSent(page);
});

test("a correction in progress and a new entry in progress keep apart", async ({ page }) => {
  const { child } = await signInSomebody(page);
  await note(page, "已经送出的话", child);
  await save(page);
  await allSent(page);
  await note(page, "新的一笔写到一半", child);
  await page.getByRole("link", { name: "返回" }).click();
  await openChild(page, child);
  await page.getByText("已经送出的话").click();
  await page.getByLabel("想说的话").fill("改到一半");
  await page.getByRole("link", { name: "返回" }).click();
  await page.getByRole("link", { name: "记一笔" }).click();
  await expect(page.getByLabel("想说的话")).toHaveValue("新的一笔写到一半");
  await page.getByRole("link", { name: "返回" }).click();
  await openChild(page, child);
  await page.getByText("已经送出的话").click();
  await expect(page.getByLabel("想说的话")).toHaveValue("改到一半");
  // Going back to the start brings what was saved, not an empty form.
  await page.getByRole("button", { name: "不要了，重新写" }).click();
  await expect(page.getByRole("heading", { name: "改一改" })).toBeVisible();
  await expect(page.getByLabel("想说的话")).toHaveValue("已经送出的话");
  await save(page);
  await openChild(page, child);
  await expect(page.getByText("已经送出的话")).toBeVisible();
});

test("two tabs: one outbox, one syncer, both show the same", async ({ page, context }) => {
  const { child } = await signInSomebody(page);
  const second = await context.newPage();
  await second.goto("/app");
  await unlock(second);
  await expect(second.getByRole("heading", { name: "今日" })).toBeVisible();
  await offline(context);
  await note(page, "第一个窗口写的", child);
  await save(page);
  await expect(pill(second)).toHaveText("1 条待送");
  await note(second, "第二个窗口写的", child);
  await save(second);
  await expect(pill(page)).toHaveText("2 条待送");
  await offline(context, false);
  await allSent(page);
  await allSent(second);
  await openChild(page, child);
  await expect(page.getByText("第一个窗口写的")).toHaveCount(1);
  await expect(page.getByText("第二个窗口写的")).toHaveCount(1);
});

test("a second user on the same phone neither sees nor loses the first one's work", async ({ page, context }) => {
  const { login, child } = await signInSomebody(page);
  await offlineReady(page);
  await offline(context);
  await note(page, "第一位老师的话", child);
  await save(page);
  await expect(pill(page)).toHaveText("1 条待送");
  await page.getByRole("link", { name: "我的" }).click();
  await page.getByRole("button", { name: "退出登录" }).click();
  await page.waitForURL("**/sign-in");
  await expect(page.getByRole("heading", { name: "登录" })).toBeVisible();
  await offline(context, false);

  const second = await signInSomebody(page);
  expect(second.login).not.toBe(login);
  await expect(page.getByText(child, { exact: true })).toBeHidden();
  await page.getByRole("link", { name: "未送" }).click();
  await expect(page.getByText("第一位老师的话")).toBeHidden();
  await expect(page.getByText("没有等着送的")).toBeVisible();

  await signIn(page, login);
  await allSent(page);
  await openChild(page, child);
  await expect(page.getByText("第一位老师的话")).toBeVisible();
});

test("a forgotten password loses nothing", async ({ page, context, browser, server }) => {
  const { login, child } = await signInSomebody(page);
  await offlineReady(page);
  await offline(context);
  await note(page, "忘了密码也不能丢", child);
  await save(page);
  await expect(pill(page)).toHaveText("1 条待送");
  await page.reload();
  await unlock(page, "不是这个密码");
  await expect(page.getByText(/密码不对/)).toBeVisible();

  // The school's coordinator issues a one-time code.
  const desk = await browser.newContext({ baseURL: server.url, viewport: { width: 1440, height: 900 }, locale: "zh-CN" });
  const office = await desk.newPage();
  await signIn(office, "coordinator");
  await office.getByRole("link", { name: "孩子", exact: true }).click();
  await office.getByText("老师账号").click();
  await office.locator("li", { hasText: login }).getByRole("button", { name: "发一次性码" }).click();
  const code = (await office.locator(".code").textContent()) ?? "";
  expect(code).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/);
  await expect(office.locator(".qr svg")).toBeVisible();
  await desk.close();

  await offline(context, false);
  await page.getByRole("button", { name: "忘了密码，联网重新设" }).click();
  await page.getByRole("button", { name: "第一次用？用一次性码设密码" }).click();
  await page.getByLabel("登录名或手机号").fill(login);
  await page.getByLabel(/一次性码（/).fill(code);
  await page.getByLabel(/新密码/).fill("山里的春天真好呀");
  await page.getByRole("button", { name: "设好密码并登录" }).click();
  await allSent(page);
  await openChild(page, child);
  await expect(page.getByText("忘了密码也不能丢")).toBeVisible();
  // And the new password opens the phone without a network.
  await offline(context);
  await page.reload();
  await unlock(page, "山里的春天真好呀");
  await expect(page.getByText("忘了密码也不能丢")).toBeVisible();
});

test("a session that ended keeps the outbox and asks for the password in place", async ({ page }) => {
  const { child } = await signInSomebody(page);
  await endSession(page);
  await note(page, "登录过期时写的", child);
  await save(page);
  await page.getByRole("link", { name: "1 条待送" }).click();
  await page.getByLabel("重新登录就能送出").fill(PASSWORD);
  await page.getByRole("button", { name: "登录", exact: true }).click();
  await allSent(page);
});

test("unsent work goes to another phone as a closed file, and is there once", async ({ page, context, browser, server }) => {
  const { login, child } = await signInSomebody(page);
  await offline(context);
  await note(page, "导出的原文", child);
  await save(page);
  await page.getByRole("link", { name: "1 条待送" }).click();
  await page.getByText("带到别的手机").click();
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: "导出到文件" }).click();
  const stream = await (await waiting).createReadStream();
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  const buffer = Buffer.concat(chunks);
  for (const secret of ["导出的原文", child, login]) expect(buffer.toString()).not.toContain(secret);
  const file = { name: "wuyou.wuyou", mimeType: "application/octet-stream", buffer };

  const fresh = await browser.newContext({ baseURL: server.url, locale: "zh-CN" });
  const other = await fresh.newPage();
  await signInMentor(other, login);
  await other.goto("/app/unsent");
  await unlock(other);
  await other.getByText("带到别的手机").click();
  const pick = other.getByLabel("从文件取回");
  await pick.setInputFiles({ ...file, buffer: Buffer.from("别的文件") });
  await expect(other.getByText("这不是从五有导出的文件")).toBeVisible();
  await pick.setInputFiles(file);
  await expect(other.getByText("请输入导出那时的密码")).toBeVisible();
  const password = other.getByLabel("导出那时的密码");
  await password.fill("not-the-password");
  await other.getByRole("button", { name: "打开", exact: true }).click();
  await expect(other.getByText("密码不对，要用导出那时的密码。")).toBeVisible();
  await password.fill(PASSWORD);
  await other.getByRole("button", { name: "打开", exact: true }).click();
  await expect(other.getByText("取回了 1 条。")).toBeVisible();
  await allSent(other);
  await fresh.close();

  // The first phone's own is acknowledged; what it brings back from its file was sent long ago.
  await offline(context, false);
  await allSent(page);
  await page.getByLabel("从文件取回").setInputFiles(file);
  await expect(page.getByText("取回了 1 条。")).toBeVisible();
  await allSent(page);
  await page.locator(".tabs").getByText("孩子").click();
  await page.getByRole("link", { name: child }).click();
  await expect(page.getByText("导出的原文")).toHaveCount(1);
});

test("somebody else's file is not taken in", async ({ page, context }) => {
  const other = { account: "01910000-0000-7000-8000-000000000001", device: "01910000-0000-7000-8000-000000000002" };
  const envelope = { version: 1, ...other, salt: "", memory_kib: 64, passes: 1, by_password: "", by_recovery: "" };
  await signInSomebody(page);
  await offline(context);
  await page.locator(".tabs").getByText("未送").click();
  await page.getByText("带到别的手机").click();
  const buffer = Buffer.from(JSON.stringify(envelope));
  await page.getByLabel("从文件取回").setInputFiles({ name: "a.wuyou", mimeType: "application/octet-stream", buffer });
  await expect(page.getByText("这是另一个账号导出的文件")).toBeVisible();
});

test("IndexedDB holds no readable name, note or phone", async ({ page, context }) => {
  const { login, child } = await signInSomebody(page);
  await offline(context);
  await note(page, "谁也读不到的话", child);
  const stored = await page.evaluate(async () => {
    const text: string[] = [];
    const decoder = new TextDecoder("utf-8", { fatal: false });
    let bytes = 0;
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise<IDBDatabase>((done, failed) => {
        const open = indexedDB.open(name ?? "");
        open.onsuccess = () => done(open.result);
        open.onerror = () => failed(open.error);
      });
      text.push(name ?? "");
      for (const store of db.objectStoreNames) {
        const read = db.transaction(store).objectStore(store);
        const [keys, all] = await Promise.all(
          [read.getAllKeys(), read.getAll()].map(
            (request) => new Promise<unknown[]>((done) => (request.onsuccess = () => done(request.result))),
          ),
        );
        text.push(...keys.map(String));
        for (const value of all as Uint8Array[]) {
          bytes += value.byteLength;
          text.push(decoder.decode(value));
        }
      }
      db.close();
    }
    return { bytes, text: text.join("\n") + JSON.stringify(localStorage) };
  });
  // Otherwise the store was not what was read, and nothing is shown by what it lacks.
  expect(stored.bytes).toBeGreaterThan(10_000);
  for (const secret of [child, login, "谁也读不到", "松岭镇", "奶奶", "139000", "188000", "159000"]) {
    expect(stored.text, secret).not.toContain(secret);
  }
  await page.getByRole("link", { name: "返回" }).click();
  await offline(context, false);
});

test("what was saved waits for the disk, what can be fetched again does not", async ({ page }) => {
  await page.addInitScript(() => {
    const seen: [string, string][] = [];
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...given: Parameters<typeof begin>) {
      const begun = begin.apply(this, given);
      if (begun.mode === "readwrite") seen.push([this.name.replace(/^(wuyou-[a-z]+).*/, "$1"), begun.durability]);
      return begun;
    };
    Object.assign(globalThis, { seen });
  });
  const { child } = await signInSomebody(page);
  await note(page, "断电也在", child);
  await save(page);
  await allSent(page);
  const seen = await page.evaluate(() => (globalThis as unknown as { seen: [string, string][] }).seen);
  const of = (name: string) => [...new Set(seen.filter(([base]) => base === name).map(([, durability]) => durability))];
  expect(of("wuyou-work")).toEqual(["strict"]);
  expect(of("wuyou-keys")).toEqual(["strict"]);
  expect(of("wuyou-cache")).not.toContain("strict");
});

test("a browser killed right after the first sign-in still knows who was here", async ({ playwright, server, launchOptions }) => {
  const folder = mkdtempSync(join(tmpdir(), "wuyou-profile-"));
  const open = () => playwright.chromium.launchPersistentContext(folder, { ...launchOptions, locale: "zh-CN", baseURL: server.url });
  try {
    const first = await open();
    await signInSomebody(first.pages()[0]);
    killBrowserOf(folder);
    await first.close().catch(() => {});
    const second = await open();
    const page = second.pages()[0];
    await page.goto("/app");
    await expect(page.getByRole("heading", { name: "欢迎回来" })).toBeVisible();
    await unlock(page);
    await expect(page.getByRole("heading", { name: "今日" })).toBeVisible();
    await second.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Ends every process of the browser that works on a profile, as a phone out of memory does. */
function killBrowserOf(folder: string) {
  for (const id of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    let line = "";
    try {
      line = readFileSync(`/proc/${id}/cmdline`, "utf8");
    } catch {
      continue; // It has ended meanwhile.
    }
    if (line.includes(`--user-data-dir=${folder}`)) process.kill(Number(id), "SIGKILL");
  }
}
