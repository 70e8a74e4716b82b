//! The mentor's pages. They read and write the phone's store and need no network.

pub mod child;
pub mod children;
pub mod inside;
pub mod log;
pub mod me;
pub mod today;
pub mod unlock;
pub mod unsent;
