//! Terms and days, what is due in them, and what they brought.

pub mod calendar;
pub mod due;
pub mod evidence;
pub mod flower;
pub mod hazard;
pub mod need;
pub mod next;
pub mod page;
pub mod plan;
pub mod question;

pub use calendar::{Half, Term, age_on, clocked, day_begins, local, local_day};
pub use next::PageDays;
pub use page::{Answer, Owed, PageBody, TermPage};
pub use question::Question;
