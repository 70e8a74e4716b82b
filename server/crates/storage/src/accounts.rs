//! People who sign in, and their roles.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, CountyId, SchoolId};
use domain::policy::Grant;

use crate::StorageError;

/// A person who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// By which everything the person records or does names them.
    pub id: AccountId,
    /// The county whose units of work are opened for the person.
    pub county: CountyId,
    /// Sign-in name, lower case; unique on the whole server.
    pub login: String,
    /// The person's name, as colleagues read it.
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
    /// The roles the person holds, each at a school or in the county.
    pub grants: Vec<Grant>,
}

/// The accounts of the county's people.
#[async_trait]
pub trait AccountRepository: Send {
    /// Adds accounts with their roles. `Conflict` when a sign-in name is taken, in whatever county;
    /// `Inconsistent` when an account says that it is of another county.
    async fn add(&mut self, accounts: &[Account]) -> Result<(), StorageError>;
    /// An account, ended or not; none when the county has no such account.
    async fn get(&mut self, id: AccountId) -> Result<Option<Account>, StorageError>;
    /// Whether a sign-in name is taken, in whatever county.
    async fn login_taken(&mut self, login: &str) -> Result<bool, StorageError>;
    /// Whether somebody else has a number: anybody of the county, ended or not, as a phone number, or anybody at all as a
    /// sign-in name.
    async fn number_taken(&mut self, number: &str, but: AccountId) -> Result<bool, StorageError>;
    /// Corrects a person's name, phone number and sign-in name; everything else stays. `Missing` without the account,
    /// `Conflict` when the sign-in name is taken, in whatever county.
    async fn correct(
        &mut self,
        id: AccountId,
        name: &str,
        phone: Option<&str>,
        login: &str,
    ) -> Result<(), StorageError>;
    /// Accounts that hold a role at a school, ended ones too, by name.
    async fn of_school(&mut self, school: SchoolId) -> Result<Vec<Account>, StorageError>;
    /// Accounts that hold a role in the county as a whole, ended ones too, by name.
    async fn of_county(&mut self) -> Result<Vec<Account>, StorageError>;
    /// Gives a role to an account, which does not hold it. `Missing` without the account.
    async fn give_role(&mut self, id: AccountId, grant: Grant) -> Result<(), StorageError>;
    /// Takes a role from an account. `Missing` when it does not hold it.
    async fn take_role(&mut self, id: AccountId, grant: Grant) -> Result<(), StorageError>;
    /// Sets a password hash and ends any activation code. `Missing` without the account.
    async fn set_password(&mut self, id: AccountId, hash: &str) -> Result<(), StorageError>;
    /// Sets a one-time activation code's digest, and who issued it. `Missing` without the account.
    async fn set_activation(
        &mut self,
        id: AccountId,
        code: &[u8],
        until: DateTime<Utc>,
        by: AccountId,
    ) -> Result<(), StorageError>;
    /// Who issued an account's last code, used or not; none where the account was made with one, or has had none.
    async fn code_by(&mut self, id: AccountId) -> Result<Option<AccountId>, StorageError>;
    /// Refuses sign-in from now on and revokes every device, as [`crate::DeviceRepository::revoke`]
    /// does. `Missing` without the account.
    async fn disable(&mut self, id: AccountId, at: DateTime<Utc>, until: DateTime<Utc>) -> Result<(), StorageError>;
}
