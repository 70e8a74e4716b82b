//! Children of the register.

use async_trait::async_trait;
use domain::id::{ChildId, SchoolId};
use domain::register::Child;

use crate::StorageError;

/// A child as it enters the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChild {
    /// The child.
    pub child: Child,
    /// Identity number, sealed by the server's key. No query of this crate reads it back.
    pub id_number: Option<Vec<u8>>,
    /// Keyed digest of the identity number, to match lists without reading it.
    pub id_digest: Option<String>,
}

/// A child as the import meets it again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredChild {
    /// The child.
    pub child: Child,
    /// Keyed digest of the identity number.
    pub id_digest: Option<String>,
}

/// The county's children.
#[async_trait]
pub trait ChildRepository: Send {
    /// Adds children, numbered `seq`.
    async fn add(&mut self, seq: u64, children: &[NewChild]) -> Result<(), StorageError>;
    /// A child.
    async fn get(&mut self, id: ChildId) -> Result<Option<Child>, StorageError>;
    /// A school's children, by class and name.
    async fn of_school(&mut self, school: SchoolId) -> Result<Vec<RegisteredChild>, StorageError>;
    /// The children of some classes of a school, by id.
    async fn of_classes(&mut self, school: SchoolId, classes: &[String]) -> Result<Vec<ChildId>, StorageError>;
    /// Moves a child to a school and class, numbered `seq`. `Missing` without the child.
    async fn move_to(
        &mut self,
        seq: u64,
        child: ChildId,
        school: SchoolId,
        class_name: &str,
    ) -> Result<(), StorageError>;
}
