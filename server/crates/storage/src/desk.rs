//! What the desks read: schools with counts, a school's children, devices that need help.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::guardianship::FactValue;
use domain::id::{AccountId, ChildId, DeviceId, SchoolId};

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
    /// The current answer to who cares for the child; none when nobody was asked or the answer cannot be read.
    pub carer: Option<FactValue>,
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

/// Lists and counts over the county.
#[async_trait]
pub trait DeskRepository: Send {
    /// The county's schools, by town and name. `contact_since` and `visit_since` are the first days that
    /// count as seen and visited, `today` is the last.
    async fn schools(
        &mut self,
        today: NaiveDate,
        contact_since: NaiveDate,
        visit_since: NaiveDate,
    ) -> Result<Vec<SchoolLine>, StorageError>;
    /// A school's children on a day, by class and name.
    async fn children(&mut self, school: SchoolId, today: NaiveDate) -> Result<Vec<ChildLine>, StorageError>;
    /// Devices of a school's mentors with unsent or refused work, the longest waiting first.
    async fn devices(&mut self, school: SchoolId) -> Result<Vec<DeviceLine>, StorageError>;
}
