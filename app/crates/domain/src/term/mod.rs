//! Terms and days, what is due in them, and what they brought.

pub mod calendar;
pub mod due;
pub mod flower;
pub mod need;

pub use calendar::{Half, Term, age_on, clocked, day_begins, local, local_day};
