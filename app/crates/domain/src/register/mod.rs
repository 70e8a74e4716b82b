//! Who the children are, where they belong, and who is around them.

pub mod act;
pub mod adult;
pub mod child;
pub mod enrolment;
pub mod erasure;
pub mod history;
pub mod household;
pub mod id_number;
pub mod kin;
pub mod matching;
pub mod name;
pub mod offer;
pub mod pairing;
pub mod period;
pub mod phone;
pub mod proposal;
pub mod relation;
pub mod school;
pub mod school_year;
pub mod year;

pub use act::{Act, ActKind, Before, BuiltOn, Draft, draft, taken_back};
pub use adult::Adult;
pub use child::{Child, Sex};
pub use enrolment::{Began, Ended, Enrolment};
pub use history::{Cause, Commit, History, ThingKind, Written};
pub use household::Household;
pub use id_number::{IdNumber, IdNumberError};
pub use offer::{Offer, OfferState};
pub use pairing::{Farewell, Pairing, PairingEnded, PairingRole};
pub use period::Period;
pub use relation::{Relation, RelationKind};
pub use school::{School, SchoolKind};
pub use school_year::SchoolYear;
