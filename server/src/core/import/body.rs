//! What is in a batch: sheets as they were read, how they are to be understood, what was decided, what was done.

use domain::id::{AccountId, ChildId};
use domain::import::draft::back::Change;
use domain::import::draft::decision::Decisions;
use domain::import::recipe::Recipe;
use domain::import::sheet::Sheet;
use serde::{Deserialize, Serialize};
use storage::{SealedNumber, StorageError};

use crate::clock::Clock;
use crate::sealing::Sealer;

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
    /// As it was sealed; `None` for no number.
    pub sealed: Option<Vec<u8>>,
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
    /// What was done; `None` before.
    pub done: Option<Done>,
}

impl Body {
    /// Opens a batch.
    pub fn open(sealer: &Sealer, sealed: &[u8]) -> Result<Self, StorageError> {
        let plain = sealer.open_batch(sealed).ok_or(StorageError::Inconsistent("batch.body"))?;
        serde_json::from_slice(&plain).map_err(|_| StorageError::Inconsistent("batch.body"))
    }

    /// Seals it.
    pub fn seal(&self, sealer: &Sealer, clock: &Clock) -> Result<Vec<u8>, StorageError> {
        let plain = serde_json::to_vec(self).map_err(|_| StorageError::Inconsistent("batch.body"))?;
        sealer.seal_batch(&plain, clock.random()).ok_or(StorageError::Inconsistent("batch.body"))
    }
}

impl From<SealedNumber> for NumberBefore {
    fn from(number: SealedNumber) -> Self {
        Self { child: number.child, sealed: number.sealed, digest: number.digest }
    }
}

impl From<NumberBefore> for SealedNumber {
    fn from(number: NumberBefore) -> Self {
        Self { child: number.child, sealed: number.sealed, digest: number.digest }
    }
}
