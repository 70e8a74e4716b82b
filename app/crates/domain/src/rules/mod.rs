//! What the centre sets.

pub mod change;
pub mod guide;
pub mod holiday;
pub mod phrase;
pub mod problem;
pub mod round;
pub mod rule_book;
pub mod rule_set;
pub mod second_step;
pub mod serves;
pub mod span;
pub mod yearly;

pub use change::RuleChange;
pub use guide::{Guide, Stage};
pub use holiday::Holiday;
pub use phrase::Phrase;
pub use problem::RuleProblem;
pub use round::{Round, Season, Settles};
pub use rule_book::{RuleBook, RuleVersion};
pub use rule_set::RuleSet;
pub use second_step::SecondStepOf;
pub use serves::Serves;
pub use span::Span;
