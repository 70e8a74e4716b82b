//! The devices of a signed-in person.

pub mod list;
pub mod revoke;
