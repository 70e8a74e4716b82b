// Ours, encrypted and waiting for the disk, beside PouchDB 9 against express-pouchdb 4.2, plain: the same
// entries, one run, one Chromium. Bytes are what went over the wire, bodies only.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type Page, test } from "@playwright/test";
import { launch, PASSWORD, remove, type Server } from "../fixtures";

const TARGET = process.env.WUYOU_TARGET ?? join(import.meta.dirname, "../../target");
const SAVES = 300;
const DAY = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
const NOTES = ["奶奶身体好，作业写完了。", "孩子近来话少，和他聊了很久，说想妈妈了。", "", "门锁着，邻居说去镇上赶集了，改天再来。", "数学进步了，表扬了他。"];

/** Identifier and note of each entry: the same for both. */
const entries = (count: number, salt: number) =>
  Array.from({ length: count }, (_, n) => ({
    id: `0192${salt.toString(16).padStart(4, "0")}-${n.toString(16).padStart(4, "0")}-7000-8000-${(n * 7919).toString(16).padStart(12, "0")}`,
    note: NOTES[n % NOTES.length],
  }));

interface Traffic {
  up: number;
  down: number;
  requests: number;
}
interface Result {
  ms: number;
  /** Of ours: reading and packing, compressing, the server and the way, keeping. */
  parts?: number[];
  traffic: Traffic;
}
interface Figures {
  save: number[];
  push: Result[];
  pull: Result[];
}

const at = (times: number[], share: number) => [...times].sort((a, b) => a - b)[Math.floor(times.length * share)];

/** Counts bodies from now on; the answer comes when the page is quiet. */
function counting(page: Page, matches: (url: string) => boolean) {
  const waiting: Promise<void>[] = [];
  const traffic: Traffic = { up: 0, down: 0, requests: 0 };
  page.on("requestfinished", (request) => {
    if (!matches(request.url())) return;
    traffic.requests += 1;
    waiting.push(
      request.sizes().then((sizes) => {
        traffic.up += sizes.requestBodySize;
        traffic.down += sizes.responseBodySize;
      }),
    );
  });
  return async () => {
    await page.waitForTimeout(300);
    await Promise.all(waiting);
    const seen = { ...traffic };
    Object.assign(traffic, { up: 0, down: 0, requests: 0 });
    return seen;
  };
}

async function ours(browser: Browser, server: Server, counts: number[]): Promise<Figures> {
  const figures: Figures = { save: [], push: [], pull: [] };
  for (const [run, count] of counts.entries()) {
    const login = `t${String(40 * (run + 3)).padStart(4, "0")}`;
    const phone = async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.route("**/bench/*", (route) => {
        const name = new URL(route.request().url()).pathname.slice("/bench/".length);
        if (name === "page") return route.fulfill({ contentType: "text/html", body: "<!doctype html><title>bench</title>" });
        const contentType = name.endsWith(".wasm") ? "application/wasm" : "text/javascript";
        return route.fulfill({ contentType, body: readFileSync(join(TARGET, "bench", name)) });
      });
      await page.goto(`${server.url}/bench/page`);
      const traffic = counting(page, (url) => url.endsWith("/api/v1/sync"));
      await page.evaluate(
        async ({ login, password }) => {
          const headers = { "content-type": "application/json" };
          const body = JSON.stringify({ login, password, label: "bench" });
          const who = await (await fetch("/api/v1/session", { method: "POST", headers, body })).json();
          const script = "/bench/bench.js";
          const module = await import(script);
          await module.default({ module_or_path: "/bench/bench_bg.wasm" });
          const phone = await module.BenchPhone.open("bench", who.device, who.me.account);
          // Times in ms: reading and packing, compressing, the server and the way, keeping.
          const sync = async () => {
            const parts = [0, 0, 0, 0];
            let [again, last] = [true, performance.now()];
            const took = (part: number) => {
              const now = performance.now();
              parts[part] += now - last;
              last = now;
            };
            while (again) {
              const plain = await phone.pack();
              took(0);
              const packed = new Response(new Blob([plain]).stream().pipeThrough(new CompressionStream("gzip")));
              const body = await packed.arrayBuffer();
              took(1);
              const answer = await fetch("/api/v1/sync", { method: "POST", headers: { ...headers, "content-encoding": "gzip" }, body });
              if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
              const reply = await answer.text();
              took(2);
              again = await phone.keep(reply);
              took(3);
            }
            return parts;
          };
          Object.assign(globalThis, { phone, sync });
        },
        { login, password: PASSWORD },
      );
      return { context, page, traffic };
    };
    const first = await phone();
    // biome-ignore lint: the page's globals
    await first.page.evaluate(async () => await (globalThis as any).sync());
    await first.traffic();
    figures.save = await first.page.evaluate(
      async ({ all, day, timed }) => {
        // biome-ignore lint: the page's globals
        const { phone } = globalThis as any;
        const children = phone.children();
        const times = [];
        for (const [n, entry] of all.entries()) {
          const start = performance.now();
          await phone.save(n, entry.id, children[n % children.length], day, entry.note);
          if (n < timed) times.push(performance.now() - start);
        }
        return times;
      },
      { all: entries(count, run + 1), day: DAY, timed: SAVES },
    );
    const timed = async (page: Page) =>
      await page.evaluate(async () => {
        const start = performance.now();
        // biome-ignore lint: the page's globals
        const parts: number[] = await (globalThis as any).sync();
        return { ms: performance.now() - start, parts };
      });
    figures.push.push({ ...(await timed(first.page)), traffic: await first.traffic() });
    await first.context.close();
    const second = await phone();
    figures.pull.push({ ...(await timed(second.page)), traffic: await second.traffic() });
    // biome-ignore lint: the page's globals
    const rows = await second.page.evaluate(() => (globalThis as any).phone.rows());
    if (rows < count) throw new Error(`only ${rows} rows arrived`);
    await second.context.close();
  }
  return figures;
}

async function theirs(browser: Browser, url: string, counts: number[]): Promise<Figures> {
  const figures: Figures = { save: [], push: [], pull: [] };
  for (const [run, count] of counts.entries()) {
    const phone = async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(`${url}/page`);
      return { context, page, traffic: counting(page, (address) => address.includes("/db/")) };
    };
    const first = await phone();
    figures.save = await first.page.evaluate(
      async ({ all, day, timed, run }) => {
        // biome-ignore lint: the peer's global
        const Pouch = (globalThis as any).PouchDB;
        const db = new Pouch("bench");
        // biome-ignore lint: the page's globals
        Object.assign(globalThis as any, { db, remote: new Pouch(`${location.origin}/db/run${run}`) });
        const times = [];
        for (const [n, entry] of all.entries()) {
          const start = performance.now();
          await db.put({
            _id: entry.id,
            author: "01910000-0000-7000-8000-000000000014",
            children: ["01910000-0000-7000-8000-000000000029"],
            kind: "family_care",
            mode: "home_visit",
            outcome: "normal",
            occurred_on: day,
            note: entry.note,
            met: ["child", "carer"],
            captured_at: "2026-09-18T01:00:00Z",
          });
          if (n < timed) times.push(performance.now() - start);
        }
        await (globalThis as any).remote.info();
        return times;
      },
      { all: entries(count, run + 1), day: DAY, timed: SAVES, run },
    );
    await first.traffic();
    const push = await first.page.evaluate(async () => {
      const start = performance.now();
      // biome-ignore lint: the page's globals
      await (globalThis as any).db.replicate.to((globalThis as any).remote, { batch_size: 500 });
      return performance.now() - start;
    });
    figures.push.push({ ms: push, traffic: await first.traffic() });
    await first.context.close();
    const second = await phone();
    const pull = await second.page.evaluate(async (run) => {
      // biome-ignore lint: the peer's global
      const Pouch = (globalThis as any).PouchDB;
      const db = new Pouch("bench");
      const start = performance.now();
      await db.replicate.from(`${location.origin}/db/run${run}`, { batch_size: 500 });
      return { ms: performance.now() - start, rows: (await db.info()).doc_count };
    }, run);
    if (pull.rows < count) throw new Error(`only ${pull.rows} documents arrived`);
    figures.pull.push({ ms: pull.ms, traffic: await second.traffic() });
    await second.context.close();
  }
  return figures;
}

test("push and pull beside PouchDB", async ({ browser }) => {
  test.setTimeout(900_000);
  const counts = [1_000, 5_000];
  const server = await launch(process.env.WUYOU_PROFILE ?? "release");
  const our = await ours(browser, server, counts);
  await remove(server);
  const folder = mkdtempSync(join(tmpdir(), "wuyou-peer-"));
  const peer: ChildProcess = spawn("node", [join(import.meta.dirname, "peer.cjs"), folder], { stdio: ["ignore", "pipe", "inherit"] });
  const url = await new Promise<string>((done) => peer.stdout?.once("data", (data) => done(String(data).trim())));
  const their = await theirs(browser, url, counts);
  peer.kill();
  rmSync(folder, { recursive: true, force: true });

  const kb = (bytes: number) => `${(bytes / 1000).toFixed(0)} KB`;
  const ms = (time: number) => `${time.toFixed(time < 20 ? 1 : 0)} ms`;
  const rows = [["what", "ours (encrypted, on disk)", "PouchDB 9 (plain)", "ours / PouchDB"]];
  for (const [share, name] of [[0.5, "p50"], [0.95, "p95"]] as const) {
    const [a, b] = [at(our.save, share), at(their.save, share)];
    rows.push([`save one, ${name}`, ms(a), ms(b), (a / b).toFixed(2)]);
  }
  for (const [n, count] of counts.entries()) {
    for (const way of ["push", "pull"] as const) {
      const [a, b] = [our[way][n], their[way][n]];
      const bytes = (r: Result) => r.traffic.up + r.traffic.down;
      rows.push([`${way} ${count}`, ms(a.ms), ms(b.ms), (a.ms / b.ms).toFixed(2)]);
      const parts = (a.parts ?? []).map((part) => part.toFixed(0));
      rows.push(["  pack + compress + server + keep", `${parts.join(" + ")} ms`, "", ""]);
      rows.push(["  bytes up", kb(a.traffic.up), kb(b.traffic.up), ""]);
      rows.push(["  bytes down", kb(a.traffic.down), kb(b.traffic.down), (bytes(a) / bytes(b)).toFixed(2)]);
      rows.push(["  requests", `${a.traffic.requests}`, `${b.traffic.requests}`, ""]);
    }
  }
  const widths = rows[0].map((_, c) => Math.max(...rows.map((r) => r[c].length)));
  console.log(`\n${rows.map((r) => r.map((text, c) => text.padEnd(widths[c])).join("  |  ")).join("\n")}\n`);
});
