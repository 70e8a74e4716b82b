//! What the app knows while it runs.

pub mod account;
pub mod api;
pub mod digits;
pub mod draft;
#[cfg(not(feature = "desk"))]
pub mod entering;
pub mod export;
#[cfg(not(feature = "desk"))]
pub mod fingerprint;
pub mod quick;
pub mod records;
pub mod session;
#[cfg(not(feature = "desk"))]
pub mod syncer;
