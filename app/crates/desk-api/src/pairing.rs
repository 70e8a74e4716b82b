//! Children are paired with mentors: one handed on, or a whole school's proposal looked over and accepted.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{AccountId, ChildId, SchoolId};
use domain::register::proposal::Suggested;
use serde::{Deserialize, Serialize};

use crate::{Choice, DeskError};

/// Most pairings that are accepted at once: more than any school has children.
pub const PAIRS_MAX: usize = 2_000;
/// How many days ahead a pairing may begin.
pub const FROM_DAYS_AHEAD_MAX: u64 = 120;

/// What is wrong with pairings that are in force.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum PairingTrouble {
    /// Two mentors are responsible for a child at once.
    Double {
        /// The child.
        child: Choice<ChildId>,
        /// The mentors' names.
        mentors: Vec<String>,
    },
    /// The mentor responsible for a child is no mentor of the school any more.
    MentorGone {
        /// The child.
        child: Choice<ChildId>,
        /// The mentor's name.
        mentor: String,
    },
    /// A mentor has more children than the rules let anybody be given.
    OverLimit {
        /// The mentor's name.
        mentor: String,
        /// The children's names.
        children: Vec<String>,
    },
}

/// A child without a mentor, and who is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToPair {
    /// The child.
    pub id: ChildId,
    /// Its name.
    pub name: String,
    /// Its class.
    pub class_name: String,
    /// Who could take it, and why; `None` when nobody has room.
    pub suggested: Option<Suggested>,
}

/// A school's pairings: what is wrong, and who has no mentor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairingsView {
    /// The school's official name.
    pub name: String,
    /// The day it is true for.
    pub as_of: NaiveDate,
    /// How many children a mentor is given at most.
    pub limit: u32,
    /// What is wrong with pairings in force.
    pub troubles: Vec<PairingTrouble>,
    /// The children without a mentor, by class and name.
    pub children: Vec<ToPair>,
    /// The school's mentors who have room, by name; those proposed are among them.
    pub mentors: Vec<Choice<AccountId>>,
}

/// A child for a mentor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matched {
    /// The child.
    pub child: ChildId,
    /// The mentor.
    pub mentor: AccountId,
}

/// Why a child cannot be paired as it was to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnfitWhy {
    /// It is not the school's child on the day.
    ChildGone,
    /// It has a mentor on the day or later.
    Paired,
    /// The mentor is not one of the school's any more.
    MentorGone,
    /// The mentor would have more children than the rules allow.
    OverLimit,
    /// What this version has no name for.
    #[serde(other)]
    Other,
}

/// A child that does not fit, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unfit {
    /// The child.
    pub child: ChildId,
    /// Why.
    pub why: UnfitWhy,
}

/// Giving children to mentors.
#[async_trait]
pub trait PairingDesk: Send + Sync {
    /// The mentors a child may be given to: those of its school.
    async fn mentors_for(&self, child: ChildId) -> Result<Vec<Choice<AccountId>>, DeskError>;
    /// Gives a child to a mentor of its school from today; whoever had the child has it up to yesterday.
    async fn pair(&self, child: ChildId, mentor: AccountId) -> Result<(), DeskError>;
    /// A school's children without a mentor with a proposal. The look is written to the access log.
    async fn pairings(&self, school: SchoolId) -> Result<PairingsView, DeskError>;
    /// Pairs children from a day on: all of them, and the answer is empty; or, when any does not fit the register
    /// as it is now, none, and each that does not fit is answered. A half accepted list would have to be compared
    /// by hand with what was looked over.
    async fn accept_pairings(
        &self,
        school: SchoolId,
        from: NaiveDate,
        pairs: Vec<Matched>,
    ) -> Result<Vec<Unfit>, DeskError>;
}
