//! Lines of lists: what is shown of a school, a child, a fact and an entry, wherever it is shown.
//! The server makes them of what storage keeps, the desks send them, and the pages draw them.

pub mod adult_line;
pub mod child_line;
pub mod entry_line;
pub mod fact_line;
pub mod inbox_item;
pub mod school_line;
pub mod today_line;

pub use adult_line::AdultLine;
pub use child_line::ChildLine;
pub use entry_line::EntryLine;
pub use fact_line::{FactLine, fact_lines};
pub use inbox_item::{InboxItem, InboxKind, has_lain};
pub use school_line::SchoolLine;
pub use today_line::TodayLine;
