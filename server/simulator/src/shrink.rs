//! Makes a scenario that breaks a law smaller, as long as it breaks the same law.

use crate::bug::Bug;
use crate::play::play;
use crate::scenario::Scenario;

/// The smallest scenario that leaving events out finds.
pub fn shrink(scenario: &Scenario, law: &str, bug: Option<Bug>) -> Scenario {
    let breaks = |events: &[_]| {
        let smaller = Scenario { seed: scenario.seed, events: events.to_vec() };
        play(&smaller, bug).is_err_and(|broken| broken.law == law)
    };
    let mut events = scenario.events.clone();
    let mut chunk = events.len().div_ceil(2);
    while chunk > 0 {
        let mut at = 0;
        while at < events.len() {
            let end = (at + chunk).min(events.len());
            let without: Vec<_> = events[..at].iter().chain(&events[end..]).cloned().collect();
            if breaks(&without) {
                events = without;
            } else {
                at = end;
            }
        }
        chunk /= 2;
    }
    Scenario { seed: scenario.seed, events }
}
