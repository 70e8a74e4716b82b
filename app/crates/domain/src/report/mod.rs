//! Lines of lists: what is shown of a school, a child, a fact and an entry, wherever it is shown.
//! The server makes them of what storage keeps, the desks send them, and the pages draw them.
//!
//! Tables that leave the house are values too ([`table::Table`]): screen, workbook, paper and text are drawn from one.

pub mod activities;
pub mod adult_line;
pub mod annual;
pub mod child_line;
pub mod class_summary;
pub mod donations;
pub mod due_list;
pub mod entry_line;
pub mod fact_line;
pub mod form;
pub mod handover;
pub mod haves;
pub mod inbox_item;
pub mod lost_phone;
pub mod not_reached;
pub mod official;
pub mod out;
pub mod pairing_roster;
pub mod roster;
pub mod school_line;
pub mod table;
pub mod thanks;
pub mod timespan;
pub mod today_line;

pub use activities::Reached;
pub use adult_line::AdultLine;
pub use annual::Annual;
pub use child_line::ChildLine;
pub use class_summary::class_summary;
pub use due_list::due_list;
pub use entry_line::EntryLine;
pub use fact_line::{FactLine, fact_lines};
pub use form::{Form, Whose};
pub use handover::Handover;
pub use inbox_item::{InboxItem, InboxKind, has_lain};
pub use not_reached::Lack;
pub use out::{Chosen, Out, OutKind, OutReason};
pub use pairing_roster::pairing_roster;
pub use roster::roster;
pub use school_line::SchoolLine;
pub use table::Table;
pub use timespan::Timespan;
pub use today_line::TodayLine;
