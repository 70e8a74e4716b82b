//! Children are paired with mentors: one handed on, or a whole school's proposal looked over and accepted.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, ChildId, ProposalId, SchoolId};
use domain::register::proposal::Suggested;
use domain::register::{PairingEnded, PairingRole};
use serde::{Deserialize, Serialize};

use crate::{Choice, DeskError};

/// Most pairings that are accepted at once: more than any school has children.
pub const PAIRS_MAX: usize = 2_000;
/// Most proposals of a school that wait for its lead: more than anybody looks through.
pub const PROPOSALS_MAX: usize = 100;
/// How many days ahead a pairing may begin or end.
pub const FROM_DAYS_AHEAD_MAX: u64 = 120;
/// How many days a second mentor stays beside the first at most; whoever stays longer is said so again.
pub const BESIDE_DAYS_MAX: u64 = 366;

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
        /// Whether the mentor is at another school now; otherwise the account has ended.
        elsewhere: bool,
    },
    /// A mentor has more children than the rules let anybody be given.
    OverLimit {
        /// The mentor's name.
        mentor: String,
        /// The children.
        children: Vec<Choice<ChildId>>,
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
    /// Its village; `None` where the address names none.
    pub village: Option<String>,
    /// Who could take it, and why; `None` when nobody has room.
    pub suggested: Option<Suggested>,
}

/// A mentor who can be chosen, with the children that decide whether this is the right one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chooseable {
    /// The mentor.
    pub id: AccountId,
    /// The mentor's name.
    pub name: String,
    /// The names of the children that the mentor has or will have.
    pub children: Vec<String>,
    /// Whether the rules leave room for one more.
    pub has_room: bool,
}

/// A pairing of a child, as its history is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairingLine {
    /// The mentor.
    pub mentor: AccountId,
    /// The mentor's name.
    pub name: String,
    /// Whether the mentor is responsible or a second one.
    pub role: PairingRole,
    /// First day.
    pub from: NaiveDate,
    /// Last day; `None` while it goes on.
    pub to: Option<NaiveDate>,
    /// Why it ended or will end.
    pub ended: Option<PairingEnded>,
}

/// What is asked before a child is given to a mentor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandingView {
    /// Today in the county.
    pub as_of: NaiveDate,
    /// How many days before its end the rules want the end of a pairing to be said.
    pub farewell_days: u32,
    /// The child's pairings that are in force or to come, by first day.
    pub pairings: Vec<PairingLine>,
    /// The mentors of its school, by name.
    pub mentors: Vec<Chooseable>,
    /// Whether a new pairing would wait for the school's lead.
    pub asks_lead: bool,
}

/// How a child changes hands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handing {
    /// Who has the child from then on; nobody yet.
    pub to: Option<AccountId>,
    /// The first day of the new mentor; whoever had the child has it up to the day before.
    pub from: NaiveDate,
    /// Why it changes hands.
    pub why: PairingEnded,
}

/// A second mentor for a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Beside {
    /// The second mentor.
    pub mentor: AccountId,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// One pairing of what waits for the lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProposedLine {
    /// The child's name.
    pub child: String,
    /// The mentor's name.
    pub mentor: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day; only a second mentor has one.
    pub to: Option<NaiveDate>,
}

/// Pairings that wait for the lead, agreed to or declined together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposed {
    /// By which it is decided about.
    pub id: ProposalId,
    /// The name of who proposes it.
    pub by: String,
    /// When it was proposed.
    pub at: DateTime<Utc>,
    /// The pairings.
    pub lines: Vec<ProposedLine>,
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
    /// Whether what is accepted would wait for the school's lead.
    pub asks_lead: bool,
    /// What waits for the lead, oldest first.
    pub waiting: Vec<Proposed>,
    /// What is wrong with pairings in force.
    pub troubles: Vec<PairingTrouble>,
    /// The children without a mentor, by class and name.
    pub children: Vec<ToPair>,
    /// The school's mentors who have room, by name; those proposed are among them.
    pub mentors: Vec<Chooseable>,
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
    /// Nobody is responsible for it, so that nobody can be ended or helped.
    Unpaired,
    /// The mentor would have more children than the rules allow.
    OverLimit,
    /// Its last day has passed meanwhile.
    Over,
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
    /// Who has a child, and the mentors that it may be given to: those of its school.
    async fn mentors_for(&self, child: ChildId) -> Result<HandingView, DeskError>;
    /// Ends whoever is responsible for a child and gives it to another mentor of its school, or to nobody yet.
    /// What does not fit is answered, and then nothing is done.
    async fn hand_on(&self, child: ChildId, handing: Handing) -> Result<Option<UnfitWhy>, DeskError>;
    /// Puts a second mentor beside the one responsible, or sets the days of the one who is there. What does not fit
    /// is answered, and then nothing is done.
    async fn put_beside(&self, child: ChildId, beside: Beside) -> Result<Option<UnfitWhy>, DeskError>;
    /// A school's children without a mentor with a proposal. The look is written to the access log.
    async fn pairings(&self, school: SchoolId) -> Result<PairingsView, DeskError>;
    /// Agrees to what waits for the lead, or declines it; whoever proposes it may take it back. `Changed` when it was
    /// decided already, or does not fit the register any more.
    async fn decide_proposal(&self, id: ProposalId, accept: bool) -> Result<(), DeskError>;
    /// Pairs children from a day on, or lays it before the lead where the rules ask for that: all of them, and the answer is empty; or, when any does not fit the register
    /// as it is now, none, and each that does not fit is answered. A half accepted list would have to be compared
    /// by hand with what was looked over.
    async fn accept_pairings(
        &self,
        school: SchoolId,
        from: NaiveDate,
        pairs: Vec<Matched>,
    ) -> Result<Vec<Unfit>, DeskError>;
}
