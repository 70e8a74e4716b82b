//! Words for the page of a child and term as the desks and paper have it.

use desk_api::term_page::EvidenceLine;
use domain::log::Goal;
use domain::term::hazard::Hazard;
use domain::term::page::Judged;
use domain::term::plan::{PlanLine, is_full, without_line};

use super::joined;
use super::term::{aim, goal, hazard_kind, owed};
use crate::w;

/// What was said of one of the five haves.
pub fn judged(judged: &Judged) -> String {
    let says = (!judged.child_says.is_empty()).then(|| w!(terms.says, words = judged.child_says.as_str()));
    joined(&[&format!("{} {}", goal(judged.goal), owed(judged.owed)), says.as_deref().unwrap_or_default()])
}

/// What a question is about: one of the five haves, or the plan.
pub fn about(goal: Option<Goal>) -> &'static str {
    goal.map_or(w!(terms.plan), super::term::goal)
}

/// What is on record for one of the five haves.
pub fn on_record(line: &EvidenceLine) -> String {
    let count = line.entries.len();
    let entries = if count == 0 { String::new() } else { w!(terms.entries, count = count) };
    let boards = if line.boarding { w!(terms.boards) } else { "" };
    if count == 0 && !line.boarding { w!(page.nothing_yet).to_owned() } else { joined(&[boards, &entries]) }
}

/// A danger at home, and what is done or was done about it.
pub fn hazard(hazard: &Hazard) -> String {
    let what = joined(&[hazard_kind(hazard.kind), &hazard.what]);
    match &hazard.closed {
        Some(closed) => joined(&[&what, &w!(terms.closed_on, date = super::date::day(closed.on)), &closed.how]),
        None => {
            let by = hazard.by.map(|by| w!(terms.by, date = super::date::day(by))).unwrap_or_default();
            joined(&[&what, &hazard.who, &by])
        }
    }
}

/// That a full plan is written for the child, and what this one does not say yet.
pub fn full_plan(plan: &[PlanLine]) -> String {
    if is_full(plan) {
        return [w!(terms.full), w!(terms.full_done)].concat();
    }
    let aims = without_line(plan).into_iter().map(|one| w!(terms.full_aim, aim = aim(one)));
    let lines = match plan.iter().filter(|line| !line.lacks().is_empty()).count() {
        0 => String::new(),
        count => w!(terms.full_lines, count = count),
    };
    std::iter::once(w!(terms.full).to_owned()).chain(aims).chain([lines]).collect()
}
