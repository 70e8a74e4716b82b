//! Signing in: passwords, one-time codes, sessions, limits.

pub mod accounts;
pub mod code;
pub mod password;
pub mod rate;
pub mod session;

pub use session::{AtDesk, OnPhone, SignedIn, SignedInDevice};
