//! The growth record (成长记录) that a family gets: which entries go on it, and what is said of each. It has no level, no
//! hazard and nothing about how a child is looked after; and of an entry only the day and what was done, unless the
//! mentor writes a line for the family.

use std::collections::BTreeMap;

use domain::id::{ChildId, LogId};
use domain::log::{Log, Outcome};
use domain::term::Term;
use serde::{Deserialize, Serialize};

/// Whether an entry may be shown to the family: nothing confidential, nothing taken back, and nobody was met for nothing.
pub fn may_be_shown(log: &Log) -> bool {
    !log.withdrawn && log.body.outcome != Outcome::NotMet && !log.body.kind.attributes().confidential
}

/// The record as it is put together. It stays on this phone, to be printed again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrowthForm {
    /// The entries that go on it, each with a line for the family.
    pub chosen: BTreeMap<LogId, String>,
    /// What the mentor says to child and family.
    pub closing: String,
}

impl GrowthForm {
    /// Where it is kept: each term has a record of its own.
    pub fn draft_key(child: ChildId, term: Term) -> String {
        format!("growth:{child}:{term}")
    }

    /// Takes an entry in, or leaves it out; the line written for it stays only while it is in.
    pub fn toggle(&mut self, log: LogId) {
        if self.chosen.remove(&log).is_none() {
            self.chosen.insert(log, String::new());
        }
    }

    /// The chosen entries that may be shown, the oldest first, each with its line.
    pub fn lines<'a>(&'a self, logs: &'a [Log]) -> Vec<(&'a Log, &'a str)> {
        let shown = logs.iter().rev().filter(|log| may_be_shown(log));
        shown.filter_map(|log| Some((log, self.chosen.get(&log.id)?.as_str()))).collect()
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate};
    use domain::id::AccountId;
    use domain::log::{ActivityKind, LogBody, Mode};
    use uuid::Uuid;

    use super::*;

    fn log(n: u128, kind: ActivityKind) -> Log {
        let body = LogBody::plain(vec![], kind, Mode::AtSchool, NaiveDate::default());
        Log::first(LogId(Uuid::from_u128(n)), AccountId(Uuid::nil()), body, DateTime::default())
    }

    #[test]
    fn what_was_put_together_last_term_is_not_taken_for_this_terms() {
        let (child, term) = (ChildId(Uuid::from_u128(1)), Term::of(NaiveDate::default()));
        let key = GrowthForm::draft_key(child, term);
        assert_ne!(key, GrowthForm::draft_key(child, term.previous()));
        // By this the phone's store lets go of it once the child is erased.
        assert_eq!(key.split(':').nth(1), Some(child.to_string().as_str()));
    }

    #[test]
    fn what_is_confidential_or_taken_back_never_goes_to_the_family() {
        let back = Log { withdrawn: true, ..log(2, ActivityKind::Tutoring) };
        let mut missed = log(3, ActivityKind::Tutoring);
        missed.body.outcome = Outcome::NotMet;
        let logs = [
            log(5, ActivityKind::Drill),
            log(4, ActivityKind::Tutoring),
            missed,
            back,
            log(1, ActivityKind::Counselling),
        ];
        let mut form = GrowthForm::default();
        for log in &logs {
            form.toggle(log.id);
        }
        let shown: Vec<LogId> = form.lines(&logs).iter().map(|(log, _)| log.id).collect();
        assert_eq!(shown, [4, 5].map(|n| LogId(Uuid::from_u128(n))), "the oldest first");
        form.toggle(LogId(Uuid::from_u128(4)));
        assert_eq!(form.lines(&logs).len(), 1);
    }
}
