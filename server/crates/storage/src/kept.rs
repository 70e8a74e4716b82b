//! Operations of a later version, kept whole until this server understands them.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{DeviceId, OpId};

use crate::StorageError;

/// An operation that this server does not wholly understand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The operation.
    pub op: OpId,
    /// The device that pushed it.
    pub device: DeviceId,
    /// Its number there.
    pub n: u64,
    /// Everything, as JSON.
    pub text: String,
    /// When it arrived.
    pub received_at: DateTime<Utc>,
}

/// Kept operations.
#[async_trait]
pub trait Keeping {
    /// Keeps an operation.
    async fn keep(&mut self, kept: &Kept) -> Result<(), StorageError>;
    /// Every operation that still waits to be understood, in the order of arrival; of one device, or of all.
    async fn kept(&mut self, device: Option<DeviceId>) -> Result<Vec<Kept>, StorageError>;
    /// Stores what was done with a kept operation after all, as JSON, under a number of the commit
    /// sequence. `refused` ones go back to their device.
    async fn settle_kept(&mut self, op: OpId, settlement: &str, refused: bool, seq: u64) -> Result<(), StorageError>;
    /// A device's operations that were kept and refused above a number: text and settlement, both JSON.
    async fn refused_after_all(&mut self, device: DeviceId, above: u64) -> Result<Vec<(String, String)>, StorageError>;
}
