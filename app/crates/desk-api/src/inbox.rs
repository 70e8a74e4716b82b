//! All that waits for a school in one list, each with what it is.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{ChildId, LogId, SchoolId};
use domain::report::{EntryLine, InboxItem};
use serde::{Deserialize, Serialize};

use crate::DeskError;
use crate::countersigns::CountersignLine;
use crate::disputes::Dispute;
use crate::import::BatchView;
use crate::late_work::LateWork;
use crate::pairing::Proposed;
use crate::school::DeviceToHelp;
use crate::term_page::TwoPages;

/// A follow-up whose day has passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenFollowUp {
    /// The entry that asks for it.
    pub log: LogId,
    /// A child of this school whom it is about; of several the first, none where it names whole classes only.
    pub child: Option<ChildId>,
    /// The names of all at this school whom it is about, or the classes.
    pub names: Vec<String>,
    /// The name of who recorded it.
    pub author: String,
    /// The day by which somebody wanted to look again.
    pub by: NaiveDate,
    /// What was recorded, as far as this reader may see it.
    pub entry: EntryLine,
}

/// Children whom another school offers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffersFrom {
    /// The school to which they are offered.
    pub to: SchoolId,
    /// The name of the school that offers them.
    pub school: String,
    /// How many they are.
    pub count: usize,
}

/// What an item is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// Work on a child who had moved on.
    LateWork(LateWork),
    /// Two answers to one question.
    Dispute(Dispute),
    /// Two pages of one child and term.
    TwoPages(TwoPages),
    /// School files that are not taken over yet.
    Import(BatchView),
    /// Pairings that a coordinator proposes.
    Pairing(Proposed),
    /// What somebody asks for an account.
    Countersign(CountersignLine),
    /// Children whom another school offers.
    Offers(OffersFrom),
    /// A follow-up whose day has passed.
    FollowUp(OpenFollowUp),
    /// A phone on which work has lain for long.
    Phone(DeviceToHelp),
}

/// An item of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxEntry {
    /// What kind, which, and since when.
    pub item: InboxItem,
    /// Whether this reader may decide about it.
    pub may_decide: bool,
    /// What it is.
    pub waiting: Waiting,
}

impl InboxEntry {
    /// Whether it waits for a decision of this reader.
    pub fn awaits_me(&self) -> bool {
        self.may_decide && self.item.kind.attributes().is_decided
    }
}

/// What waits for a school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxView {
    /// The school's official name.
    pub name: String,
    /// Today in the county.
    pub as_of: NaiveDate,
    /// What this reader may see of it: what is to be decided first, the longest waiting above.
    pub entries: Vec<InboxEntry>,
}

/// What waits for a school.
#[async_trait]
pub trait InboxDesk: Send + Sync {
    /// All that waits for a school, as far as this person may see it. The look is written to the access log.
    async fn inbox(&self, school: SchoolId) -> Result<InboxView, DeskError>;
    /// Says that somebody has looked again. `Changed` when that was said already.
    async fn followed_up(&self, log: LogId) -> Result<(), DeskError>;
}
