//! Pictures, received in chunks. Each is its sender's: an identifier that two have named is of two pictures, so that
//! nobody who learns one can take its place.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, LogId, PhotoId};

use crate::StorageError;

/// How far a picture has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhotoState {
    /// SHA-256 in hexadecimal, as named by the sender.
    pub sha256: String,
    /// Size of the whole picture in bytes, as named by the sender.
    pub bytes: u64,
    /// Bytes received without a gap.
    pub received: u64,
}

/// What the pictures of an account come to, as far as they were named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PhotosTaken {
    /// How many.
    pub count: u64,
    /// The bytes of all together.
    pub bytes: u64,
}

/// Pictures of the county's entries, whole or still on their way.
#[async_trait]
pub trait PhotoRepository: Send {
    /// How far a picture of an account has come.
    async fn state(&mut self, account: AccountId, id: PhotoId) -> Result<Option<PhotoState>, StorageError>;
    /// Expects a picture from an account, of which nothing has come.
    async fn expect(
        &mut self,
        account: AccountId,
        id: PhotoId,
        state: &PhotoState,
        at: DateTime<Utc>,
    ) -> Result<(), StorageError>;
    /// Adds the bytes that follow the `at` received. `Missing` when another number was received.
    async fn add_chunk(&mut self, account: AccountId, id: PhotoId, at: u64, data: &[u8]) -> Result<(), StorageError>;
    /// Whether a picture of an account was of a child who was erased: it is wanted no more, and kept nowhere.
    async fn is_erased(&mut self, account: AccountId, id: PhotoId) -> Result<bool, StorageError>;
    /// Erases pictures of an account, those too that have not come yet, but such as an entry of the account's names.
    async fn erase(&mut self, account: AccountId, photos: &[PhotoId]) -> Result<(), StorageError>;
    /// Throws away what was received, because it did not add up. `Missing` without the picture.
    async fn reset(&mut self, account: AccountId, id: PhotoId) -> Result<(), StorageError>;
    /// The picture's bytes so far.
    async fn bytes(&mut self, account: AccountId, id: PhotoId) -> Result<Vec<u8>, StorageError>;
    /// What an account has named since an instant.
    async fn taken(&mut self, account: AccountId, since: DateTime<Utc>) -> Result<PhotosTaken, StorageError>;
    /// Ties pictures of an entry's author to it, for good.
    async fn tie(&mut self, log: LogId, photos: &[PhotoId]) -> Result<(), StorageError>;
    /// The entries that name a picture, by which access is judged; none while they have not arrived.
    async fn logs(&mut self, id: PhotoId) -> Result<Vec<LogId>, StorageError>;
}
