//! Devices and their counters.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, DeviceId};

use crate::StorageError;

/// How much waited on a device at its last exchange.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Unsent {
    /// How many operations waited to be sent.
    pub count: u32,
    /// When the oldest of them was saved.
    pub oldest: Option<DateTime<Utc>>,
    /// Refused operations that the person had not looked at.
    pub rejected: u32,
}

/// One browser on one phone or computer, for one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Made when a browser first signs in; it names itself by it the next time.
    pub id: DeviceId,
    /// The account that signs in on it.
    pub account: AccountId,
    /// What its owner calls it.
    pub label: String,
    /// Given back after a successful sign-in, to open the phone's store when the password was forgotten.
    pub recovery_key: Vec<u8>,
    /// The last operation that was settled.
    pub last_n: u64,
    /// When its owner or the school revoked it, or its account was ended; none while it may be used.
    pub revoked_at: Option<DateTime<Utc>>,
    /// What waited on it at the last exchange.
    pub unsent: Unsent,
    /// When it was first used.
    pub added_at: DateTime<Utc>,
}

/// The devices of the county's accounts.
#[async_trait]
pub trait DeviceRepository: Send {
    /// Adds a device that has sent nothing yet.
    async fn add(&mut self, device: &Device) -> Result<(), StorageError>;
    /// A device, revoked or not; none when the county has no such device.
    async fn get(&mut self, id: DeviceId) -> Result<Option<Device>, StorageError>;
    /// An account's devices, newest first.
    async fn of_account(&mut self, account: AccountId) -> Result<Vec<Device>, StorageError>;
    /// When a device was last heard of: its last operation, or the last call of a session on it. None where it never was.
    async fn last_contact(&mut self, id: DeviceId) -> Result<Option<DateTime<Utc>>, StorageError>;
    /// Revokes a device at an instant and ends its sessions for everything but handing in work: they are closing,
    /// and last no longer than `until`. The account's sessions at desks end: one may be in the same hands. A device
    /// that was revoked before stays as it is. `Missing` without the device.
    async fn revoke(&mut self, id: DeviceId, at: DateTime<Utc>, until: DateTime<Utc>) -> Result<(), StorageError>;
    /// Keeps what waits on a device. `Missing` without the device.
    async fn report_unsent(&mut self, id: DeviceId, unsent: &Unsent) -> Result<(), StorageError>;
    /// The device's counter, locked for this unit of work; none without the device.
    async fn lock_counter(&mut self, id: DeviceId) -> Result<Option<u64>, StorageError>;
    /// Advances the device's counter to `n`. `Missing` without the device.
    async fn advance(&mut self, id: DeviceId, n: u64) -> Result<(), StorageError>;
}
