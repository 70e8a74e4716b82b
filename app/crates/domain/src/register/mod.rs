//! Who the children are, where they belong, and who is around them.

pub mod adult;
pub mod child;
pub mod household;
pub mod id_number;
pub mod pairing;
pub mod phone;
pub mod school;

pub use adult::{Adult, AdultKind};
pub use child::{Child, Sex};
pub use household::Household;
pub use id_number::{IdNumber, IdNumberError};
pub use pairing::{Pairing, PairingRole};
pub use school::{School, SchoolKind};
