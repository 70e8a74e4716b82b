//! What is due for a child, and why.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::code::coded;
use crate::guardianship::CareQuality;
use crate::log::{ActivityKind, Log, Met, Mode};
use crate::rules::RuleSet;
use crate::term::{Term, add_working_days};

coded! {
    /// What should happen.
    Duty {
        /// The first contact after the child entered the register or was paired.
        FirstContact = "first_contact",
        /// A home visit.
        HomeVisit = "home_visit",
        /// Contact of child and parents.
        FamilyCall = "family_call",
        /// A talk with the child.
        Talk = "talk",
    }
}

/// One thing that is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// What.
    pub duty: Duty,
    /// By when.
    pub by: NaiveDate,
    /// When it last happened.
    pub last: Option<NaiveDate>,
}

impl Due {
    /// Days since it last happened.
    pub fn days_since(&self, today: NaiveDate) -> Option<i64> {
        self.last.map(|last| (today - last).num_days())
    }
}

/// Whether an entry counts as doing a duty.
pub fn fulfils(log: &Log, duty: Duty) -> bool {
    let body = &log.body;
    log.counts()
        && match duty {
            Duty::FirstContact => true,
            Duty::HomeVisit => body.mode == Mode::HomeVisit,
            Duty::Unlisted => false,
            Duty::FamilyCall => {
                body.kind == ActivityKind::FamilyCare || body.met.iter().any(|m| matches!(m, Met::Father | Met::Mother))
            }
            Duty::Talk => body.mode != Mode::Group,
        }
}

/// The day a duty was last done.
pub fn last_done<'a>(logs: impl IntoIterator<Item = &'a Log>, duty: Duty) -> Option<NaiveDate> {
    logs.into_iter().filter(|l| fulfils(l, duty)).map(|l| l.body.occurred_on).max()
}

/// Everything that is due for a child by `today` plus the days the rule set looks ahead, most urgent first.
///
/// `since` is the day the child was paired with the mentor, or entered the register.
pub fn due(
    rules: &RuleSet,
    logs: &[&Log],
    quality: Option<CareQuality>,
    since: NaiveDate,
    today: NaiveDate,
) -> Vec<Due> {
    let last = |duty| last_done(logs.iter().copied(), duty);
    let every = |last: Option<NaiveDate>, days: u32| last.unwrap_or(since).max(since) + Days::new(days.into());
    let mut all = Vec::new();

    if last(Duty::FirstContact).is_none_or(|d| d < since) {
        all.push(Due {
            duty: Duty::FirstContact,
            by: add_working_days(since, rules.first_contact_working_days),
            last: last(Duty::FirstContact),
        });
    }

    let visited = last(Duty::HomeVisit);
    let by = if matches!(quality, Some(CareQuality::Poor | CareQuality::Unlisted)) {
        Some(every(visited, rules.poor_care_visit_every_days))
    } else {
        let term = Term::of(today);
        let seen_this_term = visited.is_some_and(|d| term.contains(d));
        (!seen_this_term).then(|| term.start().max(since) + Days::new(rules.term_visit_within_days.into()))
    };
    if let Some(by) = by {
        all.push(Due { duty: Duty::HomeVisit, by, last: visited });
    }

    for (duty, days) in [(Duty::FamilyCall, rules.family_call_every_days), (Duty::Talk, rules.talk_every_days)] {
        let last = last(duty);
        all.push(Due { duty, by: every(last, days), last });
    }

    let horizon = today + Days::new(rules.show_days_ahead.into());
    all.retain(|d| d.by <= horizon);
    all.sort_unstable_by_key(|d| (d.by, d.duty));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, ChildId, LogId};
    use crate::log::{LogBody, Outcome};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, m, d).unwrap_or_default()
    }

    fn log(on: NaiveDate, mode: Mode, kind: ActivityKind, outcome: Outcome) -> Log {
        let body = LogBody { outcome, ..LogBody::plain(vec![ChildId(Uuid::nil())], kind, mode, on) };
        Log::first(LogId(Uuid::nil()), AccountId(Uuid::nil()), body, chrono::DateTime::default())
    }

    fn duties(logs: &[Log], quality: Option<CareQuality>, today: NaiveDate) -> Vec<Duty> {
        let logs: Vec<&Log> = logs.iter().collect();
        due(&RuleSet::default(), &logs, quality, day(9, 1), today).into_iter().map(|d| d.duty).collect()
    }

    #[test]
    fn a_new_child_is_first_of_all_to_be_contacted() {
        assert_eq!(duties(&[], None, day(9, 5)), vec![Duty::FirstContact]);
    }

    #[test]
    fn finding_nobody_at_home_is_not_a_visit() {
        let found = log(day(9, 10), Mode::HomeVisit, ActivityKind::HomeSchool, Outcome::Normal);
        let nobody = log(day(9, 10), Mode::HomeVisit, ActivityKind::HomeSchool, Outcome::NotMet);
        let late = day(11, 10);
        assert!(!duties(std::slice::from_ref(&found), None, late).contains(&Duty::HomeVisit));
        assert!(duties(std::slice::from_ref(&nobody), None, late).contains(&Duty::HomeVisit));
        assert!(duties(&[Log { withdrawn: true, ..found }], None, late).contains(&Duty::HomeVisit));
    }

    #[test]
    fn poor_care_asks_for_a_visit_every_month() {
        let visit = [log(day(9, 10), Mode::HomeVisit, ActivityKind::HomeSchool, Outcome::Normal)];
        assert!(duties(&visit, Some(CareQuality::Poor), day(10, 9)).contains(&Duty::HomeVisit));
        assert!(!duties(&visit, Some(CareQuality::Good), day(10, 9)).contains(&Duty::HomeVisit));
    }

    #[test]
    fn a_group_session_is_no_talk_with_the_child() {
        let group = [log(day(9, 20), Mode::Group, ActivityKind::Drill, Outcome::Normal)];
        assert!(duties(&group, None, day(9, 20)).contains(&Duty::Talk));
    }

    proptest! {
        #[test]
        fn more_entries_never_make_more_due(offsets in prop::collection::vec(0u64..80, 0..12), extra in 0u64..80) {
            let today = day(11, 20);
            let mut logs: Vec<Log> = offsets.iter()
                .map(|o| log(day(9, 1) + Days::new(*o), Mode::HomeVisit, ActivityKind::FamilyCare, Outcome::Normal)).collect();
            let before = duties(&logs, None, today).len();
            logs.push(log(day(9, 1) + Days::new(extra), Mode::HomeVisit, ActivityKind::FamilyCare, Outcome::Normal));
            prop_assert!(duties(&logs, None, today).len() <= before);
        }
    }
}
