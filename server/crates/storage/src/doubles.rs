//! What was decided about pairs of children who looked like one.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{ActId, ChildId, FactId};

use crate::StorageError;

/// A pair that somebody has decided about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    /// By which the decision is taken back; of two files made one also the act that did it.
    pub id: ActId,
    /// One of the children; of one child's two files the kept one.
    pub one: ChildId,
    /// The other; of one child's two files the one that leads to the kept one.
    pub other: ChildId,
    /// Whether they are one child.
    pub same: bool,
    /// The first day on which it holds.
    pub from: NaiveDate,
    /// The commit that decided it.
    pub seq: u64,
    /// The answers that came from the closed file into the kept one.
    pub facts: Vec<FactId>,
    /// The commit that took it back; none while it stands.
    pub taken_back: Option<u64>,
}

/// A closed file and the one it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// The child whose file is closed.
    pub linked: ChildId,
    /// The child whose file is kept.
    pub kept: ChildId,
    /// The first day on which it is so.
    pub from: NaiveDate,
}

/// Pairs of children who looked like one.
#[async_trait]
pub trait DoubleRepository: Send {
    /// Keeps a decision.
    async fn add(&mut self, judged: &Judged) -> Result<(), StorageError>;
    /// A decision, taken back or not; none when the county has no such decision.
    async fn get(&mut self, id: ActId) -> Result<Option<Judged>, StorageError>;
    /// Every decision that stands, the newest first.
    async fn standing(&mut self) -> Result<Vec<Judged>, StorageError>;
    /// Every closed file with the one it leads to.
    async fn links(&mut self) -> Result<Vec<Link>, StorageError>;
    /// The files to which a closed one led for a time, and leads no more.
    async fn once_led_to(&mut self, linked: ChildId) -> Result<Vec<ChildId>, StorageError>;
    /// Says that a commit took a decision back. `Missing` when there is no such decision that stands.
    async fn take_back(&mut self, id: ActId, seq: u64) -> Result<(), StorageError>;
}
