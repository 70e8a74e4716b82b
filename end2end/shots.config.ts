import base from "./playwright.config";

// The README's pictures: `cargo xtask shots`.
export default { ...base, testDir: "shots", workers: 1, retries: 0, reporter: [["list"]] };
