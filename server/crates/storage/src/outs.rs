//! What was taken out, by whom and for what. It is only added to.

use async_trait::async_trait;
use domain::id::{OutId, SchoolId};
use domain::report::Out;

use crate::StorageError;

/// What left the county's house.
#[async_trait]
pub trait OutRepository: Send {
    /// Writes down that something is taken out. `Conflict` when that one was written down before.
    async fn add(&mut self, out: &Out) -> Result<(), StorageError>;
    /// One of them; none when the county has no such.
    async fn get(&mut self, id: OutId) -> Result<Option<Out>, StorageError>;
    /// The newest `limit` of a school, or of the county as a whole, newest first.
    async fn of(&mut self, school: Option<SchoolId>, limit: u32) -> Result<Vec<Out>, StorageError>;
}
