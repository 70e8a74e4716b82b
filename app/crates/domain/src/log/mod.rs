//! The field log: what a mentor did with which children, and what came of it.

pub mod activity;
pub mod entry;
pub mod phrase;
pub mod problem;

pub use activity::ActivityKind;
pub use entry::*;
pub use phrase::Phrase;
pub use problem::{Fault, LogField, Problem};
