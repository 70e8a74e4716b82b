//! A child is in hospital or with its parents: its duties wait until it is back.

use async_trait::async_trait;
use domain::guardianship::Stay;
use domain::id::{ChildId, StatusId};

use crate::DeskError;

/// Noting where a child is for a time.
#[async_trait]
pub trait StaysDesk: Send + Sync {
    /// Notes a stay. `Changed` where another one has some of its days: the child is in one place at a time.
    async fn note_stay(&self, child: ChildId, stay: Stay) -> Result<(), DeskError>;
    /// Corrects a stay, or ends it by a last day that is over.
    async fn change_stay(&self, child: ChildId, status: StatusId, stay: Stay) -> Result<(), DeskError>;
    /// Takes a stay back: it never was.
    async fn take_back_stay(&self, child: ChildId, status: StatusId) -> Result<(), DeskError>;
}
