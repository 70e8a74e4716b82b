//! Two answers to one question about a child or its home, by two people who did not know of each other's.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::guardianship::FactValue;
use domain::id::{ChildId, FactId};
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// One of two answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenAnswer {
    /// The version of the fact.
    pub fact: FactId,
    /// The answer; a phone number is masked.
    pub value: FactValue,
    /// The name of who said so; empty for the import.
    pub who: String,
    /// The day it was seen or told.
    pub seen_on: NaiveDate,
}

/// Two answers to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// A child at this school whom the question is about; of a household the first.
    pub child: ChildId,
    /// The names of all at this school whom it is about.
    pub names: Vec<String>,
    /// The answer that came later.
    pub later: GivenAnswer,
    /// The answer that was there.
    pub earlier: GivenAnswer,
}

/// Which of two answers holds.
#[async_trait]
pub trait DisputesDesk: Send + Sync {
    /// Says which of two answers holds; `later` is the one that contradicts.
    async fn settle_dispute(&self, later: FactId, holds: FactId) -> Result<(), DeskError>;
}
