//! Something given to many children of a school at once: recorded in the school's name, put right, taken back, and the
//! donor thanked with counts.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{CampaignId, SchoolId};
use domain::log::Campaign;
use serde::{Deserialize, Serialize};

use crate::DeskError;
use crate::notebook::PageChild;
use crate::out::TableView;

/// A campaign that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    /// What was given to whom.
    pub campaign: Campaign,
    /// The name of who recorded it.
    pub by: String,
    /// What the donor is told: counts, and no name.
    pub thanks: String,
}

/// What the page begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CampaignView {
    /// The school's official name.
    pub name: String,
    /// Today in the county.
    pub today: NaiveDate,
    /// The day for which the children are true.
    pub day: NaiveDate,
    /// The school's children of that day, by class and name.
    pub children: Vec<PageChild>,
    /// What was given lately, the newest first.
    pub given: Vec<Given>,
}

/// What a school gives to many.
#[async_trait]
pub trait CampaignDesk: Send + Sync {
    /// A school's children on a day, today where none is named, and what was given lately. The look is written to the
    /// access log.
    async fn campaigns(&self, school: SchoolId, day: Option<NaiveDate>) -> Result<CampaignView, DeskError>;
    /// Records a campaign, or puts one right; `before` is how it was seen then. Sent a second time it is the same.
    /// `Invalid` names what must be mended, `Changed` that it is not any more as it was seen.
    async fn give(&self, school: SchoolId, campaign: Campaign, before: Option<Campaign>) -> Result<Given, DeskError>;
    /// The county's ledger of what was given, school by school, as it is now: counts, without the children.
    async fn county_gifts(&self) -> Result<TableView, DeskError>;
    /// Takes a campaign back: nobody was given anything by it.
    async fn take_back_gift(&self, school: SchoolId, campaign: CampaignId) -> Result<(), DeskError>;
}
