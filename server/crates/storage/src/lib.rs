//! What the server keeps, as traits.
//!
//! A handler opens one [`Unit`] of work, calls repositories on it, and commits once at the end;
//! dropping it rolls back. Lookups return `Option`, not an error, for what is not there. Instants and
//! identifiers are parameters: nothing here reads a clock or makes a random number.
//!
//! The county's commit sequence ([`Field::next_seq`]) is taken under a row lock in the same
//! transaction as the change it numbers, so no reader can see a higher number before a lower one.
//! The county id is part of what is stored, so that a province can be spread over machines by county.

pub mod access_log;
pub mod accounts;
pub mod conformance;
pub mod desk;
pub mod devices;
pub mod error;
pub mod field;
pub mod kept;
pub mod parked;
pub mod photos;
pub mod register;

pub use access_log::{AccessEntry, AccessLog};
pub use accounts::{Account, Accounts, Session};
pub use desk::{ChildLine, Desk, DeviceLine, SchoolLine};
pub use devices::{Device, Devices, Settled};
pub use error::StorageError;
pub use field::{Field, NewLog, Since};
pub use kept::{Keeping, Kept};
pub use parked::{Parked, Parking};
pub use photos::{PhotoState, Photos};
pub use register::{NewChild, Register, RegisteredChild};

use async_trait::async_trait;

/// A database.
#[async_trait]
pub trait Storage: Send + Sync {
    /// Opens a unit of work that only reads.
    async fn read(&self) -> Result<Box<dyn Unit>, StorageError>;

    /// Opens a unit of work that may write.
    async fn write(&self) -> Result<Box<dyn Unit>, StorageError>;

    /// The engine's name, for logs and the diagnostics page.
    fn engine(&self) -> &'static str;
}

/// Everything within one transaction.
#[async_trait]
pub trait Unit: Accounts + Devices + Register + Field + Desk + Parking + Keeping + Photos + AccessLog + Send {
    /// Makes everything durable. Called once, at the end.
    async fn commit(self: Box<Self>) -> Result<(), StorageError>;
}
