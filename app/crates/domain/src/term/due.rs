//! What is due for a child, and why. The phone and the desks ask the same function.
//!
//! Days count only while duties do not wait: holidays, a stay in hospital and the time a child is with
//! its parents are left out of every interval, and on such a day nothing is due; but a danger at home does not wait for
//! the end of the holidays. What is not a matter of seeing and speaking is in [`super::next`].

use chrono::{Datelike, Days, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use super::calendar::Term;
use super::next::{self, PageDays};
use crate::code::coded;
use crate::few::sort_few;
use crate::guardianship::CareQuality;
use crate::log::{Log, Mark, credit};
use crate::register::{Farewell, Period};
use crate::rules::RuleSet;

coded! {
    /// What the rules want to happen with a child.
    Duty {
        /// The first contact after the child entered the register or was paired.
        FirstContact = "first_contact",
        /// A home visit: one a term, more often where care is poor.
        HomeVisit = "home_visit",
        /// Contact of child and parents.
        FamilyCall = "family_call",
        /// A talk with the child.
        Talk = "talk",
        /// A last talk with a child whose pairing ends.
        Farewell = "farewell",
        /// Something about a danger at home: its day has come, or nobody is named.
        Hazard = "hazard",
        /// A look at what came of a line of the plan.
        Review = "review",
        /// The page of the term.
        TermPage = "term_page",
        /// A round of the year: to see or speak to the child or its family.
        RoundContact = "round_contact",
        /// A round of the year: a home visit.
        RoundVisit = "round_visit",
        /// A round of the year: a safety lesson.
        RoundSafety = "round_safety",
        /// A round of the year: the parents are told, and answer.
        RoundFamily = "round_family",
    }
}

/// One thing that is due.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// What should happen.
    pub duty: Duty,
    /// The last day on which it is not late.
    pub by: NaiveDate,
    /// The day on which it last happened; `None` when it never did.
    pub last: Option<NaiveDate>,
    /// The name of the round of the year that asks for it; empty where none does.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub round: String,
}

impl Due {
    /// Something that no round asks for.
    pub fn new(duty: Duty, by: NaiveDate, last: Option<NaiveDate>) -> Self {
        Self { duty, by, last, round: String::new() }
    }

    /// Days since it last happened; `None` when it never did.
    pub fn days_since(&self, today: NaiveDate) -> Option<i64> {
        self.last.map(|last| (today - last).num_days())
    }

    /// Whether its day has passed.
    pub fn is_late(&self, today: NaiveDate) -> bool {
        self.by < today
    }

    /// Whether somebody should act on it now: it is due for people, or late.
    pub fn is_pressing(&self, today: NaiveDate) -> bool {
        !self.duty.is_quiet() || self.is_late(today)
    }
}

/// The days on which the duties were last done.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastDays {
    /// Seen or spoken to in any way.
    pub contact: Option<NaiveDate>,
    /// Somebody was met at home.
    pub home_visit: Option<NaiveDate>,
    /// Child and parents in contact.
    pub family_contact: Option<NaiveDate>,
    /// Somebody spoke with the child, not with a group.
    pub talk: Option<NaiveDate>,
    /// A safety lesson or drill.
    #[serde(default)]
    pub safety: Option<NaiveDate>,
}

impl LastDays {
    /// From a child's entries.
    pub fn of(logs: &[&Log]) -> Self {
        let mut days = Self::default();
        for credit in logs.iter().filter_map(|log| credit(log)) {
            for mark in Mark::ALL.into_iter().filter(|mark| credit.marks.has(*mark)) {
                let last = days.of_mark(mark);
                *last = (*last).max(Some(credit.on));
            }
        }
        days
    }

    fn of_mark(&mut self, mark: Mark) -> &mut Option<NaiveDate> {
        match mark {
            Mark::Contact => &mut self.contact,
            Mark::HomeVisit => &mut self.home_visit,
            Mark::FamilyContact => &mut self.family_contact,
            Mark::Talk => &mut self.talk,
            Mark::Safety => &mut self.safety,
        }
    }

    /// The last day of a mark.
    pub fn last(mut self, mark: Mark) -> Option<NaiveDate> {
        *self.of_mark(mark)
    }
}

/// What decides a child's duties besides the rules and what was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Situation {
    /// Since when somebody answers for the child ([`crate::register::pairing::since`]).
    pub since: NaiveDate,
    /// How well the child is looked after.
    pub quality: Option<CareQuality>,
    /// When duties wait for this child, besides the holidays.
    pub pauses: Vec<Period>,
    /// Whether there is a parent away who can be called and may be told.
    pub parents_to_call: bool,
    /// When the pairing ends, if that is known ([`crate::register::pairing::farewell`]).
    pub farewell: Option<Farewell>,
    /// What the newest page of the child asks for; `None` where there is no page.
    pub page: Option<PageDays>,
    /// When a danger was found at home that this page has not taken up ([`super::hazard::found_on`]).
    pub found_on: Option<NaiveDate>,
}

/// Longest interval that is counted, in days; a pause without an end makes nothing due.
const COUNTED_MAX: u32 = 1_500;

/// Counts days, without those on which duties wait.
pub(super) struct Counter<'a> {
    /// Whose holidays are left out.
    pub(super) rules: &'a RuleSet,
    pauses: &'a [Period],
}

impl Counter<'_> {
    fn waits(&self, day: NaiveDate) -> bool {
        self.rules.is_holiday(day) || self.is_paused(day)
    }

    /// Whether the child is in hospital or with its parents.
    fn is_paused(&self, day: NaiveDate) -> bool {
        self.pauses.iter().any(|p| p.on(day))
    }

    /// The day that is so many counted days after another; `None` when it never comes.
    fn after(&self, day: NaiveDate, count: u32, counted: impl Fn(NaiveDate) -> bool) -> Option<NaiveDate> {
        let (mut at, mut left) = (day, count);
        for _ in 0..COUNTED_MAX {
            if left == 0 && !self.waits(at) {
                return Some(at);
            }
            at = at.succ_opt()?;
            if left > 0 && !self.waits(at) && counted(at) {
                left -= 1;
            }
        }
        None
    }

    /// The last day between two, both included, on which duties do not wait.
    pub(super) fn last_free(&self, first: NaiveDate, last: NaiveDate) -> Option<NaiveDate> {
        let mut at = last;
        while at >= first {
            if !self.waits(at) {
                return Some(at);
            }
            at = at.pred_opt()?;
        }
        None
    }

    pub(super) fn days_after(&self, day: NaiveDate, count: u32) -> Option<NaiveDate> {
        self.after(day, count, |_| true)
    }

    fn working_days_after(&self, day: NaiveDate, count: u32) -> Option<NaiveDate> {
        self.after(day, count, |day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun))
    }
}

/// Whether somebody was met at the child's home in the term of a day.
pub fn is_visited(done: &LastDays, today: NaiveDate) -> bool {
    done.home_visit.is_some_and(|day| Term::of(today).contains(day))
}

/// Everything that is due for a child by `today` plus the days the rule set looks ahead, what is quiet last, otherwise
/// most urgent first. A goodbye is due as soon as it is known, so that there is time for it.
pub fn due(rules: &RuleSet, done: &LastDays, child: &Situation, today: NaiveDate) -> Vec<Due> {
    let counter = Counter { rules, pauses: &child.pauses };
    if counter.is_paused(today) {
        return vec![];
    }
    let holiday = rules.is_holiday(today);
    let mut all = if holiday { vec![] } else { duties(&counter, done, child, today) };
    all.extend(next::danger(child));
    let horizon = today + Days::new(rules.show_days_ahead.into());
    all.retain(|d| d.by <= horizon);
    if !holiday {
        all.extend(goodbye(done, child, today));
        all.extend(next::quiet(&counter, done, child, today));
    }
    sort_few(&mut all, |d| (d.duty.is_quiet(), d.by, d.duty));
    all
}

/// The last talk with a child whose pairing ends, from the day on which that is known to the last. Any talk with
/// the child on that day or after it was one.
fn goodbye(done: &LastDays, child: &Situation, today: NaiveDate) -> Option<Due> {
    let Farewell { told, last } = child.farewell?;
    let is_open = told <= today && today <= last && done.talk.is_none_or(|talk| talk < told);
    is_open.then(|| Due::new(Duty::Farewell, last, done.talk))
}

/// By when somebody should see or speak with a child: the day on which the talk or the first contact is due. In
/// the holidays nothing is asked for, but whoever was not seen in time before them still is not; nobody
/// becomes so while they last. `None` while the child is in hospital or with its parents.
pub fn contact_by(rules: &RuleSet, done: &LastDays, child: &Situation, today: NaiveDate) -> Option<NaiveDate> {
    let counter = Counter { rules, pauses: &child.pauses };
    if counter.is_paused(today) {
        return None;
    }
    let all = duties(&counter, done, child, today);
    all.iter().filter(|d| matches!(d.duty, Duty::FirstContact | Duty::Talk)).map(|d| d.by).min()
}

/// Whether a child counts as not seen: the day by which somebody should have seen or spoken with it has passed.
pub fn is_unseen(contact_by: Option<NaiveDate>, today: NaiveDate) -> bool {
    contact_by.is_some_and(|by| by < today)
}

/// The duties of a child, whenever they are due.
fn duties(counter: &Counter<'_>, done: &LastDays, child: &Situation, today: NaiveDate) -> Vec<Due> {
    let (rules, since) = (counter.rules, child.since);
    let every = |last: Option<NaiveDate>, days| counter.days_after(last.unwrap_or(since).max(since), days);
    let mut all = Vec::new();
    let mut add = |duty, by: Option<NaiveDate>, last| all.extend(by.map(|by| Due::new(duty, by, last)));

    if done.contact.is_none_or(|day| day < since) {
        let by = counter.working_days_after(since, rules.first_contact_working_days);
        add(Duty::FirstContact, by, done.contact);
    }
    let by = if matches!(child.quality, Some(CareQuality::Poor | CareQuality::Unlisted)) {
        every(done.home_visit, rules.poor_care_visit_every_days)
    } else if is_visited(done, today) {
        None
    } else {
        counter.days_after(Term::of(today).start().max(since), rules.term_visit_within_days)
    };
    add(Duty::HomeVisit, by, done.home_visit);
    if child.parents_to_call {
        add(Duty::FamilyCall, every(done.family_contact, rules.family_call_every_days), done.family_contact);
    }
    add(Duty::Talk, every(done.talk, rules.talk_every_days), done.talk);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, ChildId, LogId};
    use crate::log::{ActivityKind, LogBody, Mode, Outcome};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, m, d).unwrap_or_default()
    }

    fn log(on: NaiveDate, mode: Mode, kind: ActivityKind, outcome: Outcome) -> Log {
        let body = LogBody { outcome, ..LogBody::plain(vec![ChildId(Uuid::nil())], kind, mode, on) };
        Log::first(LogId(Uuid::nil()), AccountId(Uuid::nil()), body, chrono::DateTime::default())
    }

    fn paired(from: NaiveDate) -> Situation {
        Situation { since: from, parents_to_call: true, ..Situation::default() }
    }

    /// What is due for people: the rest is in [`super::super::next`].
    fn duties_of(child: &Situation, logs: &[Log], today: NaiveDate) -> Vec<Duty> {
        let logs: Vec<&Log> = logs.iter().collect();
        let all = due(&RuleSet::default(), &LastDays::of(&logs), child, today).into_iter();
        all.map(|due| due.duty).filter(|duty| !duty.is_quiet()).collect()
    }

    fn duties(logs: &[Log], quality: Option<CareQuality>, today: NaiveDate) -> Vec<Duty> {
        duties_of(&Situation { quality, ..paired(day(9, 1)) }, logs, today)
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

    #[test]
    fn no_call_is_asked_where_no_parent_can_be_called() {
        let child = Situation { parents_to_call: false, ..paired(day(9, 1)) };
        let duties = duties_of(&child, &[], day(11, 10));
        assert!(!duties.contains(&Duty::FamilyCall) && duties.contains(&Duty::Talk));
    }

    #[test]
    fn in_the_holidays_nothing_is_due_and_the_days_do_not_count() {
        let talk = [log(day(6, 28), Mode::AtSchool, ActivityKind::Tutoring, Outcome::Normal)];
        let child = paired(day(3, 1));
        for today in [day(7, 12), day(8, 1), day(8, 31)] {
            assert_eq!(duties_of(&child, &talk, today), vec![], "{today}");
        }
        // Thirteen days before the summer and two after it.
        let logs: Vec<&Log> = talk.iter().collect();
        let all = due(&RuleSet::default(), &LastDays::of(&logs), &child, day(9, 1));
        let by = all.iter().find(|d| d.duty == Duty::Talk).map(|d| d.by);
        assert_eq!(by, Some(day(9, 3)));
    }

    #[test]
    fn who_was_not_seen_before_the_holidays_still_is_not_and_nobody_becomes_so_in_them() {
        let talk = |m, d| [log(day(m, d), Mode::AtSchool, ActivityKind::Tutoring, Outcome::Normal)];
        let by = |child: &Situation, logs: &[Log], today| {
            let logs: Vec<&Log> = logs.iter().collect();
            contact_by(&RuleSet::default(), &LastDays::of(&logs), child, today)
        };
        let child = paired(day(3, 1));
        for today in [day(7, 1), day(7, 20), day(8, 31), day(9, 1)] {
            assert_eq!(
                by(&child, &talk(6, 28), today),
                Some(day(9, 3)),
                "two of the days are after the summer, {today}"
            );
            assert_eq!(by(&child, &talk(6, 20), today), Some(day(7, 5)), "before the summer, on {today}");
        }
        let with_parents = Situation { pauses: vec![Period::new(day(7, 1), Some(day(8, 31)))], ..child };
        assert_eq!(by(&with_parents, &talk(6, 10), day(8, 1)), None, "who is with the parents is not asked for");
    }

    #[test]
    fn duties_wait_in_hospital_and_with_the_parents() {
        let stay = Period::new(day(9, 10), Some(day(9, 29)));
        let child = Situation { pauses: vec![stay], ..paired(day(9, 1)) };
        let talk = [log(day(9, 5), Mode::AtSchool, ActivityKind::Tutoring, Outcome::Normal)];
        assert_eq!(duties_of(&child, &talk, day(9, 25)), vec![]);
        let logs: Vec<&Log> = talk.iter().collect();
        let all = due(&RuleSet::default(), &LastDays::of(&logs), &child, day(10, 8));
        assert_eq!(all.first().map(|d| (d.duty, d.by)), Some((Duty::Talk, day(10, 10))));
        let for_good = Situation { pauses: vec![Period::new(day(9, 10), None)], ..child };
        assert_eq!(duties_of(&for_good, &talk, day(12, 25)), vec![]);
    }

    #[test]
    fn a_goodbye_is_due_at_once_and_a_call_settles_it_but_a_class_session_does_not() {
        let farewell = Some(Farewell { told: day(9, 10), last: day(9, 16) });
        let child = Situation { farewell, ..paired(day(9, 1)) };
        let on = |mode, kind| [log(day(9, 10), mode, kind, Outcome::Normal)];
        assert!(duties_of(&child, &[], day(9, 10)).contains(&Duty::Farewell), "six days ahead");
        let session = on(Mode::Group, ActivityKind::Drill);
        assert!(duties_of(&child, &session, day(9, 12)).contains(&Duty::Farewell));
        let call = on(Mode::Phone, ActivityKind::FamilyCare);
        assert!(!duties_of(&child, &call, day(9, 12)).contains(&Duty::Farewell));
    }

    proptest! {
        #[test]
        fn a_goodbye_is_due_from_notice_to_the_end_until_there_was_a_talk(
            told in 0u64..300, length in 0u64..60, talk in prop::option::of(0u64..400), ask in 0u64..400,
        ) {
            let at = |offset| day(1, 1) + Days::new(offset);
            let farewell = Farewell { told: at(told), last: at(told + length) };
            let child = Situation { farewell: Some(farewell), ..paired(day(1, 1)) };
            let done = LastDays { talk: talk.map(at), contact: talk.map(at), ..LastDays::default() };
            let (rules, today) = (RuleSet::default(), at(ask));
            let all = due(&rules, &done, &child, today);
            let found: Vec<&Due> = all.iter().filter(|d| d.duty == Duty::Farewell).collect();
            let between = farewell.told <= today && today <= farewell.last;
            let said = talk.is_some_and(|talk| talk >= told);
            prop_assert_eq!(found.len(), usize::from(between && !said && !rules.is_holiday(today)));
            prop_assert!(found.iter().all(|d| d.by == farewell.last && !d.is_late(today)));
            // Nothing else becomes due or not due by it.
            let rest = due(&rules, &done, &Situation { farewell: None, ..child }, today);
            prop_assert_eq!(all.iter().filter(|d| d.duty != Duty::Farewell).cloned().collect::<Vec<_>>(), rest);
        }

        #[test]
        fn more_entries_never_make_more_due(offsets in prop::collection::vec(0u64..80, 0..12), extra in 0u64..80) {
            let today = day(11, 20);
            let mut logs: Vec<Log> = offsets.iter()
                .map(|o| log(day(9, 1) + Days::new(*o), Mode::HomeVisit, ActivityKind::FamilyCare, Outcome::Normal)).collect();
            let before = duties(&logs, None, today).len();
            logs.push(log(day(9, 1) + Days::new(extra), Mode::HomeVisit, ActivityKind::FamilyCare, Outcome::Normal));
            prop_assert!(duties(&logs, None, today).len() <= before);
        }

        #[test]
        fn nothing_falls_due_on_a_day_on_which_duties_wait(from in 0u64..300, length in 0u64..60, since in 0u64..300, ask in 0u64..400) {
            let start = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
            let stay = Period::new(start + Days::new(from), Some(start + Days::new(from + length)));
            let child = Situation { pauses: vec![stay], ..paired(start + Days::new(since)) };
            let rules = RuleSet::default();
            for due in due(&rules, &LastDays::default(), &child, start + Days::new(ask)) {
                prop_assert!(!stay.on(due.by) && !rules.is_holiday(due.by), "{due:?}");
            }
        }
    }
}
