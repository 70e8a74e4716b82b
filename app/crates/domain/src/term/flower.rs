//! The five haves as a flower: one petal a goal, filled by the term's evidence; the centre ring is safety.

use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::guardianship::{Fact, FactKind, FactValue, HomeState, current};
pub use crate::log::Goal;
use crate::log::{Log, Mark, credit};
use crate::term::Term;

coded! {
    /// How full a petal is.
    Level {
        /// Nothing yet this term.
        Empty = "empty",
        /// Some evidence: fewer than [`GOOD_EVIDENCE`] entries.
        Some = "some",
        /// Good evidence: three entries or more.
        Good = "good",
        /// Judged 达成 by a person; no number of entries says so.
        Whole = "whole",
    }
}

/// Entries of a term that make good evidence.
pub const GOOD_EVIDENCE: usize = 3;

/// A child's flower for a term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flower {
    /// One level a goal, in the order of [`Goal::ALL`].
    pub petals: [Level; 5],
    /// Entries of safety lessons and drills.
    pub safety: usize,
    /// Whether no hazard is open at home.
    pub home_safe: bool,
}

/// The flower of a child from its log and the facts about it and its household.
pub fn flower(logs: &[&Log], facts: &[&Fact], term: Term) -> Flower {
    let credits: Vec<_> = logs.iter().filter_map(|log| credit(log)).filter(|c| term.contains(c.on)).collect();
    let count = |mark| credits.iter().filter(|c| c.marks.has(mark)).count();
    let level = |goal| match count(Mark::Evidence(goal)) {
        0 => Level::Empty,
        n if n < GOOD_EVIDENCE => Level::Some,
        _ => Level::Good,
    };
    let mut petals = [Level::Empty; 5];
    for (petal, goal) in petals.iter_mut().zip(Goal::ALL) {
        *petal = level(*goal);
    }
    let home = current(facts.iter().copied(), FactKind::Home);
    Flower {
        petals,
        safety: count(Mark::Safety),
        home_safe: !home
            .is_some_and(|f| matches!(&f.value, FactValue::Home { state, .. } if *state != HomeState::Safe)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardianship::FactSubject;
    use crate::id::{AccountId, ChildId, FactId, HouseholdId, LogId};
    use crate::log::{ActivityKind, LogBody, Mode, Outcome};
    use chrono::{DateTime, NaiveDate};
    use uuid::Uuid;

    fn log(kind: ActivityKind, on: (i32, u32, u32), outcome: Outcome) -> Log {
        let on = NaiveDate::from_ymd_opt(on.0, on.1, on.2).unwrap_or_default();
        let body = LogBody { outcome, ..LogBody::plain(vec![ChildId(Uuid::nil())], kind, Mode::AtSchool, on) };
        Log::first(LogId(Uuid::nil()), AccountId(Uuid::nil()), body, DateTime::default())
    }

    #[test]
    fn petals_fill_with_the_terms_evidence_only() {
        let term = Term::of(NaiveDate::from_ymd_opt(2026, 9, 18).unwrap_or_default());
        let logs = [
            log(ActivityKind::Tutoring, (2026, 9, 2), Outcome::Normal),
            log(ActivityKind::Tutoring, (2026, 9, 9), Outcome::Normal),
            log(ActivityKind::Tutoring, (2026, 9, 16), Outcome::Concern),
            log(ActivityKind::Counselling, (2026, 6, 1), Outcome::Normal),
            log(ActivityKind::MaterialAid, (2026, 9, 3), Outcome::NotMet),
            log(ActivityKind::Drill, (2026, 9, 4), Outcome::Normal),
        ];
        let logs: Vec<&Log> = logs.iter().collect();
        let flower = flower(&logs, &[], term);
        assert_eq!(flower.petals, [Level::Empty, Level::Empty, Level::Good, Level::Empty, Level::Empty]);
        assert_eq!(flower.safety, 1);
        assert!(flower.home_safe);
    }

    #[test]
    fn an_open_hazard_reddens_the_ring() {
        let fact = Fact {
            id: FactId(Uuid::nil()),
            subject: FactSubject::Household(HouseholdId(Uuid::nil())),
            value: FactValue::Home { state: HomeState::Hazard, hazards: "电线老化".to_owned() },
            seen_on: NaiveDate::default(),
            author: None,
            captured_at: DateTime::default(),
            disputes: None,
            unsaid: false,
        };
        assert!(!flower(&[], &[&fact], Term::of(NaiveDate::default())).home_safe);
    }
}
