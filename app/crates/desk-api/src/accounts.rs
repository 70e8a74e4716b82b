//! One-time codes, by which a person sets a password.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, SchoolId};
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// Most codes that are issued at once: more than any school has teachers.
pub const CODES_MAX: usize = 500;

/// A one-time code, to print or to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeSlip {
    /// The name to sign in with.
    pub login: String,
    /// The code in groups of four, such as `7KPM-2XRD-9HQA`.
    pub code: String,
    /// The address with the code, as a QR picture (SVG).
    pub qr_svg: String,
    /// Until when it is good.
    pub until: DateTime<Utc>,
}

/// What comes of asking for a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Issued {
    /// Here it is.
    Slip(CodeSlip),
    /// The rules want a second person: it waits until one agrees.
    Asked,
}

/// A teacher who has set no password yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Newcomer {
    /// The account.
    pub id: AccountId,
    /// The teacher's name.
    pub name: String,
    /// The classes of the children paired with the teacher, in their order.
    pub classes: Vec<String>,
}

/// A one-time code with the name of whose it is, to cut out and hand over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedSlip {
    /// The teacher's name.
    pub name: String,
    /// The code.
    pub slip: CodeSlip,
}

/// How a person comes into an account.
#[async_trait]
pub trait AccountsDesk: Send + Sync {
    /// Issues a one-time code for an account. It opens the account, so nobody issues one for a person
    /// with rights that reach beyond their own school. For an account in use it may have to be agreed to.
    async fn issue_code(&self, account: AccountId) -> Result<Issued, DeskError>;
    /// The teachers of a school who have set no password yet, by name.
    async fn newcomers(&self, school: SchoolId) -> Result<Vec<Newcomer>, DeskError>;
    /// Issues one-time codes for some of them, for all or for none: `Changed` where one has come in meanwhile.
    async fn issue_codes(&self, school: SchoolId, accounts: Vec<AccountId>) -> Result<Vec<NamedSlip>, DeskError>;
}
