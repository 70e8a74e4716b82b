//! `cargo xtask bench`: the budgets, measured on this machine and printed as a table.

use crate::step::{cargo, command, sh, step, target};
use crate::{browser, build};

/// What to measure.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Measure what was built before.
    #[arg(long)]
    no_build: bool,
    /// What to measure; everything when not given.
    what: Option<What>,
}

/// One part of the bench.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum What {
    /// First load, start, save, a plain entry, *Today* of a teacher with many children.
    Budgets,
    /// Push and pull beside PouchDB.
    Sync,
    /// Every phone of the county within one minute.
    Storm,
    /// What the desks ask, with three years of entries.
    Desk,
}

/// Measures in real Chromium against a release server.
pub fn run(args: &Args) -> anyhow::Result<()> {
    browser::install()?;
    let wanted = |what| args.what.is_none_or(|asked| asked == what);
    if !args.no_build {
        if wanted(What::Budgets) || wanted(What::Sync) {
            step("building the server", || cargo(&["build", "--release", "-p", "server"]))?;
            build::site(build::Args::default())?;
            build::bench_page()?;
        }
        if wanted(What::Storm) || wanted(What::Desk) {
            step("building the storm", || cargo(&["build", "--release", "-p", "server", "-p", "simulator"]))?;
        }
    }
    let measure = |file: &str| {
        let config = ["--config", "bench.config.ts", file].map(str::to_owned);
        step("measuring", || browser::playwright(&config))
    };
    if wanted(What::Budgets) {
        browser::lighthouse()?;
        measure("budgets")?;
    }
    if wanted(What::Sync) {
        measure("sync")?;
    }
    if wanted(What::Storm) {
        step("a storm", || sh(command(&target().join("release/storm").to_string_lossy(), &[])))?;
    }
    if wanted(What::Desk) {
        step("the desks", || sh(command(&target().join("release/desks").to_string_lossy(), &[])))?;
    }
    Ok(())
}
