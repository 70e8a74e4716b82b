//! Rows: what a pull brings.
//!
//! The server knows a [`Row`] by its type. On the wire and on the phone it is an [`Envelope`], whose body
//! stays the JSON it came in; [`Envelope::read`] gives the typed view, once.

mod envelope;
mod file;
mod kind;

pub use envelope::{Envelope, Of};
pub use file::FileSum;
pub use kind::{NotARow, RowKey, RowKind};

use chrono::{DateTime, NaiveDate, Utc};
use domain::guardianship::{Fact, Status};
use domain::id::{ChildId, NoticeId, PairingId, SchoolId};
use domain::log::Log;
use domain::register::{Adult, Child, Enrolment, Household, Pairing, PairingRole, Relation};
use domain::rules::RuleBook;
use domain::term::{Question, TermPage};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A row and the commit sequence of its last change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The county's commit sequence when the row last changed.
    pub version: u64,
    /// What it is and says.
    pub body: RowBody,
}

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowBody {
    /// A child.
    Child(Child),
    /// The child's household.
    Household(Household),
    /// A parent or carer.
    Adult(Adult),
    /// A version of a fact.
    Fact(Fact),
    /// An entry.
    Log(Log),
    /// What an adult is to a child.
    Relation(Relation),
    /// A period at a school.
    Enrolment(Enrolment),
    /// A status of a child.
    Status(Status),
    /// A version of the page of a child and term.
    TermPage(TermPage),
    /// What the school asks about such a page.
    Question(Question),
    /// The pairing with this device's owner.
    Pairing(Pairing),
    /// Who else has the child while the owner has it.
    Colleague(Colleague),
    /// The owner's school. Belongs to no child's file.
    School(OwnSchool),
    /// The rules, from those in force on. Belongs to no child's file.
    Rules(RuleBook),
    /// What somebody did that affected the owner. Belongs to no child's file.
    Notice(Notice),
}

/// Somebody who has a child of the owner's as well: the second mentor for the first, the first for the second.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Colleague {
    /// The other's pairing.
    pub id: PairingId,
    /// The child that both have.
    pub child: ChildId,
    /// The other's name.
    pub name: String,
    /// As what the other has it.
    pub role: PairingRole,
    /// The first day.
    pub from: NaiveDate,
    /// The last day, where it is known.
    pub to: Option<NaiveDate>,
}

impl Colleague {
    /// Whether the other has the child on a day.
    pub fn on(&self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// What the device's owner is told of an act that affected them. It names no child, because it stays when the
/// child has gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Of this notice alone.
    pub id: NoticeId,
    /// When it was done.
    pub at: DateTime<Utc>,
    /// The code of what was done ([`domain::policy::Power`]), of which a later version has more.
    pub act: String,
    /// The name of who did it.
    pub by: String,
}

/// The school of a mentor, as far as a phone needs it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSchool {
    /// By which the register knows it.
    pub id: SchoolId,
    /// The school's name, as the register has it.
    pub name: String,
    /// Classes that have left-behind children, by name.
    pub classes: Vec<String>,
}

impl RowBody {
    /// Its name among all rows of a device.
    pub fn key(&self) -> RowKey {
        match self {
            Self::Child(r) => RowKey::of_child(r.id),
            Self::Household(r) => RowKey::new(RowKind::Household, r.id.0),
            Self::Adult(r) => RowKey::new(RowKind::Adult, r.id.0),
            Self::Fact(r) => RowKey::new(RowKind::Fact, r.id.0),
            Self::Log(r) => RowKey::of_log(r.id),
            Self::Relation(r) => RowKey::new(RowKind::Relation, r.id.0),
            Self::Enrolment(r) => RowKey::new(RowKind::Enrolment, r.id.0),
            Self::Status(r) => RowKey::new(RowKind::Status, r.id.0),
            Self::TermPage(r) => RowKey::new(RowKind::TermPage, r.id.0),
            Self::Question(r) => RowKey::new(RowKind::Question, r.id.0),
            Self::Pairing(r) => RowKey::new(RowKind::Pairing, r.id.0),
            Self::Colleague(r) => RowKey::new(RowKind::Colleague, r.id.0),
            // A phone has one: another takes its place.
            Self::School(_) => RowKey::new(RowKind::School, Uuid::nil()),
            Self::Rules(_) => RowKey::new(RowKind::Rules, Uuid::nil()),
            Self::Notice(r) => RowKey::new(RowKind::Notice, r.id.0),
        }
    }
}
