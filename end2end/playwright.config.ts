import { defineConfig } from "@playwright/test";

// Real Chromium of the system, phone size first. Each worker has a server of its own (see fixtures.ts).
export default defineConfig({
  testDir: "tests",
  outputDir: "test-results",
  timeout: 40_000,
  expect: { timeout: 10_000 },
  fullyParallel: false,
  workers: 2,
  retries: process.env.CI ? 1 : 0,
  reporter: [["list"], ["./reporter.ts"]],
  use: {
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    },
  },
});
