//! Pictures, received in chunks.

use async_trait::async_trait;
use domain::id::{AccountId, ChildId, LogId, PhotoId};

use crate::StorageError;

/// How far a picture has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoState {
    /// Whose phone sends it.
    pub account: AccountId,
    /// SHA-256 in hexadecimal, as named by the sender.
    pub sha256: String,
    /// Size of the whole picture in bytes, as named by the sender.
    pub bytes: u64,
    /// Bytes received without a gap.
    pub received: u64,
}

/// Pictures of the county's entries, whole or still on their way.
#[async_trait]
pub trait PhotoRepository: Send {
    /// How far a picture has come.
    async fn state(&mut self, id: PhotoId) -> Result<Option<PhotoState>, StorageError>;
    /// Expects a picture, of which nothing has come.
    async fn expect(&mut self, id: PhotoId, state: &PhotoState) -> Result<(), StorageError>;
    /// Adds the bytes that follow the `at` received. `Missing` when another number was received.
    async fn add_chunk(&mut self, id: PhotoId, at: u64, data: &[u8]) -> Result<(), StorageError>;
    /// Throws away what was received, because it did not add up. `Missing` without the picture.
    async fn reset(&mut self, id: PhotoId) -> Result<(), StorageError>;
    /// The picture's bytes so far.
    async fn bytes(&mut self, id: PhotoId) -> Result<Vec<u8>, StorageError>;
    /// Ties pictures to an entry; one that is tied already stays where it is.
    async fn tie(&mut self, log: LogId, photos: &[PhotoId]) -> Result<(), StorageError>;
    /// The entry that a picture is tied to, by which access is judged; none while it has not arrived.
    async fn log(&mut self, id: PhotoId) -> Result<Option<LogId>, StorageError>;
    /// The children of the entry that a picture is tied to, by which access is judged.
    async fn children(&mut self, id: PhotoId) -> Result<Vec<ChildId>, StorageError>;
}
