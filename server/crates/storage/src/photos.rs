//! Pictures, received in chunks.

use async_trait::async_trait;
use domain::id::{AccountId, PhotoId};

use crate::StorageError;

/// How far a picture has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoState {
    /// Whose phone sends it.
    pub account: AccountId,
    /// SHA-256 in hexadecimal, as named by the sender.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Bytes received without a gap.
    pub received: u64,
}

/// Pictures.
#[async_trait]
pub trait Photos {
    /// How far a picture has come.
    async fn photo_state(&mut self, id: PhotoId) -> Result<Option<PhotoState>, StorageError>;
    /// Expects a picture.
    async fn expect_photo(&mut self, id: PhotoId, state: &PhotoState) -> Result<(), StorageError>;
    /// Adds the bytes that follow those received.
    async fn add_photo_chunk(&mut self, id: PhotoId, at: u64, data: &[u8]) -> Result<(), StorageError>;
    /// Throws away what was received, because it did not add up.
    async fn reset_photo(&mut self, id: PhotoId) -> Result<(), StorageError>;
    /// The picture's bytes so far.
    async fn photo_bytes(&mut self, id: PhotoId) -> Result<Vec<u8>, StorageError>;
    /// The entry that names a picture, by which access is judged; none while it has not arrived.
    async fn photo_log(&mut self, id: PhotoId) -> Result<Option<domain::id::LogId>, StorageError>;
    /// The children of that entry, those of its classes too.
    async fn photo_children(&mut self, id: PhotoId) -> Result<Vec<domain::id::ChildId>, StorageError>;
    /// Ties pictures to an entry.
    async fn tie_photos(&mut self, log: domain::id::LogId, photos: &[PhotoId]) -> Result<(), StorageError>;
}
