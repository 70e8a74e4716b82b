//! Chromium and Playwright.

use crate::build::{self, npm_ci, npm_install};
use crate::step::{cargo, command, debian, debian_file, root, sh, step, target};

/// Installs what the browser's tests need, through the package managers at hand.
pub fn install() -> anyhow::Result<()> {
    debian("chromium", "chromium")?;
    debian_file("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "fonts-noto-cjk")?;
    if !root().join("end2end/node_modules/@playwright/test").exists() {
        npm_install()?;
    }
    Ok(())
}

/// Installs Lighthouse, which only the bench needs.
pub fn lighthouse() -> anyhow::Result<()> {
    let folder = root().join("end2end/lighthouse");
    if folder.join("node_modules/lighthouse").exists() { Ok(()) } else { npm_ci("Lighthouse", &folder) }
}

/// Runs Playwright with more arguments.
pub fn playwright(more: &[String]) -> anyhow::Result<()> {
    let mut run = command("npx", &["playwright", "test"]);
    run.args(more).current_dir(root().join("end2end")).env("WUYOU_TARGET", target());
    sh(run)
}

/// Takes the README's screenshots.
pub fn shots() -> anyhow::Result<()> {
    install()?;
    step("building the server", || cargo(&["build", "-p", "server"]))?;
    build::site(build::Args::default())?;
    playwright(&["--config".to_owned(), "shots.config.ts".to_owned()])
}
