//! Erasing a child who has left: the exception that the law asks for.

use async_trait::async_trait;
use domain::id::ChildId;

use crate::StorageError;

/// Erases children of the county.
#[async_trait]
pub trait ErasureRepository: Send {
    /// Erases a child, with the closed files of the same child: the key under which its words lie sealed is destroyed, names,
    /// birth and numbers are blank in every version, and what is sealed and no other child needs is deleted. A
    /// household goes with its last child. What is counted stays: entries without words, and what they count for, periods at schools
    /// and with mentors. Numbered `seq`, so that whoever has the file learns of it. `Missing` without the child.
    async fn child(&mut self, seq: u64, child: ChildId) -> Result<(), StorageError>;
}
