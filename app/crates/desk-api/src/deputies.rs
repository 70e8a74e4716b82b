//! Somebody stands in for the coordinator or the lead of a school while they are away.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{AccountId, DeputyshipId, SchoolId};
use domain::policy::Role;
use serde::{Deserialize, Serialize};

use crate::{Choice, DeskError};

/// Somebody stands in, now or later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeputyLine {
    /// By which it is ended.
    pub id: DeputyshipId,
    /// In which role.
    pub role: Role,
    /// The name of who is away.
    pub of: String,
    /// The name of who stands in.
    pub deputy: String,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// Whether the reader may end it.
    pub may_end: bool,
}

/// A role in which somebody may stand in for its holder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    /// Whose role it is.
    pub of: AccountId,
    /// Their name.
    pub name: String,
    /// The role.
    pub role: Role,
}

/// Who stands in at a school, and who could.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeputiesView {
    /// The day of the answer.
    pub as_of: NaiveDate,
    /// Now and later, by the first day.
    pub lines: Vec<DeputyLine>,
    /// For whom the reader may name somebody.
    pub posts: Vec<Post>,
    /// The people of the school.
    pub people: Vec<Choice<AccountId>>,
}

/// Somebody is to stand in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deputising {
    /// Who is away.
    pub of: AccountId,
    /// In which role.
    pub role: Role,
    /// Who stands in.
    pub deputy: AccountId,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
}

/// Who stands in for whom at a school.
#[async_trait]
pub trait DeputiesDesk: Send + Sync {
    /// Who stands in at a school, and who could.
    async fn deputies(&self, school: SchoolId) -> Result<DeputiesView, DeskError>;
    /// Names somebody of the school who stands in, from a day to a day.
    async fn deputise(&self, school: SchoolId, ask: Deputising) -> Result<(), DeskError>;
    /// Ends it at once.
    async fn end_deputyship(&self, id: DeputyshipId) -> Result<(), DeskError>;
}
