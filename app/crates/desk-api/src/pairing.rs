//! A child is paired with a mentor.

use async_trait::async_trait;
use domain::id::{AccountId, ChildId};

use crate::{Choice, DeskError};

/// Giving a child to a mentor.
#[async_trait]
pub trait PairingDesk: Send + Sync {
    /// The mentors a child may be given to: those of its school.
    async fn mentors_for(&self, child: ChildId) -> Result<Vec<Choice<AccountId>>, DeskError>;
    /// Gives a child to a mentor of its school from today; whoever had the child has it up to yesterday.
    async fn pair(&self, child: ChildId, mentor: AccountId) -> Result<(), DeskError>;
}
