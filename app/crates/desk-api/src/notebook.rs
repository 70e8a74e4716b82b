//! For the teacher: pages of a mentor's notebook, copied in the mentor's name, and a slip for whoever has no phone.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, ChildId, LogId, SchoolId};
use domain::log::LogBody;
use domain::report::{ChildLine, EntryLine};
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// A child on a mentor's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageChild {
    /// Which child.
    pub id: ChildId,
    /// Name, as the police register writes it.
    pub name: String,
    /// The class as the school writes it.
    pub class_name: String,
}

/// A mentor of the school, with the children paired with them on the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentorPage {
    /// In whose name it is entered.
    pub mentor: AccountId,
    /// The mentor's name.
    pub name: String,
    /// The children, by class and name; none where the mentor had none on the day.
    pub children: Vec<PageChild>,
}

/// An entry that was copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entered {
    /// The entry.
    pub log: LogId,
    /// The name of the mentor whose entry it is.
    pub mentor: String,
    /// The names of the children it is about.
    pub children: Vec<String>,
    /// What was entered, as far as this reader may see it.
    pub line: EntryLine,
    /// When it was entered.
    pub at: DateTime<Utc>,
    /// Whether it can still be taken back here: nobody has changed it since.
    pub can_undo: bool,
}

/// What the page of a school's notebooks begins with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotebookView {
    /// The school's official name.
    pub name: String,
    /// Today in the county.
    pub today: NaiveDate,
    /// The day for which the pages are true.
    pub day: NaiveDate,
    /// The school's mentors, by name.
    pub pages: Vec<MentorPage>,
    /// What this person has entered today, the newest first.
    pub entered: Vec<Entered>,
}

/// An entry as it is copied from a notebook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Copied {
    /// Whose notebook it is.
    pub mentor: AccountId,
    /// Made when the form was begun, so that sending it twice makes one entry.
    pub log: LogId,
    /// What is written there.
    pub body: LogBody,
}

/// What is due for the children of one mentor, to be printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// The mentor's name.
    pub mentor: String,
    /// The school's official name.
    pub school: String,
    /// The day it is true for.
    pub as_of: NaiveDate,
    /// The children paired with the mentor, by class and name.
    pub children: Vec<ChildLine>,
}

/// Entering for mentors who write on paper.
#[async_trait]
pub trait NotebookDesk: Send + Sync {
    /// A school's mentors with their children on a day, today where none is named, and what this person has entered
    /// today. The look is written to the access log.
    async fn notebook(&self, school: SchoolId, day: Option<NaiveDate>) -> Result<NotebookView, DeskError>;
    /// Enters what a mentor wrote down. Sent a second time it is the same entry. `Invalid` names what must be mended;
    /// of a talk that is also each word of it.
    async fn enter(&self, copied: Copied) -> Result<Entered, DeskError>;
    /// Takes back an entry that this person has entered. `Changed` when its mentor has changed it since.
    async fn take_back_entry(&self, log: LogId) -> Result<(), DeskError>;
    /// What is due for a mentor's children. The look is written to the access log.
    async fn slip(&self, mentor: AccountId) -> Result<Slip, DeskError>;
}
