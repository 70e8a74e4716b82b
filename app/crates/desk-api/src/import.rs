//! School files are looked at, decided on and taken over.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{BatchId, ChildId, SchoolId};
use domain::import::batch::{BatchState, FileFault};
use domain::import::column::Column;
use domain::import::draft::decision::{Decision, Question, QuestionId};
use domain::import::draft::past::StagedPast;
use domain::import::draft::{Contradiction, StagedChild, StagedPairing, Unpaired};
use domain::import::finding::Group;
use domain::import::reading::ColumnUse;
use serde::{Deserialize, Serialize};

use crate::DeskError;

/// A batch in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BatchView {
    /// By which it is opened.
    pub id: BatchId,
    /// Name of who began it; empty for a command.
    pub begun_by: String,
    /// When it was begun.
    pub begun_at: DateTime<Utc>,
    /// How far it has come.
    pub state: BatchState,
    /// Whether what was in the files has been deleted: it cannot be taken back any more.
    #[serde(default)]
    pub emptied: bool,
    /// The names of the files in it, each once, an empty one for what was pasted. None where it cannot be read, and
    /// in the inbox.
    pub files: Vec<String>,
}

/// A sheet of a batch, as it was understood.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetView {
    /// By which the batch knows it.
    pub id: u32,
    /// File and sheet.
    pub title: String,
    /// The rows that were found to be the header, as the spreadsheet counts; `None` where there is no table.
    pub header: Option<(usize, usize)>,
    /// Every column: used, or listed as not used.
    pub columns: Vec<ColumnUse>,
    /// How many children it holds.
    pub children: usize,
    /// How many mentors a roster holds.
    pub mentors: usize,
    /// How many activities of the past it holds.
    pub entries: usize,
    /// Of how many children it holds levels of the past.
    pub levels: usize,
    /// Rows that are no entry: number and text.
    pub passed_over: Vec<(usize, String)>,
    /// What was not right, by cause and column.
    pub findings: Vec<Group>,
    /// The first rows, where no table was found.
    pub first: Vec<Vec<String>>,
}

/// A teacher for whom an account is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTeacher {
    /// Name.
    pub name: String,
    /// Phone number with its middle hidden; empty for none.
    pub phone: String,
}

/// How many children come to which end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// The register does not know them.
    pub new: usize,
    /// The file says something else of them.
    pub changed: usize,
    /// They only moved up a year.
    pub moved_up: usize,
    /// The register says the same.
    pub unchanged: usize,
    /// They are left out this time.
    pub left_out: usize,
    /// The list says that they are not left behind.
    pub not_left_behind: usize,
    /// Questions that nobody has answered.
    pub open: usize,
    /// Entries of the past that are made.
    #[serde(default)]
    pub entries: usize,
    /// Pages of past terms that are made.
    #[serde(default)]
    pub pages: usize,
    /// Rows of the past that the register has already.
    #[serde(default)]
    pub there: usize,
    /// Rows of the past that stand in the files before.
    #[serde(default)]
    pub twice: usize,
    /// Rows of the past that cannot be entered until they are mended.
    #[serde(default)]
    pub failed: usize,
}

/// A batch, and what taking it over would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    /// The batch.
    pub batch: BatchView,
    /// The school whose files they are.
    pub school: SchoolId,
    /// Which state of the batch this is; whoever changes it says which they saw.
    pub revision: u64,
    /// What taking it over would do, in short; whoever takes it over says what they saw.
    pub digest: String,
    /// Whether the files hold all children of the school.
    pub is_whole: bool,
    /// The sheets.
    pub sheets: Vec<SheetView>,
    /// How many children come to which end.
    pub counts: Counts,
    /// The children who are new, change, or are asked about. Who stays as it is only counts.
    pub children: Vec<StagedChild>,
    /// The pairings that begin.
    pub pairings: Vec<StagedPairing>,
    /// The pairings that the rules are against: they are not made.
    #[serde(default)]
    pub unpaired: Vec<Unpaired>,
    /// The teachers for whom accounts are made.
    pub teachers: Vec<NewTeacher>,
    /// What is asked, answered or not.
    pub questions: Vec<Question>,
    /// What files say of one child that does not agree.
    pub contradictions: Vec<Contradiction>,
    /// The rows of the past that are entered, left out or to be mended. What is there already only counts.
    pub past: Vec<StagedPast>,
}

/// What somebody does with a batch before it is taken over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Cells that were copied from a sheet are added.
    Paste(String),
    /// A sheet is left out.
    LeaveSheet(u32),
    /// A column of a sheet means this, or is not used.
    Column {
        /// The sheet.
        sheet: u32,
        /// The column's place.
        index: usize,
        /// What it means; `None` for a column that is not used.
        column: Option<Column>,
    },
    /// The files hold all children of the school, or some.
    Whole(bool),
    /// Questions are answered, or answers withdrawn.
    Decide(Vec<(QuestionId, Option<Decision>)>),
}

/// What became of a file that was sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileTaken {
    /// Its sheets are in the batch.
    Added,
    /// It could not be read; the batch is as before.
    Refused(FileFault),
}

/// A teacher's new account. The code is shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewAccess {
    /// Name of the teacher.
    pub name: String,
    /// By which the teacher signs in.
    pub login: String,
    /// The one-time code.
    pub code: String,
}

/// Whether a batch could be taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TakenBack {
    /// All is as it was before.
    Done,
    /// Something was done since that builds on it.
    BuiltOn {
        /// The child it is about; `None` for a household or an adult.
        child: Option<ChildId>,
        /// Its name.
        name: String,
    },
}

/// Taking over a school's files.
#[async_trait]
pub trait ImportDesk: Send + Sync {
    /// A school's batches, the newest first.
    async fn imports(&self, school: SchoolId) -> Result<Vec<BatchView>, DeskError>;
    /// Begins a batch for a school.
    async fn begin_import(&self, school: SchoolId) -> Result<BatchId, DeskError>;
    /// A batch, compared with the register as it is now.
    async fn import(&self, batch: BatchId) -> Result<ImportView, DeskError>;
    /// Does a step with a batch that was seen in a state. `Changed` when somebody else has changed it since.
    async fn import_step(&self, batch: BatchId, seen: u64, step: Step) -> Result<ImportView, DeskError>;
    /// Takes a batch over: all that is clear. What is asked and not answered stays out. `Changed` when it would do
    /// another thing than was seen, because the batch, the register or the day is another.
    async fn apply_import(&self, batch: BatchId, seen: u64, digest: String) -> Result<Vec<NewAccess>, DeskError>;
    /// Takes back a batch that was taken over, as a whole.
    async fn take_back_import(&self, batch: BatchId) -> Result<TakenBack, DeskError>;
    /// Forgets a batch that was not taken over, with all that was in it.
    async fn discard_import(&self, batch: BatchId) -> Result<(), DeskError>;
}
