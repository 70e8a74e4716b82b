//! What the centre sets.

pub mod rule_set;

pub use rule_set::RuleSet;
