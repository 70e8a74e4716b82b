//! Who may do what. Access is the pairing: a mentor sees the children paired to them, a coordinator
//! and a school lead their school, the centre the county. An auditor sees the access log and no child.
//!
//! Every handler asks [`can()`] and nothing else.

pub mod actor;
pub mod can;
pub mod countersigned;
pub mod deputy;
pub mod power;
pub mod subject;

pub use actor::{Actor, Grant, Role};
pub use can::can;
pub use countersigned::Countersigned;
pub use deputy::Deputyship;
pub use power::Power;
pub use subject::{Action, Subject};
