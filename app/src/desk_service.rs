//! What the desks ask of the server. The server hands an implementation in by context, so the app
//! never reaches the database by itself.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::fact::{CareQuality, CarerKind};
use domain::id::{AccountId, AdultId, ChildId, DeviceId, SchoolId};
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
    /// Issues a one-time code for a colleague.
    async fn activate(&self, school: SchoolId, account: AccountId) -> Result<ActivationSlip, DeskError>;
}
