//! PostgreSQL 15 and later, and engines that speak its protocol.

pub mod dialect;
pub mod last_days;
#[path = "../sql/mod.rs"]
pub mod sql;
