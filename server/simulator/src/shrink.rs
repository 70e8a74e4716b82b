//! Makes a plan that breaks a law smaller, as long as it breaks the same law.

use crate::bug::Bug;
use crate::plan::Plan;
use crate::play::play;

/// The smallest plan that leaving steps out finds.
pub fn shrink(plan: &Plan, law: &str, bug: Option<Bug>) -> Plan {
    let breaks = |steps: &[_]| {
        let smaller = Plan { seed: plan.seed, steps: steps.to_vec() };
        play(&smaller, bug).is_err_and(|broken| broken.law == law)
    };
    let mut steps = plan.steps.clone();
    let mut chunk = steps.len().div_ceil(2);
    while chunk > 0 {
        let mut at = 0;
        while at < steps.len() {
            let end = (at + chunk).min(steps.len());
            let without: Vec<_> = steps[..at].iter().chain(&steps[end..]).cloned().collect();
            if breaks(&without) {
                steps = without;
            } else {
                at = end;
            }
        }
        chunk /= 2;
    }
    Plan { seed: plan.seed, steps }
}
