//! PostgreSQL 15 and later, and engines that speak its protocol.

pub mod dialect;
#[path = "../sql/mod.rs"]
pub mod sql;
