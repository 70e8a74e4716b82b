//! People who sign in, their roles and sessions.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, CountyId, DeviceId};
use domain::policy::Grant;

use crate::StorageError;

/// A person who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Identifier.
    pub id: AccountId,
    /// County.
    pub county: CountyId,
    /// Sign-in name, lower case.
    pub login: String,
    /// Name.
    pub name: String,
    /// Work phone, for the coordinator to call; digits only.
    pub phone: Option<String>,
    /// Password hash in PHC form; none before activation.
    pub password_hash: Option<String>,
    /// Digest of the one-time activation code.
    pub activation: Option<Vec<u8>>,
    /// Until when the code is good.
    pub activation_until: Option<DateTime<Utc>>,
    /// Whether sign-in is refused.
    pub disabled: bool,
    /// Roles.
    pub grants: Vec<Grant>,
}

/// A signed-in browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token; the token itself is not stored.
    pub token_hash: Vec<u8>,
    /// Account.
    pub account: AccountId,
    /// The device that signed in.
    pub device: Option<DeviceId>,
    /// When it ends.
    pub expires_at: DateTime<Utc>,
}

/// Accounts and sessions.
#[async_trait]
pub trait Accounts {
    /// Adds accounts with their roles.
    async fn add_accounts(&mut self, accounts: &[Account]) -> Result<(), StorageError>;
    /// The account of a sign-in name.
    async fn account_by_login(&mut self, login: &str) -> Result<Option<Account>, StorageError>;
    /// An account.
    async fn account(&mut self, id: AccountId) -> Result<Option<Account>, StorageError>;
    /// Accounts that hold a role at a school.
    async fn accounts_of_school(&mut self, school: domain::id::SchoolId) -> Result<Vec<Account>, StorageError>;
    /// Sets a password hash and ends any activation code.
    async fn set_password(&mut self, id: AccountId, hash: &str) -> Result<(), StorageError>;
    /// Sets a one-time activation code's digest.
    async fn set_activation(&mut self, id: AccountId, code: &[u8], until: DateTime<Utc>) -> Result<(), StorageError>;
    /// Refuses sign-in from now on and revokes every device, which may still hand in its work.
    async fn disable_account(&mut self, id: AccountId) -> Result<(), StorageError>;
    /// Opens a session.
    async fn add_session(&mut self, session: &Session) -> Result<(), StorageError>;
    /// The session of a token's hash.
    async fn session(&mut self, token_hash: &[u8]) -> Result<Option<Session>, StorageError>;
    /// Ends a session.
    async fn end_session(&mut self, token_hash: &[u8]) -> Result<(), StorageError>;
    /// Ends every session of an account, but for one.
    async fn end_sessions(&mut self, account: AccountId, but: Option<&[u8]>) -> Result<(), StorageError>;
}
