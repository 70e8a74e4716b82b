//! The own devices.

pub mod list;
pub mod revoke;
