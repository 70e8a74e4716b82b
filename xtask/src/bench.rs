//! `cargo xtask bench`: the budgets, measured on this machine and printed as a table.

use crate::step::{cargo, step};
use crate::{browser, build};

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Measure what was built before.
    #[arg(long)]
    no_build: bool,
}

/// Measures in real Chromium against a release server.
pub fn run(args: &Args) -> anyhow::Result<()> {
    browser::install()?;
    if !args.no_build {
        step("building the server", || cargo(&["build", "--release", "-p", "server"]))?;
        build::site(&build::Args::default())?;
    }
    step("measuring", || browser::playwright(&["--config".to_owned(), "bench.config.ts".to_owned()]))
}
