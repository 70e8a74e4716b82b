//! Words for the term: goals, the flower, what is due.

use domain::term::due::{Due, Duty};
use domain::term::flower::{Flower, Goal, Level};

use super::code::lists;
use super::comma;
use crate::w;

lists! {
    /// A goal.
    goal: Goal = GOALS,
    /// How full a petal is.
    level: Level = LEVELS,
    /// Something due.
    duty: Duty = DUTIES,
    /// The deed that a duty asks for.
    deed: Duty = DEEDS,
}

/// What is due, with the round of the year that asks for it.
pub fn due(due: &Due) -> String {
    let what = duty(due.duty);
    if due.round.is_empty() { what.to_owned() } else { w!(due.in_round, round = due.round.as_str(), what = what) }
}

/// What a flower says: which goals nothing was done for yet.
pub fn flower(flower: &Flower) -> String {
    let empty = Goal::ALL.iter().zip(flower.petals).filter(|(_, level)| *level == Level::Empty);
    let missing: Vec<&str> = empty.map(|(missing, _)| goal(*missing)).collect();
    if missing.is_empty() {
        w!(child.flower_full).to_owned()
    } else {
        w!(child.flower_missing, goals = missing.join(comma()))
    }
}
