//! What the centre sets.

pub mod holiday;
pub mod phrase;
pub mod rule_book;
pub mod rule_set;

pub use holiday::Holiday;
pub use phrase::Phrase;
pub use rule_book::{RuleBook, RuleVersion};
pub use rule_set::RuleSet;
