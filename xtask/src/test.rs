//! `cargo xtask test`: everything, the browser included.

use crate::step::{cargo, debian, has, step};
use crate::{browser, build};

/// Which tests.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Leave the browser's tests out.
    #[arg(long)]
    no_browser: bool,
    /// Only the browser's tests.
    #[arg(long)]
    only_browser: bool,
    /// Passed on to Playwright.
    #[arg(last = true)]
    playwright: Vec<String>,
}

/// Unit, property, conformance and whole-service tests; then real Chromium.
pub fn run(args: &Args) -> anyhow::Result<()> {
    if !args.only_browser {
        if !std::path::Path::new("/usr/lib/postgresql").exists() {
            debian("postgres", "postgresql")?;
        }
        debian("soffice", "libreoffice-calc-nogui")?;
        step("tests of the workspace", || cargo(&["test", "--workspace"]))?;
    }
    if !args.no_browser {
        if !has("node") {
            anyhow::bail!("Node is missing. Install it with: sudo apt-get install nodejs npm");
        }
        browser::install()?;
        step("building the server", || cargo(&["build", "-p", "server"]))?;
        build::site(build::Args::default())?;
        build::conformance_page()?;
        step("tests in Chromium", || browser::playwright(&args.playwright))?;
    }
    Ok(())
}
