//! Whether a child is left behind, by each of the definitions in force.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::guardianship::Verdict;
use domain::id::ChildId;
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// What the definitions of a left-behind child say on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftBehind {
    /// The day.
    pub day: NaiveDate,
    /// For how many days a parent's stay at home is a visit, by the rules of that day.
    pub visit_days: u32,
    /// How many months the county asks for, by the rules of that day.
    pub county_months: u32,
    /// One verdict a definition.
    pub verdicts: Vec<Verdict>,
}

/// The definitions of a left-behind child, side by side.
#[async_trait]
pub trait LeftBehindDesk: Send + Sync {
    /// What they say of a child on a day. A look by anybody but the child's mentor is written to the access log.
    async fn left_behind(&self, child: ChildId, day: NaiveDate) -> Result<LeftBehind, DeskError>;
}
