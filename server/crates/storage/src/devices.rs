//! Devices, their counters, and the result of every operation they pushed.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, DeviceId, OpId};
use sync::{Settlement, Unsent};

use crate::StorageError;

/// One browser on one phone or computer, for one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Identifier.
    pub id: DeviceId,
    /// Account.
    pub account: AccountId,
    /// What its owner calls it.
    pub label: String,
    /// Given back after a successful sign-in, to open the phone's store when the password was forgotten.
    pub recovery_key: Vec<u8>,
    /// The last operation that was settled.
    pub last_n: u64,
    /// Whether its owner or the school revoked it.
    pub revoked: bool,
    /// What waited on it at the last exchange.
    pub unsent: Unsent,
    /// When it was first used.
    pub added_at: DateTime<Utc>,
}

/// What was done with an operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// The device's counter.
    pub n: u64,
    /// The operation; none when unreadable or reused.
    pub op_id: Option<OpId>,
    /// Its content hash.
    pub hash: String,
    /// Applied or rejected.
    pub settlement: Settlement,
    /// For a rejected one, everything the person had typed, as JSON.
    pub rejected_op: Option<String>,
}

/// Devices and operations.
#[async_trait]
pub trait Devices {
    /// Adds a device.
    async fn add_device(&mut self, device: &Device) -> Result<(), StorageError>;
    /// A device.
    async fn device(&mut self, id: DeviceId) -> Result<Option<Device>, StorageError>;
    /// An account's devices, newest first.
    async fn devices(&mut self, account: AccountId) -> Result<Vec<Device>, StorageError>;
    /// Revokes a device and ends its sessions.
    async fn revoke_device(&mut self, id: DeviceId) -> Result<(), StorageError>;
    /// Keeps what waits on a device.
    async fn report_unsent(&mut self, id: DeviceId, unsent: &Unsent) -> Result<(), StorageError>;
    /// The device's counter, locked for this unit of work.
    async fn lock_counter(&mut self, id: DeviceId) -> Result<Option<u64>, StorageError>;
    /// Stores what was done with operations and advances the counter to the last of them.
    async fn settle(&mut self, id: DeviceId, settled: &[Settled], at: DateTime<Utc>) -> Result<(), StorageError>;
    /// What was done with earlier operations, `from..=to`.
    async fn settled(&mut self, id: DeviceId, from: u64, to: u64) -> Result<Vec<Settled>, StorageError>;
    /// What was done with an operation before, whatever its number and device, with its content hash.
    async fn settlement_of(&mut self, op: OpId) -> Result<Option<(String, Settlement)>, StorageError> {
        Ok(self.settlements_of(&[op]).await?.into_iter().next().map(|(_, hash, settlement)| (hash, settlement)))
    }
    /// The same for many; those never settled are left out.
    async fn settlements_of(&mut self, ops: &[OpId]) -> Result<Vec<(OpId, String, Settlement)>, StorageError>;
    /// Keeps feedback.
    async fn add_feedback(
        &mut self,
        op: OpId,
        account: AccountId,
        text: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StorageError>;
}
