//! What the desks read: schools with counts, a school's children, devices that need help.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, CountyId, DeviceId, SchoolId};
use domain::report::{ChildLine, SchoolLine};

use crate::StorageError;

/// A device with unsent work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeviceLine {
    /// Device.
    pub id: DeviceId,
    /// What its owner calls it.
    pub label: String,
    /// Whose it is.
    pub account: AccountId,
    /// Its owner's name.
    pub owner: String,
    /// How many operations waited.
    pub waiting: u32,
    /// Since when.
    pub oldest: Option<DateTime<Utc>>,
    /// How many refused operations its owner has not looked at.
    pub rejected: u32,
}

/// Desk queries.
#[async_trait]
pub trait Desk {
    /// The county's schools. `contact_since` and `visit_since` bound what counts as seen and visited.
    async fn school_lines(
        &mut self,
        county: CountyId,
        today: NaiveDate,
        contact_since: NaiveDate,
        visit_since: NaiveDate,
    ) -> Result<Vec<SchoolLine>, StorageError>;
    /// A school's children, by class and name.
    async fn child_lines(&mut self, school: SchoolId, today: NaiveDate) -> Result<Vec<ChildLine>, StorageError>;
    /// Devices of a school's mentors with unsent or refused work.
    async fn device_lines(&mut self, school: SchoolId) -> Result<Vec<DeviceLine>, StorageError>;
}
