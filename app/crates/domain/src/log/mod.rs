//! The field log: what a mentor did with which children, and what came of it.

pub mod activity;
pub mod aid;
pub mod campaign;
pub mod credit;
pub mod entry;
pub mod hand;
pub mod phrase;
pub mod problem;

pub use activity::{ActivityAttributes, ActivityKind};
pub use aid::{Aid, Pledge, donation};
pub use campaign::Campaign;
pub use credit::{Credit, Goal, Mark, Marks, credit};
pub use entry::*;
pub use hand::Hand;
pub use phrase::PhraseCode;
pub use problem::{Fault, LogField, Problem};
