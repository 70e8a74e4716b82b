//! What the app knows while it runs.

pub mod account;
pub mod api;
pub mod export;
pub mod field;
pub mod syncer;
