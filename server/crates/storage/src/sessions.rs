//! Signed-in browsers. A session is found by its token through [`crate::Directory::session`].

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, CountyId, DeviceId};

use crate::StorageError;

/// Where somebody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionKind {
    /// On a phone, whose app keeps the token sealed and sends it in a header.
    Phone,
    /// At a desk, by a cookie that ends with the browser.
    Desk,
}

/// A browser that is signed in, as the server keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token; the token itself is not stored.
    pub token_hash: Vec<u8>,
    /// The account's county, in which the session is kept.
    pub county: CountyId,
    /// The account that signed in.
    pub account: AccountId,
    /// Where.
    pub kind: SessionKind,
    /// The device that signed in; none at a desk, which holds nothing.
    pub device: Option<DeviceId>,
    /// When it was used last, to the minute.
    pub seen_at: DateTime<Utc>,
    /// The instant from which on it is good for nothing.
    pub expires_at: DateTime<Utc>,
    /// Whether it is good for nothing any more but handing in work: its device was revoked.
    pub closing: bool,
    /// When its person last gave the password, or a code of the second step.
    pub confirmed_at: DateTime<Utc>,
    /// Whether it was opened by a second step as well.
    pub second_step: bool,
}

impl Session {
    /// A session that begins: on a phone where there is a device, else at a desk.
    pub fn opened(
        token_hash: Vec<u8>,
        (county, account): (CountyId, AccountId),
        device: Option<DeviceId>,
        now: DateTime<Utc>,
        expires_at: DateTime<Utc>,
    ) -> Self {
        let kind = if device.is_some() { SessionKind::Phone } else { SessionKind::Desk };
        Self {
            token_hash,
            county,
            account,
            kind,
            device,
            seen_at: now,
            expires_at,
            closing: false,
            confirmed_at: now,
            second_step: false,
        }
    }
}

/// The sessions of the county's accounts.
#[async_trait]
pub trait SessionRepository: Send {
    /// Opens a session. `Inconsistent` when it says that it is of another county.
    async fn add(&mut self, session: &Session) -> Result<(), StorageError>;
    /// Remembers that a session was used. One that has ended stays ended.
    async fn seen(&mut self, token_hash: &[u8], at: DateTime<Utc>) -> Result<(), StorageError>;
    /// Remembers that its person gave the password again. One that has ended stays ended.
    async fn confirmed(&mut self, token_hash: &[u8], at: DateTime<Utc>) -> Result<(), StorageError>;
    /// The sessions of an account at desks, whether their time is over or not, the one used last first.
    async fn at_desks(&mut self, account: AccountId) -> Result<Vec<Session>, StorageError>;
    /// Ends every session of an account at a desk.
    async fn end_at_desks(&mut self, account: AccountId) -> Result<(), StorageError>;
    /// Ends a session; one that has ended already is none the worse for it.
    async fn end(&mut self, token_hash: &[u8]) -> Result<(), StorageError>;
    /// Ends every session of an account, but for one and for those that are closing: a revoked phone
    /// still hands in its work.
    async fn end_all(&mut self, account: AccountId, but: Option<&[u8]>) -> Result<(), StorageError>;
    /// Forgets the sessions whose time is over, and says how many they were.
    async fn end_expired(&mut self, now: DateTime<Utc>) -> Result<u64, StorageError>;
}
