//! `simulate`: plays many seeds, or one kept scenario.

use std::num::NonZero;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::Context as _;
use clap::Parser;
use simulator::shrink::shrink;
use simulator::{Scenario, Tally, play};

/// Plays seeded histories of a county against the real sync code.
#[derive(Debug, Parser)]
struct Args {
    /// How many seeds to play.
    #[arg(long, default_value_t = 500)]
    seeds: u64,
    /// The first seed.
    #[arg(long, default_value_t = 0)]
    from: u64,
    /// Plays a kept scenario instead.
    #[arg(long)]
    scenario: Option<PathBuf>,
    /// Where a scenario that breaks a law is kept.
    #[arg(long, default_value = "target/simulator")]
    keep: PathBuf,
}

fn main() -> anyhow::Result<ExitCode> {
    let args = Args::parse();
    if let Some(path) = &args.scenario {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        return Ok(match play(&serde_json::from_str(&text)?, None) {
            Ok(tally) => {
                println!("no law was broken: {tally:?}");
                ExitCode::SUCCESS
            }
            Err(broken) => {
                println!("{broken}");
                ExitCode::FAILURE
            }
        });
    }
    let next = AtomicU64::new(args.from);
    let upto = args.from + args.seeds;
    let sum = Mutex::new((Tally::default(), vec![]));
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(|| {
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= upto {
                        break;
                    }
                    let done = play(&Scenario::of(seed), None);
                    let mut sum = sum.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    match done {
                        Ok(tally) => sum.0 += tally,
                        Err(broken) => {
                            println!("seed {seed}: {broken}");
                            sum.1.push((seed, broken));
                        }
                    }
                    if (seed + 1 - args.from).is_multiple_of(500) {
                        println!("… {} seeds", seed + 1 - args.from);
                    }
                }
            });
        }
    });
    let (tally, broken) = sum.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    println!("{} seeds, {} broke a law; {tally:?}", args.seeds, broken.len());
    let Some((seed, first)) = broken.iter().min_by_key(|(seed, _)| *seed) else { return Ok(ExitCode::SUCCESS) };
    let small = shrink(&Scenario::of(*seed), first.law, None);
    std::fs::create_dir_all(&args.keep)?;
    let path = args.keep.join(format!("seed-{seed}.json"));
    std::fs::write(&path, serde_json::to_string_pretty(&small)?)?;
    println!("seed {seed} needs {} events: {}", small.events.len(), path.display());
    println!("play it again with: cargo xtask simulate --scenario {}", path.display());
    Ok(ExitCode::FAILURE)
}
