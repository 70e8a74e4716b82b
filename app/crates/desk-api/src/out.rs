//! What leaves the house: tables on the screen, and what is taken out of them.

use std::collections::BTreeMap;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, ChildId, OutId, SchoolId};
use domain::report::{Chosen, OutKind, OutReason, Table, Whose};
use serde::{Deserialize, Serialize};

use crate::{Choice, DeskError};

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellView {
    /// As it is shown.
    #[serde(default, rename = "t", skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Whether it does not add up with others.
    #[serde(default, rename = "d", skip_serializing_if = "std::ops::Not::not")]
    pub doubted: bool,
    /// The children it counts, or whom it names, by their places among those of the table: a table of the county
    /// names each of them many times.
    #[serde(default, rename = "c", skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<u32>,
    /// The names of whoever else it counts.
    #[serde(default, rename = "n", skip_serializing_if = "Vec::is_empty")]
    pub listed: Vec<String>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnView {
    /// Its title.
    pub title: String,
    /// Whether it holds numbers.
    pub number: bool,
}

/// A table on the screen, without identity and phone numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TableView {
    /// Its official title.
    pub title: String,
    /// The day as of which it was drawn up.
    pub as_of: NaiveDate,
    /// Its columns.
    pub columns: Vec<ColumnView>,
    /// Its rows.
    pub rows: Vec<Vec<CellView>>,
    /// The children whom it counts.
    pub children: Vec<Choice<ChildId>>,
    /// What does not add up, in words.
    pub unbalanced: Vec<String>,
    /// What stands below it.
    pub notes: Vec<String>,
}

impl From<&Table> for TableView {
    fn from(table: &Table) -> Self {
        use domain::report::table::{Cell, Column, Kind};
        let doubted = table.doubted();
        let places: BTreeMap<ChildId, u32> = table.names.keys().copied().zip(0..).collect();
        let cell = |at: (usize, usize), cell: &Cell| CellView {
            text: cell.text(),
            doubted: doubted.contains(&at),
            children: match cell {
                Cell::Count(children) => children.iter().filter_map(|child| places.get(child).copied()).collect(),
                Cell::Child(child, _) => places.get(child).copied().into_iter().collect(),
                _ => vec![],
            },
            listed: if let Cell::Listed(names) = cell { names.clone() } else { vec![] },
        };
        let column =
            |column: &Column| ColumnView { title: column.title.to_owned(), number: column.kind == Kind::Number };
        let row = |(row, cells): (usize, &Vec<Cell>)| {
            cells.iter().enumerate().map(|(column, one)| cell((row, column), one)).collect()
        };
        Self {
            title: table.title.clone(),
            as_of: table.as_of,
            columns: table.columns.iter().map(column).collect(),
            rows: table.rows.iter().enumerate().map(row).collect(),
            children: table.names.iter().map(|(id, name)| Choice { id: *id, name: name.clone() }).collect(),
            unbalanced: table.unbalanced(),
            notes: table.notes.clone(),
        }
    }
}

/// What somebody wants to take out, and for what.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// What it is.
    pub kind: OutKind,
    /// The child whose file it is; none for a table.
    #[serde(default)]
    pub child: Option<ChildId>,
    /// Whose names are to be on a form.
    #[serde(default)]
    pub whose: Option<Whose>,
    /// Which figures they are.
    #[serde(default)]
    pub chosen: Option<Chosen>,
    /// Whether identity and phone numbers are to be on it.
    #[serde(default)]
    pub numbers: bool,
    /// For what it is needed.
    pub reason: OutReason,
    /// In words.
    #[serde(default)]
    pub words: String,
}

/// Something that was taken out, as the school reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutLine {
    /// Which it is.
    pub id: OutId,
    /// What it is.
    pub kind: OutKind,
    /// The class or the mentor whose children a form names; empty for what is no form.
    pub whose: String,
    /// Whether identity and phone numbers are on it.
    pub numbers: bool,
    /// For what it is needed.
    pub reason: OutReason,
    /// In words.
    pub words: String,
    /// The name of who took it.
    pub who: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Whose names a school can put on a form, and whom it can hand over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Nameable {
    /// Its classes, in their order.
    pub classes: Vec<String>,
    /// Those who have children of it, by name.
    pub mentors: Vec<Choice<AccountId>>,
    /// Children who go, or went lately, to another county.
    pub leaving: Vec<Choice<ChildId>>,
}

/// Tables, and taking them out.
#[async_trait]
pub trait OutDesk: Send + Sync {
    /// A table of a school as it is now.
    async fn table(&self, school: SchoolId, kind: OutKind) -> Result<TableView, DeskError>;
    /// Whose names the school can put on a form, and whom it can hand over to another county.
    async fn nameable(&self, school: SchoolId) -> Result<Nameable, DeskError>;
    /// Writes down that something is taken out, of a school or of the county. Its workbook and its pages are open to
    /// this person for the day.
    async fn take_out(&self, school: Option<SchoolId>, ask: Ask) -> Result<OutId, DeskError>;
    /// What was taken out, as a text to send on: never with identity or phone numbers.
    async fn out_text(&self, out: OutId) -> Result<String, DeskError>;
    /// What was taken out of a school, or of the county as a whole, the newest first.
    async fn outs(&self, school: Option<SchoolId>) -> Result<Vec<OutLine>, DeskError>;
}
