//! What is known of a home: one line a question.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::guardianship::{Fact, FactKind, FactValue, current};

/// The current answer to one of the four questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactLine {
    /// The answer; its kind is the question.
    pub value: FactValue,
    /// The day it was seen or told.
    pub seen_on: NaiveDate,
    /// Whether two people answered differently and the school has not yet said which holds.
    pub disputed: bool,
}

/// The current answers to the four questions, in their order; a question nobody answered is left out.
/// `versions` are those about one child and its household; `disputed` says whether a question has two answers.
pub fn fact_lines(versions: &[&Fact], disputed: impl Fn(FactKind) -> bool) -> Vec<FactLine> {
    let line = |kind: &FactKind| {
        let fact = current(versions.iter().copied(), *kind)?;
        Some(FactLine { value: fact.value.clone(), seen_on: fact.seen_on, disputed: disputed(*kind) })
    };
    FactKind::ALL.iter().filter_map(line).collect()
}
