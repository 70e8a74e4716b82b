//! The mentor's pages. They read and write the phone's store and need no network.

pub mod child;
pub mod children;
#[cfg(not(feature = "desk"))]
pub mod inside;
#[cfg(not(feature = "desk"))]
pub mod later;
#[cfg(not(feature = "desk"))]
pub mod log;
pub mod me;
pub mod today;
#[cfg(not(feature = "desk"))]
pub mod unlock;
pub mod unsent;
