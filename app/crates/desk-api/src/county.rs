//! The county: its schools, and in which of them children have not been seen.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::report::SchoolLine;
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// The county's schools, each with counts of its children.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountyView {
    /// The day it is true for.
    pub as_of: NaiveDate,
    /// The schools, in the order of the register.
    pub schools: Vec<SchoolLine>,
}

/// The county, for the centre.
#[async_trait]
pub trait CountyDesk: Send + Sync {
    /// Every school of the county, as things stand today.
    async fn county(&self) -> Result<CountyView, DeskError>;
}
