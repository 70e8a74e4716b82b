//! The own account.

pub mod password;
