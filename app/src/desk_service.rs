//! What the desks ask of the server. The server hands an implementation in by context, so the app
//! never reaches the database by itself.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::guardianship::{CareQuality, CarerKind, FactValue};
use domain::id::{AccountId, AdultId, ChildId, DeviceId, FactId, OpId, SchoolId};
use domain::log::LogBody;
use serde::{Deserialize, Serialize};
use server_fn::codec::JsonEncoding;
use server_fn::error::{FromServerFnError, ServerFnErrorErr};
use sync::Row;

/// Why a desk page has nothing to show.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum DeskError {
    /// Nobody is signed in, or the session has ended.
    #[error("signed_out")]
    SignedOut,
    /// The person may not see this.
    #[error("forbidden")]
    Forbidden,
    /// What was to be decided has changed in the meantime.
    #[error("changed")]
    Changed,
    /// There is no such school or child.
    #[error("not_found")]
    NotFound,
    /// The server cannot answer now.
    #[error("unavailable")]
    Unavailable,
    /// The network failed.
    #[error("unreachable")]
    Unreachable,
}

impl FromServerFnError for DeskError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Unreachable,
            _ => Self::Unavailable,
        }
    }
}

/// A school in the centre's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolSummary {
    /// School.
    pub id: SchoolId,
    /// Name.
    pub name: String,
    /// Township.
    pub town: String,
    /// Children in the register.
    pub children: u64,
    /// Of them, without a mentor.
    pub unpaired: u64,
    /// Of them, seen or spoken to in the last four weeks.
    pub seen: u64,
    /// Of them, visited at home this term.
    pub visited: u64,
}

/// The county's schools.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountyView {
    /// The day it is true for.
    pub as_of: NaiveDate,
    /// Schools.
    pub schools: Vec<SchoolSummary>,
}

/// A child in a school's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildSummary {
    /// Child.
    pub id: ChildId,
    /// Name.
    pub name: String,
    /// Class.
    pub class_name: String,
    /// The mentor's name.
    pub mentor: Option<String>,
    /// Last home visit.
    pub last_visit: Option<NaiveDate>,
    /// Last contact of any kind.
    pub last_contact: Option<NaiveDate>,
    /// Who looks after the child.
    pub carer: Option<CarerKind>,
    /// In words.
    pub carer_who: String,
    /// How well.
    pub quality: Option<CareQuality>,
}

/// A phone that holds work which has not reached the school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceToHelp {
    /// Device.
    pub id: DeviceId,
    /// What its owner calls it.
    pub label: String,
    /// Whose it is.
    pub owner: String,
    /// How many entries wait.
    pub waiting: u32,
    /// Since when.
    pub oldest: Option<DateTime<Utc>>,
    /// How many were refused and not yet looked at.
    pub rejected: u32,
    /// The children whose record may be out of date, by name.
    pub children: Vec<String>,
}

/// A person of the school who signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// Account.
    pub id: AccountId,
    /// Name.
    pub name: String,
    /// Sign-in name.
    pub login: String,
    /// Whether a password has been set.
    pub active: bool,
}

/// Late work on a child who had moved on by the day it was done. The school accepts or declines it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LateWork {
    /// The operation.
    pub op: OpId,
    /// The child.
    pub child: ChildId,
    /// The child's name.
    pub name: String,
    /// Who recorded it.
    pub author: String,
    /// The child's mentor now.
    pub mentor: Option<String>,
    /// What was recorded; without the note where this reader may not see it. `None` for a follow-up.
    pub body: Option<LogBody>,
    /// When it was saved.
    pub captured_at: DateTime<Utc>,
}

/// One of two answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The version.
    pub fact: FactId,
    /// The answer; a phone number is masked.
    pub value: FactValue,
    /// Who said so; empty for the import.
    pub who: String,
    /// The day it was seen or told.
    pub seen_on: NaiveDate,
}

/// Two answers to one question about a household, by two people who did not know of each other's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// A child of the household, at this school.
    pub child: ChildId,
    /// The names of the household's children at this school.
    pub names: Vec<String>,
    /// The answer that came later.
    pub later: Answer,
    /// The answer that was there.
    pub earlier: Answer,
}

/// A mentor to choose from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice<Id> {
    /// Identifier.
    pub id: Id,
    /// Name.
    pub name: String,
}

/// A school's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolView {
    /// School.
    pub id: SchoolId,
    /// Name.
    pub name: String,
    /// The day it is true for.
    pub as_of: NaiveDate,
    /// Since when a contact counts as recent.
    pub contact_since: NaiveDate,
    /// Since when a home visit counts.
    pub visit_since: NaiveDate,
    /// Children.
    pub children: Vec<ChildSummary>,
    /// Phones to help with.
    pub devices: Vec<DeviceToHelp>,
    /// Late work that waits for the school.
    pub late: Vec<LateWork>,
    /// Facts with two answers.
    pub disputes: Vec<Dispute>,
    /// Teachers of the school.
    pub colleagues: Vec<Colleague>,
}

/// A child's file as a desk may see it: phone numbers masked, confidential notes left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildView {
    /// The child.
    pub child: ChildId,
    /// The day it is true for.
    pub as_of: NaiveDate,
    /// The school's name.
    pub school: String,
    /// The mentor's name.
    pub mentor: Option<String>,
    /// The file's rows.
    pub rows: Vec<Row>,
    /// Entries whose note this reader may not see.
    pub confidential: Vec<domain::id::LogId>,
    /// Mentors the child may be given to; empty for a reader who may not do that.
    pub mentors: Vec<Choice<AccountId>>,
    /// Schools the child may move to; empty for a reader who may not do that.
    pub schools: Vec<Choice<SchoolId>>,
}

/// A one-time code for a colleague's first sign-in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivationSlip {
    /// Sign-in name.
    pub login: String,
    /// The code.
    pub code: String,
    /// The address with the code, as a QR picture (SVG).
    pub qr_svg: String,
    /// Until when it is good.
    pub until: DateTime<Utc>,
}

/// One look at a file, as the auditor sees it: who, when and what kind. Of a child only the identifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookLine {
    /// Number in the county, without gaps.
    pub n: u64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who looked.
    pub who: String,
    /// What was looked at, such as `see_child_file`.
    pub action: String,
    /// The identifier of what was looked at.
    pub subject: uuid::Uuid,
}

/// The access log's newest entries, and whether its chain is whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessView {
    /// How many entries there are in all.
    pub total: u64,
    /// The newest, newest first.
    pub newest: Vec<LookLine>,
    /// The number of the first entry that does not fit the one before; `None` when the chain is whole.
    pub first_break: Option<u64>,
}

/// The server's side of the desks, for one signed-in person.
#[async_trait]
pub trait DeskService: Send + Sync {
    /// The county's schools.
    async fn county(&self) -> Result<CountyView, DeskError>;
    /// A school's children and phones to help with.
    async fn school(&self, school: SchoolId) -> Result<SchoolView, DeskError>;
    /// A child's file. The look is written to the access log.
    async fn child(&self, child: ChildId) -> Result<ChildView, DeskError>;
    /// A phone number in full. The look is written to the access log.
    async fn reveal_phone(&self, child: ChildId, adult: AdultId) -> Result<String, DeskError>;
    /// The access log.
    async fn access_log(&self) -> Result<AccessView, DeskError>;
    /// Issues a one-time code for a colleague.
    async fn activate(&self, school: SchoolId, account: AccountId) -> Result<ActivationSlip, DeskError>;
    /// A colleague leaves: the children are free, sign-in is refused, phones hand in their work and forget.
    async fn end_account(&self, school: SchoolId, account: AccountId) -> Result<(), DeskError>;
    /// Gives a child to a mentor of its school from today.
    async fn pair(&self, child: ChildId, mentor: AccountId) -> Result<(), DeskError>;
    /// Moves a child to another school from today.
    async fn move_child(&self, child: ChildId, school: SchoolId, class_name: String) -> Result<(), DeskError>;
    /// Accepts or declines late work.
    async fn resolve_late(&self, op: OpId, accept: bool) -> Result<(), DeskError>;
    /// Says which of two answers holds; `later` is the one that contradicts.
    async fn settle_fact(&self, later: FactId, holds: FactId) -> Result<(), DeskError>;
}
