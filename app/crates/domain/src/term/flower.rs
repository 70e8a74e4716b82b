//! The five haves as a flower: one petal a goal, filled by the term's evidence and by what a person judged; the centre
//! ring is safety.

use serde::{Deserialize, Serialize};

use super::evidence::{applies, evidence};
use super::hazard::found_on;
use super::page::{Owed, TermPage};
use crate::code::coded;
use crate::guardianship::Fact;
pub use crate::log::Goal;
use crate::log::{Log, Mark, credit};
use crate::register::Child;
use crate::rules::RuleSet;
use crate::term::Term;

coded! {
    /// How full a petal is.
    Level {
        /// Nothing yet this term.
        Empty = "empty",
        /// Some evidence: fewer than [`GOOD_EVIDENCE`] pieces.
        Some = "some",
        /// Good evidence: three pieces or more.
        Good = "good",
        /// Judged enough by a person; no number of entries says so.
        Whole = "whole",
        /// The goal cannot apply to this child: no petal is drawn.
        Absent = "absent",
    }
}

/// Pieces of evidence in a term that are good evidence.
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
    /// What a person judged that we still owe, in the same order; none where nobody did this term.
    #[serde(default)]
    pub owed: [Option<Owed>; 5],
}

/// All that a flower is drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// Whose flower it is.
    pub child: &'a Child,
    /// The child's entries.
    pub logs: &'a [&'a Log],
    /// Every version of the facts about the child and its home.
    pub facts: &'a [&'a Fact],
    /// The child's newest page up to the term.
    pub page: Option<&'a TermPage>,
    /// The county's rules.
    pub rules: &'a RuleSet,
}

/// The flower of a child in a term.
pub fn flower(told: &Told<'_>, term: Term) -> Flower {
    let judged = |goal| told.page.filter(|page| page.term == term).and_then(|page| page.body.judged(goal));
    let owed = |goal| judged(goal).map(|judged| judged.owed);
    let level = |goal: Goal| {
        if !applies(goal, told.facts.iter().copied()) {
            return Level::Absent;
        }
        match evidence(goal, told.child, told.logs, told.rules, term).len() {
            _ if owed(goal) == Some(Owed::Enough) => Level::Whole,
            0 => Level::Empty,
            n if n < GOOD_EVIDENCE => Level::Some,
            _ => Level::Good,
        }
    };
    let (mut petals, mut said) = ([Level::Empty; 5], [None; 5]);
    for ((petal, said), goal) in petals.iter_mut().zip(&mut said).zip(Goal::ALL) {
        (*petal, *said) = (level(*goal), owed(*goal));
    }
    let lessons = told.logs.iter().filter_map(|log| credit(log)).filter(|c| term.contains(c.on));
    Flower {
        petals,
        safety: lessons.filter(|c| c.marks.has(Mark::Safety)).count(),
        home_safe: is_home_safe(told.facts, told.page),
        owed: said,
    }
}

/// Whether no hazard is open at home: none on the page, and none that a visit has found and the page has not taken up.
fn is_home_safe(facts: &[&Fact], page: Option<&TermPage>) -> bool {
    page.is_none_or(|page| page.body.open_hazards().next().is_none()) && found_on(facts, page).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guardianship::{Away, FactSubject, FactValue, HomeState, ParentWhere};
    use crate::id::{AccountId, ChildId, FactId, HouseholdId, LogId, PageId};
    use crate::log::{ActivityKind, LogBody, Mode, Outcome};
    use crate::term::hazard::{Closed, Hazard, HazardKind};
    use crate::term::page::{Judged, PageBody};
    use chrono::{DateTime, NaiveDate};
    use uuid::Uuid;

    fn day(month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
    }

    fn term() -> Term {
        Term::of(day(9, 18))
    }

    fn log(kind: ActivityKind, on: NaiveDate, outcome: Outcome) -> Log {
        let body = LogBody { outcome, ..LogBody::plain(vec![ChildId(Uuid::nil())], kind, Mode::AtSchool, on) };
        Log::first(LogId(Uuid::nil()), AccountId(Uuid::nil()), body, DateTime::default())
    }

    fn fact(value: FactValue, seen_on: NaiveDate) -> Fact {
        Fact {
            id: FactId(Uuid::nil()),
            subject: FactSubject::Household(HouseholdId(Uuid::nil())),
            value,
            seen_on,
            author: None,
            captured_at: super::super::day_begins(seen_on),
            disputes: None,
            unsaid: false,
        }
    }

    fn page(body: PageBody, on: NaiveDate) -> TermPage {
        TermPage {
            id: PageId(Uuid::nil()),
            child: ChildId(Uuid::nil()),
            term: term(),
            author: None,
            captured_at: super::super::day_begins(on),
            body,
            disputes: None,
            unsaid: false,
        }
    }

    fn drawn(logs: &[Log], facts: &[Fact], page: Option<&TermPage>) -> Flower {
        let child = Child::new(ChildId(Uuid::nil()), HouseholdId(Uuid::nil()), String::new(), day(9, 1));
        let (logs, facts): (Vec<&Log>, Vec<&Fact>) = (logs.iter().collect(), facts.iter().collect());
        let rules = RuleSet::default();
        flower(&Told { child: &child, logs: &logs, facts: &facts, page, rules: &rules }, term())
    }

    #[test]
    fn petals_fill_with_the_terms_evidence_only() {
        let logs = [
            log(ActivityKind::Tutoring, day(9, 2), Outcome::Normal),
            log(ActivityKind::Tutoring, day(9, 9), Outcome::Normal),
            log(ActivityKind::Tutoring, day(9, 16), Outcome::Concern),
            log(ActivityKind::Counselling, day(6, 1), Outcome::Normal),
            log(ActivityKind::MaterialAid, day(9, 3), Outcome::NotMet),
            log(ActivityKind::Drill, day(9, 4), Outcome::Normal),
        ];
        let flower = drawn(&logs, &[], None);
        assert_eq!(flower.petals, [Level::Empty, Level::Empty, Level::Good, Level::Empty, Level::Empty]);
        assert_eq!(flower.safety, 1);
        assert!(flower.home_safe);
    }

    #[test]
    fn only_a_person_makes_a_petal_whole() {
        let judged = |owed| Judged { goal: Goal::Mind, owed, child_says: String::new() };
        let of = |owed| page(PageBody { haves: vec![judged(owed)], ..PageBody::default() }, day(9, 20));
        assert_eq!(drawn(&[], &[], Some(&of(Owed::Enough))).petals[1], Level::Whole);
        let little = drawn(&[], &[], Some(&of(Owed::ALittle)));
        assert_eq!((little.petals[1], little.owed[1]), (Level::Empty, Some(Owed::ALittle)));
        let last_term = TermPage { term: term().previous(), ..of(Owed::Enough) };
        assert_eq!(drawn(&[], &[], Some(&last_term)).petals[1], Level::Empty);
    }

    #[test]
    fn a_petal_that_cannot_apply_is_not_drawn() {
        let gone = ParentWhere { away: Away::Deceased, ..ParentWhere::unknown() };
        let orphan = FactValue::Parents { father: gone.clone(), mother: gone.clone() };
        let half = FactValue::Parents { father: gone, mother: ParentWhere::unknown() };
        assert_eq!(drawn(&[], &[fact(orphan, day(9, 1))], None).petals[3], Level::Absent);
        assert_eq!(drawn(&[], &[fact(half, day(9, 1))], None).petals[3], Level::Empty);
    }

    #[test]
    fn an_open_hazard_reddens_the_ring_until_it_is_closed() {
        let seen = [fact(FactValue::Home { state: HomeState::Hazard, hazards: "电线老化".to_owned() }, day(9, 3))];
        assert!(!drawn(&[], &seen, None).home_safe);
        let mut hazard = Hazard::found(HazardKind::Electric, "电线老化", day(9, 3));
        let of = |hazard: &Hazard| page(PageBody { hazards: vec![hazard.clone()], ..PageBody::default() }, day(9, 20));
        assert!(!drawn(&[], &seen, Some(&of(&hazard))).home_safe);
        hazard.closed = Some(Closed { on: day(9, 19), how: "换了线".to_owned() });
        assert!(drawn(&[], &seen, Some(&of(&hazard))).home_safe);
        let again = [fact(FactValue::Home { state: HomeState::Danger, hazards: String::new() }, day(10, 8))];
        assert!(!drawn(&[], &again, Some(&of(&hazard))).home_safe, "found again since");
        let pond = FactValue::Home { state: HomeState::Hazard, hazards: "门前水塘".to_owned() };
        let earlier = [seen[0].clone(), Fact { id: FactId(Uuid::from_u128(2)), ..fact(pond, day(9, 2)) }];
        assert!(!drawn(&[], &earlier, Some(&of(&hazard))).home_safe, "somebody else's visit that came late");
    }
}
