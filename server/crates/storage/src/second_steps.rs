//! The second step with which people sign in at a desk.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::AccountId;

use crate::StorageError;

/// For what a code that is good once is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeUse {
    /// It stands on a card, under a number.
    Card,
    /// For who has lost card or authenticator.
    Recovery,
}

/// What somebody has for the second step.
#[derive(Clone, PartialEq, Eq)]
pub enum StepKind {
    /// An authenticator, by the seed that it shares with the server.
    Authenticator(Vec<u8>),
    /// A card with codes.
    Card,
}

/// A code that is good once.
#[derive(Clone, PartialEq, Eq)]
pub struct StepCode {
    /// For what it is.
    pub usage: CodeUse,
    /// Its number, from 1.
    pub n: u32,
    /// Its digest under the account's key.
    pub digest: String,
    /// When it was used; none while it is good.
    pub used_at: Option<DateTime<Utc>>,
}

/// An account's second step. Nothing of it is ever printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SecondStep {
    /// Whose.
    pub account: AccountId,
    /// What they have.
    pub kind: StepKind,
    /// Makes the digests of the codes.
    pub digest_key: Vec<u8>,
    /// The last step of time of which a code was used.
    pub last_step: u64,
    /// When it was set up.
    pub set_at: DateTime<Utc>,
    /// Wrong codes that were tried since the last right one.
    pub wrong: u32,
    /// When the last of them was.
    pub wrong_at: Option<DateTime<Utc>>,
    /// All codes, used ones too, by use and number.
    pub codes: Vec<StepCode>,
}

impl std::fmt::Debug for SecondStep {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecondStep")
            .field("account", &self.account)
            .field("set_at", &self.set_at)
            .finish_non_exhaustive()
    }
}

impl SecondStep {
    /// The codes of a use that are good still, by number.
    pub fn good(&self, usage: CodeUse) -> impl Iterator<Item = &StepCode> {
        self.codes.iter().filter(move |code| code.usage == usage && code.used_at.is_none())
    }
}

/// The second steps of the county's people.
#[async_trait]
pub trait SecondStepRepository: Send {
    /// An account's; none where it has none.
    async fn get(&mut self, account: AccountId) -> Result<Option<SecondStep>, StorageError>;
    /// Sets an account's, with all its codes, instead of the one before.
    async fn put(&mut self, step: &SecondStep) -> Result<(), StorageError>;
    /// Remembers that so many wrong codes were tried since the last right one, the last of them at an instant; 0 forgives
    /// them. An account that has none is none the worse for it.
    async fn tried(&mut self, account: AccountId, wrong: u32, at: DateTime<Utc>) -> Result<(), StorageError>;
    /// Takes an account's away; one that has none is none the worse for it.
    async fn remove(&mut self, account: AccountId) -> Result<(), StorageError>;
    /// Remembers that the code of a step of time was used. `Missing` when that step or a later one was used before.
    async fn use_step(&mut self, account: AccountId, step: u64) -> Result<(), StorageError>;
    /// Remembers that a code was used. `Missing` when there is none that is good still.
    async fn use_code(
        &mut self,
        account: AccountId,
        usage: CodeUse,
        n: u32,
        at: DateTime<Utc>,
    ) -> Result<(), StorageError>;
}
