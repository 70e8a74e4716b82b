//! What a child needs next, besides being seen and spoken with: a danger at home that waits, a line of the plan to look
//! at, the page of the term, and the rounds of the year.
//!
//! But for dangers these are quiet: they stand below what is due for people, and nobody is in need because of them
//! before they are late. A round is never late: when it is over, it is over.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::calendar::Term;
use super::due::{Counter, Due, Duty, LastDays, Situation};
use super::hazard::Hazard;
use super::page::{PageBody, TermPage, asked_from};
use crate::rules::Settles;

/// Days after a danger was found in which somebody is named to see to it.
pub const NAMED_WITHIN_DAYS: Days = Days::new(3);

/// What a child's newest page asks for, in days alone: a desk lists by them without opening a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageDays {
    /// Of which term the page is.
    pub term: Term,
    /// By when something should be done about the first of the dangers at home.
    pub hazard_by: Option<NaiveDate>,
    /// When somebody should look what came of the first of the plan's lines.
    pub review_on: Option<NaiveDate>,
}

impl PageDays {
    /// What a page asks for.
    pub fn of(page: &TermPage) -> Self {
        let PageBody { hazards, plan, .. } = &page.body;
        Self {
            term: page.term,
            hazard_by: hazards.iter().filter_map(Hazard::due_by).min(),
            review_on: plan.iter().filter(|line| line.came_of.is_none()).filter_map(|line| line.review_on).min(),
        }
    }
}

impl Hazard {
    /// By when something should be done about it: the day that was set, and before all that somebody is named.
    pub fn due_by(&self) -> Option<NaiveDate> {
        let unnamed = self.who.trim().is_empty().then(|| self.found_on.checked_add_days(NAMED_WITHIN_DAYS));
        unnamed.flatten().into_iter().chain(self.by).min().filter(|_| self.closed.is_none())
    }
}

impl Duty {
    /// Whether it stands below what is due for people.
    pub fn is_quiet(self) -> bool {
        use Duty::{Review, RoundContact, RoundFamily, RoundSafety, RoundVisit, TermPage};
        matches!(self, Review | TermPage | RoundContact | RoundVisit | RoundSafety | RoundFamily)
    }

    /// Whether it is done on the child's page of the term and not by an entry.
    pub fn is_on_page(self) -> bool {
        matches!(self, Self::Hazard | Self::Review | Self::TermPage)
    }

    fn of_round(asked: Settles) -> Self {
        match asked {
            Settles::Contact => Self::RoundContact,
            Settles::HomeVisit => Self::RoundVisit,
            Settles::Safety => Self::RoundSafety,
            Settles::FamilyContact => Self::RoundFamily,
            Settles::Unlisted => Self::Unlisted,
        }
    }
}

/// A danger at home that waits, on the page or since a visit found it. A day that was set for it does not wait for the
/// holidays, in which the child is at home.
pub(super) fn danger(child: &Situation) -> Option<Due> {
    let found = child.found_on.and_then(|day| day.checked_add_days(NAMED_WITHIN_DAYS));
    let by = child.page.and_then(|page| page.hazard_by).into_iter().chain(found).min()?;
    Some(Due::new(Duty::Hazard, by, None))
}

/// What waits below what is due for people, whenever it is due.
pub(super) fn quiet(counter: &Counter<'_>, done: &LastDays, child: &Situation, today: NaiveDate) -> Vec<Due> {
    let horizon = today + Days::new(counter.rules.show_days_ahead.into());
    let review = child.page.and_then(|page| counter.days_after(page.review_on?, 0));
    let review = review.filter(|day| *day <= horizon).map(|day| Due::new(Duty::Review, day, None));
    let mut all: Vec<Due> = review.into_iter().chain(term_page(counter, child, today)).collect();
    rounds(counter, done, child, today, &mut all);
    all
}

/// The page of the term, from some weeks before the lessons end until it is written.
fn term_page(counter: &Counter<'_>, child: &Situation, today: NaiveDate) -> Option<Due> {
    let term = Term::of(today);
    let end = counter.rules.lessons_end(term);
    let from = asked_from(end, counter.rules.page_days).max(child.since);
    let is_written = child.page.is_some_and(|page| page.term >= term);
    let by = counter.last_free(from, end).filter(|_| from <= today && !is_written)?;
    Some(Due::new(Duty::TermPage, by, None))
}

fn rounds(counter: &Counter<'_>, done: &LastDays, child: &Situation, today: NaiveDate, all: &mut Vec<Due>) {
    for round in &counter.rules.rounds {
        let Some(lasts) = round.around(today, &counter.rules.holidays) else { continue };
        let Some(by) = counter.last_free(today, *lasts.end()) else { continue };
        for asked in round.asks() {
            let Some(mark) = asked.mark() else { continue };
            let last = done.last(mark);
            let is_settled = last.is_some_and(|day| day >= *lasts.start());
            if !is_settled && (asked != Settles::FamilyContact || child.parents_to_call) {
                all.push(Due { round: round.name.clone(), ..Due::new(Duty::of_round(asked), by, last) });
            }
        }
    }
}

/// What is asked for first of all that is due for a child, of which one thing is shown: a goodbye before all else,
/// because its time does not come again, and it is a talk, too.
pub fn foremost(all: &[Due]) -> Option<&Due> {
    let mut loud = all.iter().filter(|due| !due.duty.is_quiet());
    let first = loud.clone().next();
    loud.find(|due| due.duty == Duty::Farewell).or(first)
}

/// What stands below it in one line, of all that is quiet. A round in which the child is only to be seen is none of it
/// while something is asked for by which that is done.
pub fn below(all: &[Due]) -> Option<&Due> {
    let is_seen = foremost(all).is_some_and(|due| due.duty != Duty::Hazard);
    all.iter().find(|due| due.duty.is_quiet() && !(is_seen && due.duty == Duty::RoundContact))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, ChildId, LogId, PageId};
    use crate::log::{ActivityKind, Log, LogBody, Met, Mode};
    use crate::register::Period;
    use crate::rules::{Holiday, Round, RuleSet, Season};
    use crate::term::due::{due, is_unseen};
    use crate::term::hazard::{Closed, HazardKind};
    use crate::term::need::{Need, Standing};
    use crate::term::plan::{Aim, CameOf, PlanLine};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default()
    }

    fn log(on: NaiveDate, kind: ActivityKind, mode: Mode) -> Log {
        let body = LogBody::plain(vec![ChildId(Uuid::nil())], kind, mode, on);
        Log::first(LogId(Uuid::nil()), AccountId(Uuid::nil()), body, chrono::DateTime::default())
    }

    fn page(body: PageBody, term: Term) -> TermPage {
        TermPage {
            id: PageId(Uuid::nil()),
            child: ChildId(Uuid::nil()),
            term,
            author: None,
            captured_at: chrono::DateTime::default(),
            body,
            disputes: None,
            unsaid: false,
        }
    }

    fn asked(child: &Situation, logs: &[Log], today: NaiveDate) -> Vec<Due> {
        let logs: Vec<&Log> = logs.iter().collect();
        due(&RuleSet::default(), &LastDays::of(&logs), child, today)
    }

    fn of(duty: Duty, all: &[Due]) -> Option<&Due> {
        all.iter().find(|due| due.duty == duty)
    }

    fn paired() -> Situation {
        Situation { since: day(2025, 9, 1), parents_to_call: true, ..Situation::default() }
    }

    fn with(page: &TermPage) -> Situation {
        Situation { page: Some(PageDays::of(page)), ..paired() }
    }

    #[test]
    fn the_page_is_asked_for_three_weeks_before_the_lessons_end_and_until_it_is_written() {
        let by = |child: &Situation, today| of(Duty::TermPage, &asked(child, &[], today)).map(|due| due.by);
        assert_eq!(by(&paired(), day(2026, 12, 26)), None);
        assert_eq!(by(&paired(), day(2026, 12, 27)), Some(day(2027, 1, 17)), "the day before 寒假");
        assert_eq!(by(&paired(), day(2027, 1, 17)), Some(day(2027, 1, 17)));
        assert_eq!(by(&paired(), day(2027, 1, 20)), None, "nothing is asked for in the holidays");
        assert_eq!(by(&paired(), day(2027, 2, 26)), Some(day(2027, 1, 17)), "late while the term lasts");
        assert_eq!(by(&paired(), day(2027, 3, 1)), None, "another term");
        let term = Term::of(day(2026, 12, 27));
        let written = page(PageBody::default(), term);
        assert_eq!(by(&with(&written), day(2027, 1, 10)), None);
        assert_eq!(by(&with(&page(PageBody::default(), term.previous())), day(2027, 1, 10)), Some(day(2027, 1, 17)));
        let ill = Situation { pauses: vec![Period::new(day(2027, 1, 12), Some(day(2027, 2, 24)))], ..paired() };
        assert_eq!(by(&ill, day(2027, 1, 5)), Some(day(2027, 1, 11)), "before it goes to hospital");
    }

    #[test]
    fn a_term_without_a_long_holiday_ends_with_the_term() {
        let rules = RuleSet { holidays: vec![Holiday::new("国庆", (10, 1), (10, 7))], ..RuleSet::default() };
        assert_eq!(rules.lessons_end(Term::of(day(2026, 9, 1))), day(2027, 2, 28));
        let usual = RuleSet::default();
        let ends = [day(2027, 9, 1), day(2028, 3, 1)].map(|day| usual.lessons_end(Term::of(day)));
        assert_eq!(ends, [day(2028, 1, 17), day(2028, 7, 10)]);
    }

    #[test]
    fn a_danger_waits_for_its_day_and_first_of_all_for_a_name() {
        let found = day(2026, 11, 2);
        let hazard = Hazard::found(HazardKind::Water, "门前水塘", found);
        assert_eq!(hazard.due_by(), Some(day(2026, 11, 5)));
        let named = Hazard { who: "爷爷".to_owned(), by: Some(day(2026, 11, 20)), ..hazard.clone() };
        assert_eq!(named.due_by(), Some(day(2026, 11, 20)));
        assert_eq!(Hazard { by: None, ..named.clone() }.due_by(), None, "somebody sees to it");
        let closed = Some(Closed { on: found, how: String::new() });
        assert_eq!(Hazard { closed, ..hazard.clone() }.due_by(), None);
        let body = PageBody { hazards: vec![named, hazard], ..PageBody::default() };
        let child = with(&page(body, Term::of(found)));
        let all = asked(&child, &[], day(2026, 11, 10));
        assert_eq!(
            of(Duty::Hazard, &all).map(|due| (due.by, due.is_late(day(2026, 11, 10)))),
            Some((day(2026, 11, 5), true))
        );
    }

    #[test]
    fn a_danger_that_no_page_has_taken_up_waits_for_a_name() {
        let by = |child: &Situation| of(Duty::Hazard, &asked(child, &[], day(2026, 11, 10))).map(|due| due.by);
        let found = Situation { found_on: Some(day(2026, 11, 2)), ..paired() };
        assert_eq!(by(&found), Some(day(2026, 11, 5)), "there is no page");
        let hazard = |who: &str, on| Hazard { who: who.to_owned(), ..Hazard::found(HazardKind::Water, "", on) };
        let beside = |hazard| {
            let body = PageBody { hazards: vec![hazard], ..PageBody::default() };
            Situation { found_on: found.found_on, ..with(&page(body, Term::of(day(2026, 11, 1)))) }
        };
        assert_eq!(by(&beside(hazard("爷爷", day(2026, 10, 1)))), Some(day(2026, 11, 5)), "another is seen to");
        assert_eq!(by(&beside(hazard("", day(2026, 11, 1)))), Some(day(2026, 11, 4)), "the first of both");
        assert_eq!(by(&paired()), None);
    }

    #[test]
    fn a_danger_does_not_wait_for_the_end_of_the_holidays() {
        let hazard = Hazard {
            who: "村里".to_owned(),
            by: Some(day(2026, 7, 20)),
            ..Hazard::found(HazardKind::Water, "", day(2026, 7, 1))
        };
        let child = with(&page(PageBody { hazards: vec![hazard], ..PageBody::default() }, Term::of(day(2026, 7, 1))));
        let duties =
            |child: &Situation| asked(child, &[], day(2026, 7, 19)).iter().map(|due| due.duty).collect::<Vec<_>>();
        assert_eq!(duties(&child), [Duty::Hazard]);
        let away = Situation { pauses: vec![Period::new(day(2026, 7, 1), Some(day(2026, 8, 30)))], ..child };
        assert_eq!(duties(&away), [], "the child is not at home");
    }

    #[test]
    fn a_line_is_looked_at_from_a_few_days_before_its_day_and_is_late_after_it() {
        let line =
            |came_of| PlanLine { review_on: Some(day(2026, 11, 20)), came_of, ..PlanLine::new(Aim::Study, "", "读") };
        let of_line = |came_of| {
            with(&page(PageBody { plan: vec![line(came_of)], ..PageBody::default() }, Term::of(day(2026, 11, 1))))
        };
        let by = |child: &Situation, today| of(Duty::Review, &asked(child, &[], today)).map(|due| due.by);
        assert_eq!(by(&of_line(None), day(2026, 11, 16)), None);
        assert_eq!(by(&of_line(None), day(2026, 11, 17)), Some(day(2026, 11, 20)));
        assert_eq!(by(&of_line(Some(CameOf::Done)), day(2026, 11, 25)), None);
        let today = day(2026, 11, 25);
        let listed = |child: &Situation| {
            let talked = LastDays {
                contact: Some(today),
                talk: Some(today),
                home_visit: Some(today),
                family_contact: Some(today),
                ..LastDays::default()
            };
            Standing::of(&RuleSet::default(), &talked, child, vec![], true, today).first(today)
        };
        assert_eq!((listed(&paired()), listed(&of_line(None))), (None, Some(Need::Due)));
    }

    #[test]
    fn a_round_is_quiet_and_the_parents_are_asked_only_where_they_may_be() {
        let today = day(2026, 6, 10);
        let rounds = |child: &Situation, logs: &[Log]| {
            let all = asked(child, logs, today).into_iter();
            all.filter(|due| !due.round.is_empty()).map(|due| (due.duty, due.round, due.by)).collect::<Vec<_>>()
        };
        let named = |duty| (duty, "防溺水".to_owned(), day(2026, 6, 30));
        assert_eq!(rounds(&paired(), &[]), [named(Duty::RoundSafety), named(Duty::RoundFamily)]);
        let orphan = Situation { parents_to_call: false, ..paired() };
        assert_eq!(rounds(&orphan, &[]), [named(Duty::RoundSafety)]);
        let lesson = log(day(2026, 5, 20), ActivityKind::SafetyLesson, Mode::Group);
        let early = log(day(2026, 5, 14), ActivityKind::SafetyLesson, Mode::Group);
        assert_eq!(rounds(&orphan, &[early]), [named(Duty::RoundSafety)], "before the round");
        assert_eq!(rounds(&orphan, std::slice::from_ref(&lesson)), []);
        let told = LogBody { met: vec![Met::Mother], ..log(today, ActivityKind::HomeSchool, Mode::Phone).body };
        let told = Log { body: told, ..lesson.clone() };
        assert_eq!(rounds(&paired(), &[lesson, told]), []);
    }

    #[test]
    fn who_comes_back_from_the_parents_after_spring_festival_has_the_rest_of_the_round() {
        let stay = Period::new(day(2026, 2, 1), Some(day(2026, 3, 10)));
        let child = Situation { pauses: vec![stay], ..paired() };
        assert_eq!(asked(&child, &[], day(2026, 3, 10)), []);
        assert_eq!(
            of(Duty::RoundContact, &asked(&child, &[], day(2026, 3, 11))).map(|due| due.by),
            Some(day(2026, 3, 20))
        );
        let back_again = Period::new(day(2026, 3, 15), Some(day(2026, 3, 25)));
        let child = Situation { pauses: vec![stay, back_again], ..paired() };
        assert_eq!(
            of(Duty::RoundContact, &asked(&child, &[], day(2026, 3, 11))).map(|due| due.by),
            Some(day(2026, 3, 14))
        );
    }

    #[test]
    fn a_card_asks_for_one_thing_and_says_one_below() {
        use Duty::{Farewell, Hazard, Review, RoundContact, RoundSafety, Talk};
        let duties = |all: &[Duty]| -> Vec<Due> { all.iter().map(|duty| Due::new(*duty, first_day(), None)).collect() };
        let shown = |all: &[Duty]| {
            let all = duties(all);
            (foremost(&all).map(|due| due.duty), below(&all).map(|due| due.duty))
        };
        assert_eq!(shown(&[Talk, Farewell, RoundSafety, Review]), (Some(Farewell), Some(RoundSafety)));
        assert_eq!(shown(&[Talk, RoundContact]), (Some(Talk), None), "the talk is the round's, too");
        assert_eq!(shown(&[Hazard, RoundContact]), (Some(Hazard), Some(RoundContact)));
        assert_eq!(shown(&[RoundContact, Review]), (None, Some(RoundContact)));
        assert_eq!(shown(&[]), (None, None));
    }

    #[test]
    fn a_leap_day_is_a_day_like_any_other() {
        let round = Round::new("", Season::Days { from: (2, 25), to: (2, 29) }, Settles::Contact);
        let rules = RuleSet { rounds: vec![round], holidays: vec![], ..RuleSet::default() };
        let by = |today| {
            let all = due(&rules, &LastDays::default(), &paired(), today);
            of(Duty::RoundContact, &all).map(|due| due.by)
        };
        assert_eq!(by(day(2028, 2, 29)), Some(day(2028, 2, 29)));
        assert_eq!((by(day(2027, 2, 26)), by(day(2027, 3, 1))), (Some(day(2027, 2, 28)), None));
    }

    /// What the page of a child says, by offsets from the first day.
    #[derive(Debug, Clone)]
    struct Said {
        page: Option<(u64, Option<u64>, Option<u64>)>,
        found: Option<u64>,
        stay: Option<(u64, u64)>,
        logs: Vec<(usize, u64)>,
        parents: bool,
    }

    const MODES: [Mode; 3] = [Mode::AtSchool, Mode::HomeVisit, Mode::Group];

    fn first_day() -> NaiveDate {
        day(2027, 9, 1)
    }

    fn entry((kind, on): (usize, u64)) -> Log {
        let kind = ActivityKind::ALL[kind % ActivityKind::ALL.len()];
        log(first_day() + Days::new(on), kind, MODES[usize::try_from(on).unwrap_or(0) % MODES.len()])
    }

    impl Said {
        fn child(&self) -> Situation {
            let at = |offset| first_day() + Days::new(offset);
            let page = self.page.map(|(written, hazard, review)| PageDays {
                term: Term::of(at(written)),
                hazard_by: hazard.map(at),
                review_on: review.map(at),
            });
            let pauses = self.stay.map(|(from, length)| Period::new(at(from), Some(at(from + length))));
            let (parents_to_call, pauses) = (self.parents, pauses.into_iter().collect());
            let found_on = self.found.map(at);
            Situation { since: first_day(), pauses, parents_to_call, page, found_on, ..Situation::default() }
        }

        /// The entries up to a day.
        fn logs(&self, ask: u64) -> Vec<Log> {
            self.logs.iter().copied().filter(|(_, on)| *on <= ask).map(entry).collect()
        }
    }

    fn said() -> impl Strategy<Value = Said> {
        let maybe = || prop::option::of(0u64..800);
        let page = prop::option::of((0u64..800, maybe(), maybe()));
        let stay = prop::option::of((0u64..800, 0u64..60));
        let logs = prop::collection::vec((0usize..8, 0u64..800), 0..10);
        let all = (page, maybe(), stay, logs, any::<bool>());
        all.prop_map(|(page, found, stay, logs, parents)| Said { page, found, stay, logs, parents })
    }

    proptest! {
        #[test]
        fn nothing_is_asked_on_days_on_which_duties_wait_but_dangers(said in said(), ask in 0u64..800) {
            let (child, today) = (said.child(), first_day() + Days::new(ask));
            let rules = RuleSet::default();
            let all = asked(&child, &said.logs(ask), today);
            let paused = child.pauses.iter().any(|stay| stay.on(today));
            prop_assert!(!paused || all.is_empty());
            for due in all {
                let waits = |day| rules.is_holiday(day) || child.pauses.iter().any(|stay| stay.on(day));
                prop_assert!(due.duty == Duty::Hazard || !(waits(today) || waits(due.by)), "{due:?}");
                prop_assert!(child.parents_to_call || !matches!(due.duty, Duty::FamilyCall | Duty::RoundFamily));
                if !due.round.is_empty() {
                    prop_assert!(today <= due.by && due.duty.is_quiet(), "a round is never late");
                }
                if due.duty == Duty::TermPage {
                    prop_assert!(due.by <= rules.lessons_end(Term::of(today)), "{due:?}");
                }
            }
        }

        #[test]
        fn a_further_entry_makes_nothing_due(said in said(), further in (0usize..8, 0u64..800), ask in 0u64..800) {
            let (child, today) = (said.child(), first_day() + Days::new(ask));
            let key = |due: Due| (due.duty, due.round);
            let mut logs = said.logs(ask);
            let before: Vec<_> = asked(&child, &logs, today).into_iter().map(key).collect();
            logs.push(entry((further.0, further.1.min(ask))));
            for due in asked(&child, &logs, today) {
                prop_assert!(before.contains(&key(due.clone())), "{due:?}");
            }
        }

        #[test]
        fn a_further_finding_puts_nothing_off(said in said(), found in 0u64..800, ask in 0u64..800) {
            let (child, today) = (said.child(), first_day() + Days::new(ask));
            let further = first_day() + Days::new(found);
            let with = Situation { found_on: child.found_on.into_iter().chain([further]).min(), ..child.clone() };
            let logs = said.logs(ask);
            let after = asked(&with, &logs, today);
            for due in asked(&child, &logs, today) {
                prop_assert!(after.iter().any(|one| one.duty == due.duty && one.by <= due.by), "{due:?}");
            }
        }

        #[test]
        fn each_is_settled_by_doing_it(said in said(), ask in 0u64..800) {
            let (child, today) = (said.child(), first_day() + Days::new(ask));
            let logs = said.logs(ask);
            for due in asked(&child, &logs, today) {
                let (mut child, mut logs) = (child.clone(), logs.clone());
                let done = |kind, mode| log(today, kind, mode);
                match due.duty {
                    Duty::Hazard => {
                        child.page = child.page.map(|page| PageDays { hazard_by: None, ..page });
                        child.found_on = None;
                    }
                    Duty::Review => child.page = child.page.map(|page| PageDays { review_on: None, ..page }),
                    Duty::TermPage => child.page = Some(PageDays::of(&page(PageBody::default(), Term::of(today)))),
                    Duty::HomeVisit | Duty::RoundVisit => logs.push(done(ActivityKind::HomeSchool, Mode::HomeVisit)),
                    Duty::FamilyCall | Duty::RoundFamily => logs.push(done(ActivityKind::FamilyCare, Mode::Video)),
                    Duty::RoundSafety => logs.push(done(ActivityKind::SafetyLesson, Mode::Group)),
                    _ => logs.push(done(ActivityKind::Counselling, Mode::AtSchool)),
                }
                let after = asked(&child, &logs, today);
                prop_assert!(of(due.duty, &after).is_none_or(|still| still.round != due.round), "{due:?}");
            }
        }

        #[test]
        fn nobody_is_in_need_because_of_what_is_quiet_and_not_late(said in said(), ask in 0u64..800) {
            let (child, today) = (said.child(), first_day() + Days::new(ask));
            let logs = said.logs(ask);
            let logs: Vec<&Log> = logs.iter().collect();
            let standing = Standing::of(&RuleSet::default(), &LastDays::of(&logs), &child, vec![], true, today);
            let pressing = standing.due.iter().any(|due| !due.duty.is_quiet() || due.by < today);
            let silent = is_unseen(standing.contact_by, today);
            prop_assert_eq!(standing.first(today).is_some(), pressing || silent || standing.paused);
        }
    }
}
