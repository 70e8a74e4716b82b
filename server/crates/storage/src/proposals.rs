//! Pairings that a coordinator proposes and a school's lead has not agreed to yet.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, ProposalId, SchoolId};

use crate::{Decision, StorageError};

/// Something that waits for a school's lead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// By which it is decided about.
    pub id: ProposalId,
    /// The school whose lead is asked.
    pub school: SchoolId,
    /// What is proposed; the desk reads it.
    pub text: String,
    /// Who proposes it.
    pub by: AccountId,
    /// When it was proposed, by the server's clock.
    pub at: DateTime<Utc>,
    /// What was said of it; none while nothing was.
    pub decision: Option<Decision>,
}

/// What waits for a school's lead, and what was decided.
#[async_trait]
pub trait ProposalRepository: Send {
    /// Adds one that nobody has decided on.
    async fn add(&mut self, proposal: &Proposal) -> Result<(), StorageError>;
    /// A proposal, decided or not.
    async fn get(&mut self, id: ProposalId) -> Result<Option<Proposal>, StorageError>;
    /// What waits for a school's lead, oldest first.
    async fn of_school(&mut self, school: SchoolId) -> Result<Vec<Proposal>, StorageError>;
    /// Keeps what was said. `Missing` when nothing of the kind waits: it is decided once.
    async fn resolve(&mut self, id: ProposalId, decision: Decision) -> Result<(), StorageError>;
}
