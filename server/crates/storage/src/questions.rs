//! What schools ask about pages of children and terms.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{ChildId, QuestionId};
use domain::term::Question;

use crate::{Found, StorageError};

/// The questions about the county's children.
#[async_trait]
pub trait QuestionRepository: Send {
    /// Adds a question. One that is there stays as it was.
    async fn add(&mut self, seq: u64, question: &Question) -> Result<(), StorageError>;
    /// A question. `Inconsistent` when it cannot be read.
    async fn get(&mut self, id: QuestionId) -> Result<Option<Question>, StorageError>;
    /// Every question about a child, the oldest first.
    async fn of_child(&mut self, child: ChildId) -> Result<Found<Question>, StorageError>;
    /// Says that a question is settled. `Missing` when it is not there or was settled before.
    async fn close(&mut self, seq: u64, id: QuestionId, at: DateTime<Utc>) -> Result<(), StorageError>;
}
