//! What spans counties: asked before it is known whose county a request is of.

use async_trait::async_trait;
use domain::id::CountyId;

use crate::{Account, Session, StorageError, Unit};

/// A county of this database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct County {
    /// The first part of the key of everything in it.
    pub id: CountyId,
    /// Name; empty for one that a command made without asking.
    pub name: String,
    /// Whether its people are made up: a county to try things out, and never a real one.
    pub is_demo: bool,
}

/// The server's counties, sign-in names and sessions. It only reads.
#[async_trait]
pub trait Directory: Send {
    /// Every county, by name.
    async fn counties(&mut self) -> Result<Vec<County>, StorageError>;
    /// The account of a sign-in name, which is unique on the whole server. Names are kept in lower case.
    async fn account(&mut self, login: &str) -> Result<Option<Account>, StorageError>;
    /// The session of a token's SHA-256, ended by its time or not.
    async fn session(&mut self, token_hash: &[u8]) -> Result<Option<Session>, StorageError>;
    /// Goes on in the same transaction, as a unit of work of one county that only reads.
    fn enter(self: Box<Self>, county: CountyId) -> Box<dyn Unit>;
}
