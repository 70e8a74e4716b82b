//! The project's commands.
//!
//! - `cargo xtask run`: builds everything and starts the server with the demo county.
//! - `cargo xtask test`: every test, the browser's too.
//! - `cargo xtask check`: format, lints, documentation, borders.
//! - `cargo xtask bench`: the budgets, measured.
//! - `cargo xtask dist`: the Debian package that a county installs.
//! - `cargo xtask simulate`: seeded histories of a county against the sync code.
//! - `cargo xtask sizes`: what the wasm is made of.
//! - `cargo xtask shots`: screenshots of the real app for the README.

#[path = "../../app/src/addresses.rs"]
mod addresses;
mod bench;
mod browser;
mod budget;
mod build;
mod bundle;
mod check;
mod dist;
mod glue;
mod parts;
mod run;
mod sbom;
mod sizes;
mod step;
mod test;
mod trim;

use clap::{Parser, Subcommand};

/// The project's commands.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build both sides and start the server.
    Run(run::Args),
    /// Run every test.
    Test(test::Args),
    /// Format, lints, documentation, borders.
    Check,
    /// Build the app's files into target/site.
    Build(build::Args),
    /// Build the Debian package that a county installs.
    Dist,
    /// Measure the budgets.
    Bench(bench::Args),
    /// Play seeded histories of a county against the sync code, or one kept plan.
    Simulate {
        /// Passed on: `--seeds N`, `--from N`, `--scenario FILE`.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// What the wasm of the last full build is made of, by crate.
    Sizes(sizes::Args),
    /// Take screenshots of the running app for the README.
    Shots,
}

fn main() -> anyhow::Result<()> {
    match Cli::parse().command {
        Command::Run(args) => run::run(&args),
        Command::Test(args) => test::run(&args),
        Command::Check => check::run(),
        Command::Build(args) => build::site(args).map(drop),
        Command::Dist => dist::run(),
        Command::Bench(args) => bench::run(&args),
        Command::Simulate { args } => {
            let run = ["run", "-q", "-p", "simulator", "--"].map(str::to_owned);
            step::cargo(&run.iter().chain(&args).map(String::as_str).collect::<Vec<_>>())
        }
        Command::Sizes(args) => sizes::run(&args),
        Command::Shots => browser::shots(),
    }
}
