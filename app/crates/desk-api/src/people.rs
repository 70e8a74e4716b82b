//! Those who work for the children of a school, and what becomes of the account of one who leaves.

use async_trait::async_trait;
use domain::id::{AccountId, SchoolId};
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// A person of the school who signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// The account, to issue a code for or to end.
    pub id: AccountId,
    /// The person's name.
    pub name: String,
    /// The name to sign in with.
    pub login: String,
    /// Whether a password has been set.
    pub active: bool,
    /// Whether the reader may help this person and issue a code.
    pub may_help: bool,
    /// Whether the reader may end the account of this person, who leaves.
    pub may_end: bool,
}

/// The people of a school and their accounts.
#[async_trait]
pub trait PeopleDesk: Send + Sync {
    /// The people of a school who sign in, but for those who have left.
    async fn people(&self, school: SchoolId) -> Result<Vec<Colleague>, DeskError>;
    /// A mentor leaves: the children are free, sign-in is refused, phones hand in their work and forget.
    async fn end_account(&self, account: AccountId) -> Result<(), DeskError>;
}
