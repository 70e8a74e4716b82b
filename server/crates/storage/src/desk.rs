//! What the desks list: devices that need help.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, DeviceId, SchoolId};

use crate::StorageError;

/// A device with unsent work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceLine {
    /// The device; its owner may have several.
    pub id: DeviceId,
    /// What its owner calls it.
    pub label: String,
    /// The account that signs in on it.
    pub account: AccountId,
    /// Its owner's name.
    pub owner: String,
    /// How many operations waited.
    pub waiting: u32,
    /// When the oldest of them was saved; none when none waited.
    pub oldest: Option<DateTime<Utc>>,
    /// How many refused operations its owner has not looked at.
    pub rejected: u32,
}

/// What the desks list of the county.
#[async_trait]
pub trait DeskRepository: Send {
    /// Devices of a school's mentors with unsent or refused work, the longest waiting first.
    async fn devices(&mut self, school: SchoolId) -> Result<Vec<DeviceLine>, StorageError>;
}
