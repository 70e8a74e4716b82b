//! Late work on a child who had moved on by the day it was done: the school takes it into the file, or not.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{ChildId, OpId};
use domain::report::EntryLine;
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// Late work that waits for its school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateWork {
    /// The operation, by which it is decided about.
    pub op: OpId,
    /// The child whom it is about.
    pub child: ChildId,
    /// The child's name.
    pub name: String,
    /// The name of who recorded it.
    pub author: String,
    /// The name of the child's mentor now.
    pub mentor: Option<String>,
    /// What was recorded, as far as this reader may see it; none for a follow-up that was done.
    pub entry: Option<EntryLine>,
    /// When it was saved.
    pub captured_at: DateTime<Utc>,
}

/// What the school says of late work.
#[async_trait]
pub trait LateWorkDesk: Send + Sync {
    /// Takes late work into the child's file, in its author's name, or declines it.
    async fn resolve_late(&self, op: OpId, accept: bool) -> Result<(), DeskError>;
}
