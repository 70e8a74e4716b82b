//! Who looks after a child, where the parents are, and what follows from that.

pub mod fact;
pub mod left_behind;

pub use fact::*;
