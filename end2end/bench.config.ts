import base from "./playwright.config";

// The budgets, measured: `cargo xtask bench`. One at a time, against a release server, and with nothing
// recorded, because recording costs time.
export default { ...base, testDir: "bench", workers: 1, retries: 0, timeout: 240_000, reporter: [["line"]], use: { ...base.use, trace: "off" } };
