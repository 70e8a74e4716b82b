//! Today at a school: which child needs what, why, since when.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::SchoolId;
use domain::report::TodayLine;
use domain::rules::RuleSet;
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// What is to be done today at a school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodayView {
    /// Its official name.
    pub name: String,
    /// The day it is true for.
    pub as_of: NaiveDate,
    /// How many children are at the school.
    pub enrolled: u64,
    /// The children who need something, and those for whom duties wait, by class and name.
    pub children: Vec<TodayLine>,
    /// The rules by which it was counted, so that it can be said.
    pub rules: RuleSet,
}

/// Today, for those who answer for a school's children.
#[async_trait]
pub trait TodayDesk: Send + Sync {
    /// What is to be done today at a school. The look is written to the access log.
    async fn today(&self, school: SchoolId) -> Result<TodayView, DeskError>;
}
