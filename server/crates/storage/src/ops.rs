//! What was done with every operation that a device pushed.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{DeviceId, OpId};

use crate::StorageError;

/// An operation and what was done with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SettledOp {
    /// The device's counter.
    pub n: u64,
    /// The operation; none when it was unreadable or its id was used before.
    pub op: Option<OpId>,
    /// The hash of its content.
    pub hash: String,
    /// What was done, in the words of the exchange, which alone reads them.
    pub settlement: String,
    /// For a refused one, everything the person had typed, as it came.
    pub refused: Option<String>,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
}

/// Settled operations.
#[async_trait]
pub trait OpRepository: Send {
    /// Keeps what was done with operations of a device. `Conflict` when a number or an id was settled before.
    async fn add(&mut self, device: DeviceId, settled: &[SettledOp]) -> Result<(), StorageError>;
    /// What was done with a device's operations `from..=to`, by number.
    async fn of_device(&mut self, device: DeviceId, from: u64, to: u64) -> Result<Vec<SettledOp>, StorageError>;
    /// What was done with operations, whatever their number and device; those never settled are left out.
    async fn find(&mut self, ops: &[OpId]) -> Result<Vec<SettledOp>, StorageError>;
}
