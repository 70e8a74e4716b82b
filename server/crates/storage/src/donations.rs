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

/// How much a child was given by an entry, without what it was and from whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Amount {
    /// The entry that says so.
    pub log: LogId,
    /// The child.
    pub child: ChildId,
    /// The day.
    pub on: NaiveDate,
    /// How much money, or what the things are worth, in fen.
    pub fen: u64,
}

/// What the county's children were given.
#[async_trait]
pub trait DonationRepository: Send {
    /// What was given from a day to a day, oldest first.
    async fn of_period(&mut self, from: NaiveDate, to: NaiveDate) -> Result<Found<Donation>, StorageError>;
    /// How much it was, child by child: for sums, so that no entry is opened.
    async fn amounts(&mut self, from: NaiveDate, to: NaiveDate) -> Result<Vec<Amount>, StorageError>;
    /// What a school's campaign gave, entry by entry; nothing of one that was taken back.
    async fn of_campaign(&mut self, campaign: CampaignId) -> Result<Found<Donation>, StorageError>;
}
