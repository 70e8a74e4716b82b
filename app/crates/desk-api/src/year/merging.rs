//! A school becomes part of another: what the centre asks, and what it would do.

use chrono::NaiveDate;
use domain::id::{ActId, SchoolId};
use domain::register::MergeReason;
use domain::report::InboxKind;
use serde::{Deserialize, Serialize};

/// How many days back the first day may lie. It does not lie ahead: from it on the mentors are the other school's.
pub const MERGE_DAYS_BACK_MAX: u64 = 120;

/// How a school is to become part of another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergePlan {
    /// The school that goes on.
    pub into: SchoolId,
    /// The first day there.
    pub from: NaiveDate,
    /// New names for classes, where they change.
    pub classes: Vec<(String, String)>,
    /// Why.
    pub reason: MergeReason,
}

/// What a school has become part of, or what has become part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedLine {
    /// The other school.
    pub id: SchoolId,
    /// Its official name.
    pub name: String,
    /// The first day on which they are one.
    pub from: NaiveDate,
}

/// A class of the school that closes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedClass {
    /// Its name now.
    pub name: String,
    /// Its name at the school that goes on.
    pub to: String,
    /// Whether there is a class of that name there, or another one comes: they become one class.
    pub joins: bool,
    /// The names of its children.
    pub names: Vec<String>,
}

/// What a merging would do, before it is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergePreview {
    /// By which it will be done, and taken back.
    pub act: ActId,
    /// What was shown, in short: it is done only as long as it is still this.
    pub seen: String,
    /// The name of the school that goes on.
    pub into: String,
    /// The classes, with what becomes of them.
    pub classes: Vec<MergedClass>,
    /// How many children keep their mentor.
    pub kept: usize,
    /// The mentors who come along.
    pub mentors: Vec<String>,
    /// Those whose role as coordinator or lead stays at the school that closes.
    pub staying: Vec<String>,
    /// What waits at the school that closes, and how much of it. Until it is settled nothing can be done.
    pub waits: Vec<(InboxKind, usize)>,
}
