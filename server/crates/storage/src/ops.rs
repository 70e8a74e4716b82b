//! What was done with every operation that a device pushed.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, DeviceId, OpId};

use crate::StorageError;

/// An operation and what was done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettledOp {
    /// Its number, counted by the device.
    pub n: u64,
    /// The operation; none when it was unreadable or its id was used before.
    pub op: Option<OpId>,
    /// The hash of its content.
    pub hash: String,
    /// What was done, in the words of the exchange, which alone reads them.
    pub settlement: String,
    /// For a refused one, everything the person had typed, as it came.
    pub refused: Option<String>,
    /// When it arrived, by the server's clock.
    pub received_at: DateTime<Utc>,
}

/// An operation of a later version, kept whole until this server understands it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOp {
    /// The operation's identifier, made by the phone.
    pub op: OpId,
    /// The device that pushed it.
    pub device: DeviceId,
    /// Its number, counted by that device.
    pub n: u64,
    /// Everything, as it came.
    pub text: String,
    /// When it arrived, by the server's clock.
    pub received_at: DateTime<Utc>,
}

/// Settled operations, and those that wait for a server that understands them.
#[async_trait]
pub trait OpRepository: Send {
    /// Keeps what was done with operations of a device. `Conflict` when a number or an id was settled before.
    async fn add(&mut self, device: DeviceId, settled: &[SettledOp]) -> Result<(), StorageError>;
    /// What was done with a device's operations `from..=to`, by number.
    async fn of_device(&mut self, device: DeviceId, from: u64, to: u64) -> Result<Vec<SettledOp>, StorageError>;
    /// What was done with operations, whatever their number and device; those never settled are left out.
    async fn find(&mut self, ops: &[OpId]) -> Result<Vec<SettledOp>, StorageError>;
    /// Those of some operations that were settled for a device of an account.
    async fn known(&mut self, account: AccountId, ops: &[OpId]) -> Result<Vec<OpId>, StorageError>;
    /// Keeps an operation of a later version.
    async fn keep(&mut self, kept: &KeptOp) -> Result<(), StorageError>;
    /// Every operation that still waits to be understood, in the order of arrival; of one device, or of all.
    async fn kept(&mut self, device: Option<DeviceId>) -> Result<Vec<KeptOp>, StorageError>;
    /// Stores what was done with a kept operation after all, under a number of the commit sequence.
    /// `refused` ones go back to their device. `Missing` when it does not wait, or was never settled as kept.
    async fn settle_kept(&mut self, op: OpId, settlement: &str, refused: bool, seq: u64) -> Result<(), StorageError>;
    /// A device's operations that were kept and refused above a number: text and settlement.
    async fn refused_after_all(&mut self, device: DeviceId, above: u64) -> Result<Vec<(String, String)>, StorageError>;
}
