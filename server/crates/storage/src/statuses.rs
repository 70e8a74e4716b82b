//! What somebody certified of children for a time.

use async_trait::async_trait;
use domain::guardianship::Status;
use domain::id::ChildId;

use crate::StorageError;

/// The county's statuses.
#[async_trait]
pub trait StatusRepository: Send {
    /// A child's statuses by first day, those that are over or were taken back too. `Inconsistent` when one cannot
    /// be read: whether another may be written depends on all of them.
    async fn of_child(&mut self, child: ChildId) -> Result<Vec<Status>, StorageError>;
}
