//! Words for the page of a child and term.

use desk_api::term_page::EvidenceLine;
use domain::rules::Stage;
use domain::term::hazard::{Hazard, HazardKind};
use domain::term::page::Judged;
use domain::term::plan::{Aim, Because, CameOf, PlanLine};
use domain::term::{Half, Owed, Term};

use super::code::lists;
use super::joined;
use super::term::goal;
use crate::w;

lists! {
    /// What we still owe, as it is said between colleagues and at home.
    owed: Owed = OWED,
    /// A danger at home.
    hazard_kind: HazardKind = HAZARD_KIND,
    /// Towards what a line of the plan is.
    aim: Aim = AIM,
    /// What came of a line.
    came_of: CameOf = CAME_OF,
    /// Why a line is proposed.
    because: Because = BECAUSE,
    /// An age group.
    stage: Stage = STAGE,
}

/// A term, such as 2026年秋季学期.
pub fn term(term: Term) -> String {
    match term.half {
        Half::Spring => w!(page.spring, year = term.year),
        Half::Autumn => w!(page.autumn, year = term.year),
    }
}

/// What was said of one of the five haves.
pub fn judged(judged: &Judged) -> String {
    let says = (!judged.child_says.is_empty()).then(|| w!(page.says, words = judged.child_says.as_str()));
    joined(&[&format!("{} {}", goal(judged.goal), owed(judged.owed)), says.as_deref().unwrap_or_default()])
}

/// What is on record for one of the five haves.
pub fn on_record(line: &EvidenceLine) -> String {
    let count = line.entries.len();
    let entries = if count == 0 { String::new() } else { w!(page.entries, count = count) };
    let boards = if line.boarding { w!(page.boards) } else { "" };
    if count == 0 && !line.boarding { w!(page.nothing_yet).to_owned() } else { joined(&[boards, &entries]) }
}

/// A danger at home, and what is done or was done about it.
pub fn hazard(hazard: &Hazard) -> String {
    let what = joined(&[hazard_kind(hazard.kind), &hazard.what]);
    match &hazard.closed {
        Some(closed) => joined(&[&what, &w!(page.closed_on, date = super::date::day(closed.on)), &closed.how]),
        None => {
            let by = hazard.by.map(|by| w!(page.by, date = super::date::day(by))).unwrap_or_default();
            joined(&[&what, &hazard.who, &by])
        }
    }
}

/// A line of the plan.
pub fn plan_line(line: &PlanLine) -> String {
    let by = line.review_on.map(|on| w!(page.review_on, date = super::date::day(on))).unwrap_or_default();
    let came = line.came_of.map(came_of).unwrap_or_default();
    joined(&[&line.situation, &line.goal, &line.measure, &line.who, &by, came])
}
