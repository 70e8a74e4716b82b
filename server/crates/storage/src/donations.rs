//! What was given to children, as entries say it: amounts and days, so that they can be summed without reading every
//! entry. Written with the entries, by the domain's one definition; nothing else writes them.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{AccountId, CampaignId, ChildId, LogId};
use domain::log::Aid;

use crate::{Found, StorageError};

/// Something that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Donation {
    /// The entry that says so.
    pub log: LogId,
    /// Who recorded it.
    pub author: AccountId,
    /// The day.
    pub on: NaiveDate,
    /// Every child who got it. Who was erased is still counted.
    pub children: Vec<ChildId>,
    /// What each of them got. Of an entry all of whose children were erased only numbers are left.
    pub aid: Aid,
}

/// What the county's children were given.
#[async_trait]
pub trait DonationRepository: Send {
    /// What was given from a day to a day, oldest first.
    async fn of_period(&mut self, from: NaiveDate, to: NaiveDate) -> Result<Found<Donation>, StorageError>;
    /// What a school's campaign gave, entry by entry; nothing of one that was taken back.
    async fn of_campaign(&mut self, campaign: CampaignId) -> Result<Found<Donation>, StorageError>;
}
