//! The adults of households: parents and carers.

use async_trait::async_trait;
use domain::id::AdultId;
use domain::register::Adult;

use crate::StorageError;

/// The adults of the county's households.
#[async_trait]
pub trait AdultRepository: Send {
    /// An adult, with the whole phone number.
    async fn get(&mut self, id: AdultId) -> Result<Option<Adult>, StorageError>;
}
