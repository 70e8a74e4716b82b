//! Five hundred histories keep every law; each bug made on purpose breaks one.

use std::num::NonZero;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use simulator::shrink::shrink;
use simulator::{Broken, Bug, Scenario, Tally, play};

const SEEDS: u64 = 500;
/// Seeds within which a bug must be noticed.
const SEEDS_PER_BUG: u64 = 60;

/// Calls a function for each number on every processor, until it says stop.
fn each(upto: u64, work: impl Fn(u64) -> bool + Sync) {
    let next = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, NonZero::get) {
            scope.spawn(|| {
                loop {
                    let n = next.fetch_add(1, Ordering::Relaxed);
                    if n >= upto || work(n) {
                        next.store(upto, Ordering::Relaxed);
                        break;
                    }
                }
            });
        }
    });
}

#[test]
fn five_hundred_histories_keep_every_law() {
    let sum = Mutex::new((Tally::default(), None::<(u64, Broken)>));
    each(SEEDS, |seed| {
        let done = play(&Scenario::of(seed), None);
        let mut sum = sum.lock().unwrap_or_else(|e| panic!("{e}"));
        match done {
            Ok(tally) => sum.0 += tally,
            Err(broken) => sum.1 = Some((seed, broken)),
        }
        sum.1.is_some()
    });
    let (tally, broken) = sum.into_inner().unwrap_or_else(|e| panic!("{e}"));
    if let Some((seed, broken)) = broken {
        let small = shrink(&Scenario::of(seed), broken.law, None);
        panic!("seed {seed}: {broken}\n{}", serde_json::to_string_pretty(&small).unwrap_or_default());
    }
    // A run that reaches nothing proves nothing.
    println!("{tally:?}");
    for (what, seen, least) in [
        ("applied", tally.applied, 5_000),
        ("parked", tally.parked, 300),
        ("refused", tally.refused, 300),
        ("failed runs", tally.failures, 3_000),
        ("children moved", tally.moved, 3_000),
        ("phones wiped", tally.wiped, 200),
        ("facts with two answers", tally.disputes, 50),
        ("pages of children and terms", tally.pages, 1_000),
        ("pages that contradict another's", tally.two_pages, 20),
        ("pages that answer what the school asks", tally.answers, 20),
        ("operations set aside", tally.set_aside, 100),
        ("operations kept until the server was updated", tally.kept, 100),
        ("replies without a pull", tally.troubled, 20),
        ("rows that only a newer app can read", tally.not_understood, 1_000),
        ("pictures", tally.pictures, 1_000),
        ("people who signed in again", tally.signed_in_again, 60),
        ("late work taken in at the end", tally.taken_in, 200),
        ("operations that a restored server had lost and phones handed in again", tally.handed_in_again, 100),
        ("rarest deed of a desk", tally.deeds.into_iter().min().unwrap_or_default(), 5),
    ] {
        assert!(seen >= least, "only {seen} {what}");
    }
}

#[test]
fn every_bug_made_on_purpose_is_noticed() {
    for bug in Bug::ALL {
        let found = Mutex::new(None);
        each(SEEDS_PER_BUG, |seed| match play(&Scenario::of(seed), Some(bug)) {
            Ok(_) => false,
            Err(broken) => {
                *found.lock().unwrap_or_else(|e| panic!("{e}")) = Some((seed, broken));
                true
            }
        });
        let found = found.into_inner().unwrap_or_else(|e| panic!("{e}"));
        let (seed, broken) = found.unwrap_or_else(|| panic!("nobody noticed {bug:?}"));
        println!("{bug:?}: seed {seed}, {}", broken.law);
    }
}

#[test]
fn a_scenario_that_breaks_a_law_is_made_small_and_breaks_it_again() {
    let bug = Some(Bug::DropsRejections);
    let (scenario, broken) = (0..SEEDS_PER_BUG)
        .find_map(|seed| play(&Scenario::of(seed), bug).err().map(|broken| (Scenario::of(seed), broken)))
        .unwrap_or_else(|| panic!("nobody noticed"));
    let small = shrink(&scenario, broken.law, bug);
    assert!(small.events.len() < 8, "{} events", small.events.len());
    assert_eq!(play(&small, bug).map_err(|b| b.law), Err(broken.law));
    assert_eq!(play(&small, bug), play(&small, bug), "the same scenario gives the same history");
}
