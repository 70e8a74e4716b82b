//! Who looks after a child, where the parents are, and what follows from that.

pub mod alarm;
pub mod as_of;
pub mod contact;
pub mod fact;
pub mod left_behind;
pub mod status;
pub mod stay;
pub mod whereabouts;

pub use alarm::{Alarm, alarms};
pub use as_of::{ChildAsOf, Register, as_of, register_on};
pub use contact::{is_callable, parents_to_call};
pub use fact::*;
pub use left_behind::{Definition, Ground, Holds, Reason, RegistryFlag, Verdict};
pub use status::{Status, StatusKind};
pub use stay::{Stay, StayField};
pub use whereabouts::Parent;
