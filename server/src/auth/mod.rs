//! Signing in: passwords, one-time codes, sessions, limits.

pub mod accounts;
pub mod code;
pub mod entrance;
pub mod guessable;
pub mod half;
pub mod hashing;
pub mod known;
pub mod password;
pub mod rate;
pub mod session;
pub mod step;

pub use entrance::Entrance;
pub use half::Halfway;
pub use session::{AtDesk, OnPhone, SignedIn, SignedInDevice};
