//! Words for who a child is and whose: the definitions of a left-behind child, and children who may be one.

use chrono::NaiveDate;
use desk_api::left_behind::LeftBehind;
use domain::guardianship::{Definition, Ground, Holds, Parent, Reason, RegistryFlag, Verdict};
use domain::register::matching::{Evidence, Likeness};

use super::code::lists;
use super::date;
use crate::w;

lists! {
    /// A definition.
    definition: Definition = DEFINITIONS,
    /// Whether it holds.
    holds: Holds = HOLDS,
    /// Why, with `{day}` where the day of the reason stands.
    ground: Ground = GROUNDS,
    /// How a pair looks.
    likeness: Likeness = LIKENESSES,
    /// What speaks for or against two records being one child.
    evidence_word: Evidence = EVIDENCE,
    /// One of the parents.
    parent: Parent = PARENTS,
}

/// What a definition asks for.
pub fn asks(which: Definition, view: &LeftBehind) -> String {
    match which {
        Definition::CivilAffairs => w!(left_behind.asks_civil).to_owned(),
        Definition::Registry => w!(left_behind.asks_registry).to_owned(),
        Definition::County => w!(left_behind.asks_county, months = view.county_months),
        Definition::Unlisted => String::new(),
    }
}

/// The pupil registry's code, with what it means.
fn flag(value: RegistryFlag) -> &'static str {
    match value {
        RegistryFlag::No => w!(left_behind.flag_none),
        RegistryFlag::OneParent => w!(left_behind.flag_one),
        RegistryFlag::BothParents => w!(left_behind.flag_both),
        RegistryFlag::Unlisted => w!(newer.word),
    }
}

/// What a definition says, in a word or with the registry's code.
pub fn verdict(verdict: &Verdict) -> &'static str {
    match (verdict.holds, verdict.flag) {
        (Holds::Yes, Some(known)) => flag(known),
        (answer, _) => holds(answer),
    }
}

/// A reason as a sentence.
pub fn reason(reason: &Reason) -> String {
    let day = |day: Option<NaiveDate>| day.map(date::long_day).unwrap_or_default();
    let said = ground(reason.ground).replace("{day}", &day(reason.day));
    match reason.parent {
        Some(one) => w!(left_behind.of_parent, parent = parent(one), said = said),
        None => said,
    }
}

/// A piece of evidence; the same name says how many bear it.
pub fn evidence(one: Evidence, bearers: usize) -> String {
    let said = evidence_word(one).to_owned();
    if one == Evidence::NameSame { w!(doubles.bearers, said = said, count = bearers) } else { said }
}
