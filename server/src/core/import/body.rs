//! What is in a batch: sheets as they were read, how they are to be understood, what was decided, what was done.

use desk_api::import::Counts;
use domain::id::{AccountId, ChildId, LogId, PageId};
use domain::import::draft::back::Change;
use domain::import::draft::decision::Decisions;
use domain::import::recipe::Recipe;
use domain::import::sheet::Sheet;
use domain::register::id_number::IdNumber;
use serde::{Deserialize, Serialize};
use storage::{ChildNumber, StorageError};

/// A sheet of a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BatchSheet {
    /// By which the batch knows it.
    pub id: u32,
    /// The sheet as it was read.
    pub sheet: Sheet,
    /// What its columns mean, where somebody said so.
    pub recipe: Recipe,
}

/// The number of a child before a batch wrote another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberBefore {
    /// The child.
    pub child: ChildId,
    /// All its characters; `None` for no number.
    pub number: Option<String>,
    /// Its digest.
    pub digest: Option<String>,
}

/// What a batch did, for taking it back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Done {
    /// The number of its commit.
    pub seq: u64,
    /// What it wrote, and what was there before.
    pub changes: Vec<Change>,
    /// Identity numbers before it.
    pub numbers: Vec<NumberBefore>,
    /// The accounts that it made.
    pub accounts: Vec<AccountId>,
    /// The entries that it made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub logs: Vec<LogId>,
    /// The pages that it made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<PageId>,
}

/// What is left of a batch in the end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The commit that took it over: it says who and when.
    pub seq: u64,
    /// How many children came to which end.
    pub counts: Counts,
}

/// What is in a batch.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Body {
    /// The next sheet's number.
    pub next: u32,
    /// The sheets, in the order in which they were added.
    pub sheets: Vec<BatchSheet>,
    /// Whether they hold all children of the school.
    pub is_whole: bool,
    /// What was decided so far.
    pub decisions: Decisions,
    /// What was done; `None` before, and when the files have been forgotten.
    pub done: Option<Done>,
    /// What stays when they are; `None` before it was taken over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Record>,
}

impl Body {
    /// What is left when what names somebody has been taken out.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self { next: self.next, is_whole: self.is_whole, record: self.record, ..Self::default() }
    }

    /// Reads a batch as it is kept.
    pub fn read(bytes: &[u8]) -> Result<Self, StorageError> {
        serde_json::from_slice(bytes).map_err(|_| StorageError::Inconsistent("batch.body"))
    }

    /// The batch as it is kept; storage seals it.
    pub fn bytes(&self) -> Result<Vec<u8>, StorageError> {
        serde_json::to_vec(self).map_err(|_| StorageError::Inconsistent("batch.body"))
    }
}

impl From<ChildNumber> for NumberBefore {
    fn from(before: ChildNumber) -> Self {
        let number = before.number.map(|number| number.as_str().to_owned());
        Self { child: before.child, number, digest: before.digest }
    }
}

impl From<NumberBefore> for ChildNumber {
    fn from(before: NumberBefore) -> Self {
        let number = before.number.and_then(|number| IdNumber::parse(&number).ok());
        Self { child: before.child, number, digest: before.digest }
    }
}
