// The local store's laws on real IndexedDB and WebCrypto, with the suite that memory runs too.

import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { expect, test } from "@playwright/test";

const FOLDER = join(process.env.WUYOU_TARGET ?? join(import.meta.dirname, "../../target"), "conformance");

test("IndexedDB keeps every law of the local store", async ({ page }) => {
  const server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? "";
    if (name === "") return response.setHeader("content-type", "text/html").end("<!doctype html><title>laws</title>");
    response.setHeader("content-type", name.endsWith(".wasm") ? "application/wasm" : "text/javascript");
    createReadStream(join(FOLDER, name)).on("error", () => response.writeHead(404).end()).pipe(response);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await page.goto(`http://localhost:${typeof address === "object" ? address?.port : 0}/`);
  const broken = await page.evaluate(async () => {
    const script = "/conformance.js";
    const suite = await import(script);
    await suite.default({ module_or_path: "/conformance_bg.wasm" });
    return suite.run_conformance();
  });
  server.close();
  expect(broken).toBe("");
});
