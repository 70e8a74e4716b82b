//! What the app knows while it runs.

pub mod account;
pub mod api;
#[cfg(not(feature = "desk"))]
pub mod digits;
#[cfg(not(feature = "desk"))]
pub mod entering;
pub mod export;
pub mod records;
pub mod session;
pub mod syncer;
