//! Signed-in browsers. A session is found by its token through [`crate::Directory::session`].

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, CountyId, DeviceId};

use crate::StorageError;

/// A browser that is signed in, as the server keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token; the token itself is not stored.
    pub token_hash: Vec<u8>,
    /// The account's county, in which the session is kept.
    pub county: CountyId,
    /// The account that signed in.
    pub account: AccountId,
    /// The device that signed in.
    pub device: Option<DeviceId>,
    /// The instant from which on it is good for nothing.
    pub expires_at: DateTime<Utc>,
    /// Whether it is good for nothing any more but handing in work: its device was revoked.
    pub closing: bool,
}

/// The sessions of the county's accounts.
#[async_trait]
pub trait SessionRepository: Send {
    /// Opens a session. `Inconsistent` when it says that it is of another county.
    async fn add(&mut self, session: &Session) -> Result<(), StorageError>;
    /// Ends a session; one that has ended already is none the worse for it.
    async fn end(&mut self, token_hash: &[u8]) -> Result<(), StorageError>;
    /// Ends every session of an account, but for one and for those that are closing: a revoked phone
    /// still hands in its work.
    async fn end_all(&mut self, account: AccountId, but: Option<&[u8]>) -> Result<(), StorageError>;
    /// Ends every session of a device, closing ones too: it has handed in its work.
    async fn end_of_device(&mut self, device: DeviceId) -> Result<(), StorageError>;
    /// Forgets the sessions whose time is over, and says how many they were.
    async fn end_expired(&mut self, now: DateTime<Utc>) -> Result<u64, StorageError>;
}
