//! A school's next year: its classes go on, its leavers are offered to other schools, others' leavers come in. What
//! was done is listed, and taken back while nothing has built on it.

pub mod merging;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{ActId, ChildId, OfferId, SchoolId};
use domain::import::column::Column;
use domain::import::draft::decision::Candidate;
use domain::import::finding::Cause;
use domain::register::year::{Goes, Plan};
use domain::register::{ActKind, Ended, OfferState, SchoolYear, Sex};
use serde::{Deserialize, Serialize};

use self::merging::{MergePlan, MergePreview, MergedLine};
use crate::{Choice, DeskError};

/// Most classes and children that a plan speaks of: more than any school has.
pub const PLAN_LINES_MAX: usize = 4_000;
/// How many acts are listed, the newest.
pub const ACTS_SHOWN: u32 = 20;
/// For how many days an answered offer is still shown.
pub const ANSWERS_SHOWN_DAYS: i64 = 120;
/// How many days back or ahead a child's last day may lie.
pub const LEAVE_DAYS_MAX: u64 = 120;

/// Most characters of anything that is typed of a child.
pub const TYPED_CHARS_MAX: usize = 100;

/// A class that goes into the next year, and what is proposed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassLine {
    /// Its name now.
    pub name: String,
    /// Its children, by name.
    pub children: Vec<Choice<ChildId>>,
    /// What is proposed; `None` where a person must say.
    pub goes: Option<Goes>,
}

/// A child that one school offers to another, as one of the two sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferLine {
    /// The offer.
    pub id: OfferId,
    /// The child's name.
    pub name: String,
    /// The child's sex, where it is known.
    pub sex: Option<Sex>,
    /// The child's birth date, where it is known.
    pub birth: Option<NaiveDate>,
    /// Its class at the school that offers it.
    pub class_name: String,
    /// The name of the other school.
    pub school: String,
    /// Its first day at the other school, if that accepts today.
    pub from: NaiveDate,
    /// What became of it.
    pub state: OfferState,
    /// Why it was declined.
    pub reason: String,
}

/// Why an act cannot be taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BuiltOnWhy {
    /// The child's place or mentor is no more as the act left it.
    Changed,
    /// The child has come to another class since.
    Enrolled,
    /// The child has been given to a mentor at its new school.
    Paired,
    /// The mentor's role is no more as the act left it.
    Role,
    /// What this version has no name for.
    #[serde(other)]
    Other,
}

/// What has built on an act: the first child of whom something did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BuiltOnLine {
    /// What.
    pub why: BuiltOnWhy,
    /// The child's name.
    pub name: String,
}

/// An act that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActLine {
    /// By which it is taken back.
    pub id: ActId,
    /// What kind of act.
    pub kind: ActKind,
    /// When it was done.
    pub at: DateTime<Utc>,
    /// The name of who did it.
    pub by: String,
    /// Of how many children it changed something.
    pub count: usize,
    /// The child's name, where it is one.
    pub name: String,
    /// The child, where it can be handed over to another county on paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hands_over: Option<ChildId>,
    /// Whether it was taken back.
    pub is_taken_back: bool,
    /// Why it cannot be taken back, where it cannot.
    pub built_on: Option<BuiltOnLine>,
}

/// The page of the year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearView {
    /// The school's official name.
    pub name: String,
    /// Today in the county.
    pub as_of: NaiveDate,
    /// The school year that comes next.
    pub year: SchoolYear,
    /// Whether it is time to plan it.
    pub is_time: bool,
    /// The classes that have not gone into it yet.
    pub classes: Vec<ClassLine>,
    /// All children of the school today, each by class and name.
    pub children: Vec<Choice<ChildId>>,
    /// The names of the school's classes, now and as proposed, to choose from where a class is typed.
    pub class_names: Vec<String>,
    /// The other schools of the county; those that follow on this one first.
    pub schools: Vec<Choice<SchoolId>>,
    /// Children of other schools who are offered to this one.
    pub received: Vec<OfferLine>,
    /// Children of this school who are offered to others, and what those answered.
    pub sent: Vec<OfferLine>,
    /// What was done, newest first.
    pub acts: Vec<ActLine>,
    /// What it has become part of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<MergedLine>,
    /// What has become part of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub took_over: Vec<MergedLine>,
    /// The classes, with how many children each has, where this person may make it part of another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub can_merge: Option<Vec<(String, usize)>>,
}

/// Children of one class of whom the same becomes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Their class now.
    pub class_name: String,
    /// What becomes of them.
    pub goes: Goes,
    /// Their names.
    pub names: Vec<String>,
}

/// What a plan would do, before it is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct YearPreview {
    /// By which it will be done, and taken back.
    pub act: ActId,
    /// What was shown, in short: it is done only as long as it is still this.
    pub seen: String,
    /// The children, by class and by what becomes of them.
    pub groups: Vec<Group>,
    /// How many children keep their mentor.
    pub kept: usize,
    /// The children whose pairing ends, because they leave.
    pub ended: Vec<String>,
    /// The children whose pairing ends when the other school accepts them.
    pub waiting: Vec<String>,
    /// The classes of which nobody has said what becomes of them. Until then nothing can be done.
    pub unclear: Vec<String>,
}

/// A child whom a school takes in, and into which class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakenIn {
    /// The offer that is accepted.
    pub offer: OfferId,
    /// The child's class here.
    pub class_name: String,
}

/// A child as somebody typed it; what is not known is empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedChild {
    /// Name.
    pub name: String,
    /// 男 or 女.
    pub sex: String,
    /// Birth date.
    pub birth: String,
    /// Identity number.
    pub id_number: String,
    /// Class.
    pub class_name: String,
    /// Where the household lives.
    pub address: String,
    /// The father's name.
    pub father: String,
    /// The mother's name.
    pub mother: String,
    /// What the carer is to the child, such as 奶奶.
    pub relation: String,
    /// The carer's name.
    pub carer: String,
    /// The carer's phone number.
    pub phone: String,
}

impl TypedChild {
    /// All that was typed.
    pub fn all(&self) -> [&str; 11] {
        [
            &self.name,
            &self.sex,
            &self.birth,
            &self.id_number,
            &self.class_name,
            &self.address,
            &self.father,
            &self.mother,
            &self.relation,
            &self.carer,
            &self.phone,
        ]
    }
}

/// Who a typed child is, by what somebody said who was asked.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// Nobody was asked yet.
    #[default]
    NotSaid,
    /// None of those who are alike.
    New,
    /// This one, who was at the school before.
    Same(ChildId),
}

/// What became of a child that somebody typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entered {
    /// It is at the school.
    Done(ChildId),
    /// It was there already; nothing was done.
    Here(ChildId),
    /// It is at another school of the county, which must send it. Nothing was done.
    Elsewhere,
    /// Children of the school who may be the same: somebody must say. Nothing was done.
    Alike(Vec<Candidate>),
    /// What cannot be read, where that is known. Nothing was done.
    Unfit(Vec<(Option<Column>, Cause)>),
}

/// A school's next year.
#[async_trait]
pub trait YearDesk: Send + Sync {
    /// A school's next year, as it stands and as it is proposed. The look is written to the access log.
    async fn year(&self, school: SchoolId) -> Result<YearView, DeskError>;
    /// What a plan would do. Nothing is written.
    async fn preview_year(&self, school: SchoolId, plan: Plan) -> Result<YearPreview, DeskError>;
    /// Does a plan as it was shown. `Changed` when it would do something else by now: it is to be shown anew.
    async fn do_year(&self, school: SchoolId, plan: Plan, act: ActId, seen: String) -> Result<(), DeskError>;
    /// What it would do if the school became part of another. Nothing is written.
    async fn preview_merging(&self, school: SchoolId, plan: MergePlan) -> Result<MergePreview, DeskError>;
    /// Makes a school part of another, as it was shown. `Changed` when it would do something else by now.
    async fn merge_schools(&self, school: SchoolId, plan: MergePlan, act: ActId, seen: String)
    -> Result<(), DeskError>;
    /// Takes in children whom other schools offered. `Changed` when one is not offered any more: none is taken in.
    async fn accept_offers(&self, school: SchoolId, taken: Vec<TakenIn>) -> Result<(), DeskError>;
    /// Declines offers of other schools, with a reason.
    async fn decline_offers(&self, school: SchoolId, offers: Vec<OfferId>, reason: String) -> Result<(), DeskError>;
    /// Takes back offers that have not been answered.
    async fn withdraw_offers(&self, school: SchoolId, offers: Vec<OfferId>) -> Result<(), DeskError>;
    /// A child leaves the register after a last day, for a reason.
    async fn leave(&self, child: ChildId, why: Ended, last: NaiveDate) -> Result<(), DeskError>;
    /// A child changes into another class of its school from a day on.
    async fn change_class(&self, child: ChildId, class_name: String, from: NaiveDate) -> Result<(), DeskError>;
    /// A child comes to the school from a day on. Before a child is made a second time, it is asked who it is.
    async fn enter_child(
        &self,
        school: SchoolId,
        child: TypedChild,
        from: NaiveDate,
        who: Who,
    ) -> Result<Entered, DeskError>;
    /// Takes an act back as a whole; the answer says why not, where something has built on it.
    async fn take_back_act(&self, act: ActId) -> Result<Option<BuiltOnLine>, DeskError>;
}
