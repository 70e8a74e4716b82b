//! `cargo xtask run`: from a fresh clone to a running server.

use std::fs;

use crate::build;
use crate::step::{cargo, command, root, sh, step, target};

/// How to run.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Throw the data folder away first.
    #[arg(long)]
    fresh: bool,
    /// Start with an empty register instead of the demo county.
    #[arg(long)]
    empty: bool,
    /// Address to listen on.
    #[arg(long, default_value = "127.0.0.1:3000")]
    listen: String,
    /// Do not build; start what was built before.
    #[arg(long)]
    no_build: bool,
}

/// Builds both sides and starts the server. `DATABASE_URL` chooses another database.
pub fn run(args: &Args) -> anyhow::Result<()> {
    if !args.no_build {
        step("building the server", || cargo(&["build", "--release", "-p", "server"]))?;
        build::site(build::Args::default())?;
    }
    let data = root().join("data");
    if args.fresh && data.exists() {
        step("throwing the data folder away", || Ok(fs::remove_dir_all(&data)?))?;
    }
    let server = target().join("release/server");
    let mut start = command(&server.to_string_lossy(), &["--listen", &args.listen]);
    start.env("WUYOU_SITE", target().join("site"));
    if !args.empty {
        start.arg("--demo");
    }
    sh(start)
}
