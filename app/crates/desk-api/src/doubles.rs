//! Children of the register who may be one: shown in pairs, decided by a person, taken back.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{ActId, ChildId, SchoolId};
use domain::register::Sex;
use domain::register::matching::{Evidence, Likeness};
use domain::report::AdultLine;
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// Most pairs shown at once.
pub const PAIRS_SHOWN_MAX: usize = 10;

/// One of the two records of a pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The child.
    pub id: ChildId,
    /// The name.
    pub name: String,
    /// The birth date.
    pub birth: Option<NaiveDate>,
    /// The sex.
    pub sex: Option<Sex>,
    /// The school that answers for it.
    pub school: String,
    /// The class; empty when not known.
    pub class_name: String,
    /// The mentor's name; none when it is not paired.
    pub mentor: Option<String>,
    /// Where it lives.
    pub address: String,
    /// Its parents and carers, phones masked.
    pub adults: Vec<AdultLine>,
    /// Of the identity number the digits that differ from the other's; none where they do not, or where too many do.
    pub digits: Option<String>,
    /// When it entered the register.
    pub entered_on: NaiveDate,
}

/// Two children who may be one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairLine {
    /// The one that was in the register first.
    pub one: Record,
    /// The other.
    pub other: Record,
    /// How it looks.
    pub likeness: Likeness,
    /// What speaks for and against.
    pub evidence: Vec<Evidence>,
    /// How many of those compared bear the first one's name.
    pub bearers: usize,
}

/// Two files that were made one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JoinedLine {
    /// By which it is taken back.
    pub id: ActId,
    /// The kept child.
    pub kept: ChildId,
    /// Its name.
    pub name: String,
    /// The name in the closed file.
    pub closed_name: String,
    /// The first day on which there is one file.
    pub from: NaiveDate,
}

/// What is to be decided, and what was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoublesView {
    /// The day it is true for.
    pub as_of: NaiveDate,
    /// Pairs nobody has decided about, the likeliest first.
    pub pairs: Vec<PairLine>,
    /// How many more there are, to be shown when these are decided.
    pub more: usize,
    /// Files that were made one and can be two again, the newest first.
    pub joined: Vec<JoinedLine>,
}

/// Children who may be one.
#[async_trait]
pub trait DoublesDesk: Send + Sync {
    /// The pairs among a school's children; among the whole county's where no school is named, which is for the centre.
    /// A school's are told from that school's children alone. The look is written to the access log.
    async fn doubles(&self, school: Option<SchoolId>) -> Result<DoublesView, DeskError>;
    /// They are one child: the other's file is closed and leads to the kept one. `Changed` when one of them is closed already.
    async fn join_children(&self, kept: ChildId, other: ChildId) -> Result<(), DeskError>;
    /// They are two children, and nobody is asked again.
    async fn keep_apart(&self, one: ChildId, other: ChildId) -> Result<(), DeskError>;
    /// Takes a decision back. `Changed` when something has built on it.
    async fn take_back_double(&self, id: ActId) -> Result<(), DeskError>;
}
