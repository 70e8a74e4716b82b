//! Parents and carers.

use async_trait::async_trait;
use domain::id::AdultId;
use domain::register::Adult;

use crate::StorageError;

/// The adults of the county's households.
#[async_trait]
pub trait AdultRepository: Send {
    /// Adds adults, numbered `seq`.
    async fn add(&mut self, seq: u64, adults: &[Adult]) -> Result<(), StorageError>;
    /// An adult, with the whole phone number.
    async fn get(&mut self, id: AdultId) -> Result<Option<Adult>, StorageError>;
}
