//! Late work on a child who had moved on by the day it was done: the school takes it into the file, or not.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{ChildId, OpId};
use domain::report::EntryLine;
use domain::term::{PageBody, Term};
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// What was done late, as far as this reader may see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LateDeed {
    /// An entry.
    Recorded(Box<EntryLine>),
    /// What is counted of an entry was put otherwise.
    Corrected {
        /// How it stands.
        from: Box<EntryLine>,
        /// How it would stand.
        to: Box<EntryLine>,
    },
    /// An entry was taken back.
    Withdrawn(Box<EntryLine>),
    /// Somebody looked again, as the entry had asked.
    LookedAgain(Box<EntryLine>),
    /// The page of a term.
    Page(Term, Box<PageBody>),
    /// What cannot be read here.
    Unreadable,
}

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
    /// What was done.
    pub deed: LateDeed,
    /// When it was saved.
    pub captured_at: DateTime<Utc>,
}

/// What the school says of late work.
#[async_trait]
pub trait LateWorkDesk: Send + Sync {
    /// Takes late work into the child's file, in its author's name, or declines it.
    async fn resolve_late(&self, op: OpId, accept: bool) -> Result<(), DeskError>;
}
