//! What the desks read: schools with counts, a school's children, devices that need help.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, ChildId, CountyId, DeviceId, SchoolId};

use crate::StorageError;

/// A school in the centre's list. Counts are of children, never of teachers' work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchoolLine {
    /// School.
    pub id: SchoolId,
    /// Name.
    pub name: String,
    /// Township.
    pub town: String,
    /// Children in the register.
    pub children: u64,
    /// Of them, without a mentor.
    pub unpaired: u64,
    /// Of them, seen or spoken to since the day asked for.
    pub seen: u64,
    /// Of them, visited at home since the day asked for.
    pub visited: u64,
}

/// A child in a school's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildLine {
    /// Child.
    pub id: ChildId,
    /// Name.
    pub name: String,
    /// Class.
    pub class_name: String,
    /// The mentor's name, none when not paired.
    pub mentor: Option<String>,
    /// Last home visit at which somebody was met.
    pub last_visit: Option<NaiveDate>,
    /// Last time the child was seen or spoken to.
    pub last_contact: Option<NaiveDate>,
    /// The current carer fact, as JSON.
    pub carer: Option<String>,
}

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
