//! `cargo xtask check`: the quick half of what CI runs.

use crate::step::{cargo, command, sh, step, wasm_target};

/// Format, lints for each target and feature set, documentation, borders.
pub fn run() -> anyhow::Result<()> {
    wasm_target()?;
    let wasm = ["--target", "wasm32-unknown-unknown"];
    let deny = ["--", "-D", "warnings"];
    step("format", || cargo(&["fmt", "--all", "--check"]))?;
    step("lints: host", || cargo(&[["clippy", "--workspace", "--all-targets"].as_slice(), &deny].concat()))?;
    step("lints: app in the browser", || {
        cargo(&[["clippy", "-p", "app", "--features", "csr"].as_slice(), &wasm, &deny].concat())
    })?;
    step("lints: the desks in the browser", || {
        cargo(&[["clippy", "-p", "app", "--features", "csr,desk"].as_slice(), &wasm, &deny].concat())
    })?;
    step("domain, desk-api, sync and local store in the browser", || {
        let crates = ["clippy", "-p", "domain", "-p", "desk-api", "-p", "sync", "-p", "local-store"];
        cargo(&[crates.as_slice(), &wasm, &deny].concat())
    })?;
    step("documentation", || {
        let mut doc = command("cargo", &["doc", "--workspace", "--no-deps", "--quiet"]);
        doc.env("RUSTDOCFLAGS", "-D warnings");
        sh(doc)
    })?;
    step("borders", || cargo(&["test", "-q", "-p", "server", "--test", "tidy"]))
}
