//! SQLite: write-ahead log, one writer, a pool of readers, foreign keys on, every commit on disk.

pub mod dialect;
pub mod last_days;
#[path = "../sql/mod.rs"]
pub mod sql;
