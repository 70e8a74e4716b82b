//! A school: its children, and the phones whose work has not reached it.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{DeviceId, SchoolId};
use domain::report::ChildLine;
use serde::{Deserialize, Serialize};

use crate::DeskError;
use crate::year::merging::MergedLine;

/// A phone that holds work which has not reached the school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceToHelp {
    /// The device; its owner may have several.
    pub id: DeviceId,
    /// What its owner calls it.
    pub label: String,
    /// The name of its owner.
    pub owner: String,
    /// How many entries wait.
    pub waiting: u32,
    /// Since when the oldest of them waits.
    pub oldest: Option<DateTime<Utc>>,
    /// How many were refused and not yet looked at.
    pub rejected: u32,
    /// The children whose record may be out of date, by name.
    pub children: Vec<String>,
}

/// What the page of a school shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolView {
    /// The school that was asked for.
    pub id: SchoolId,
    /// Its official name.
    pub name: String,
    /// The day it is true for.
    pub as_of: NaiveDate,
    /// The children, by class and name.
    pub children: Vec<ChildLine>,
    /// Phones to help with.
    pub devices: Vec<DeviceToHelp>,
    /// What it has become part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<MergedLine>,
    /// What has become part of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub took_over: Vec<MergedLine>,
}

/// A school, for those who answer for its children.
#[async_trait]
pub trait SchoolDesk: Send + Sync {
    /// A school's children and phones to help with. The look is written to the access log.
    async fn school(&self, school: SchoolId) -> Result<SchoolView, DeskError>;
}
