//! Pictures of entries: received in chunks, resumable.

pub mod get;
pub mod put;
