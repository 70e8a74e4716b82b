//! A table as it was understood: who stands in it, which columns were used, and what was not right.
//!
//! A value that the table does not have, or whose cell is empty, is `None`: it says nothing and changes nothing.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::column::Column;
use super::finding::Finding;
use super::past::{EntryRead, LevelsRead};
use crate::guardianship::{Away, CareQuality, CarerKind};
use crate::register::Sex;

/// One column of a table: used, or listed as not used.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnUse {
    /// Place in the sheet's rows.
    pub index: usize,
    /// Its title, levels joined by ` / `; empty for a column without one.
    pub title: String,
    /// What it is used as; `None` for one that is not used.
    pub column: Option<Column>,
    /// The first few different values, as they stand there; identity numbers are masked.
    pub samples: Vec<String>,
}

/// A parent, as far as the row says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParentRead {
    /// Name.
    pub name: Option<String>,
    /// Phone number, digits only.
    pub phone: Option<String>,
    /// How far away.
    pub away: Option<Away>,
    /// The place in the school's words.
    pub place: Option<String>,
    /// Since when, for one who is away.
    pub since: Option<NaiveDate>,
}

/// Who looks after the child, as far as the row says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CarerRead {
    /// Name.
    pub name: Option<String>,
    /// The relation in the school's words, such as 奶奶.
    pub relation: Option<String>,
    /// What kind of carer that is.
    pub kind: Option<CarerKind>,
    /// Phone number, digits only.
    pub phone: Option<String>,
    /// How well the child is looked after.
    pub quality: Option<CareQuality>,
}

/// A child of a row.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChildRead {
    /// The spreadsheet's number of the row.
    pub row: usize,
    /// The section it stands in, such as 幼儿园; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub section: String,
    /// Name, without padding.
    pub name: String,
    /// Former name.
    pub former_name: Option<String>,
    /// Class as the school writes it, with the grade where that stands in another column.
    pub class_name: Option<String>,
    /// Sex, by the number where that is there.
    pub sex: Option<Sex>,
    /// Birth date, by the number where that is there; the first of the month where only the month is known.
    pub birth: Option<NaiveDate>,
    /// Identity number with a right check digit, all 18 characters.
    pub id_number: Option<String>,
    /// Where the household lives.
    pub address: Option<String>,
    /// Whether the child boards.
    pub boarding: Option<bool>,
    /// Father.
    pub father: ParentRead,
    /// Mother.
    pub mother: ParentRead,
    /// Carer.
    pub carer: CarerRead,
    /// A phone of the family of which nobody says whose it is.
    pub family_phone: Option<String>,
    /// Whether the table counts the child as left behind; `None` where it does not say.
    pub left_behind: Option<bool>,
    /// Name of the mentor.
    pub mentor: Option<String>,
    /// Phone of the mentor.
    pub mentor_phone: Option<String>,
}

/// A mentor of a roster, with the pupils of the cell as they stand there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MentorRead {
    /// The spreadsheet's number of the row.
    pub row: usize,
    /// Name, without padding.
    pub name: String,
    /// Phone number, digits only.
    pub phone: Option<String>,
    /// The cell of pupils. Who is meant can be said once it is known who there is ([`super::pupils::pupils`]).
    pub pupils: String,
}

/// A table as it was understood.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Name of the file.
    pub file: String,
    /// Name of the sheet.
    pub sheet: String,
    /// The spreadsheet's numbers of the header's first and last row.
    pub header: (usize, usize),
    /// Every column, in order.
    pub columns: Vec<ColumnUse>,
    /// The children.
    pub children: Vec<ChildRead>,
    /// The mentors of a roster.
    pub mentors: Vec<MentorRead>,
    /// What was done with children before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<EntryRead>,
    /// How far children had come before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<LevelsRead>,
    /// Rows that are no entry (sections, totals, sign-offs, headers again): number and text.
    pub passed_over: Vec<(usize, String)>,
    /// What was not right, by row.
    pub findings: Vec<Finding>,
}

/// What became of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SheetRead {
    /// It holds a table.
    Table(Reading),
    /// No header was found in it. The first rows are shown, so that a person can say what they are.
    NoTable {
        /// Name of the file.
        file: String,
        /// Name of the sheet.
        sheet: String,
        /// Its first rows.
        first: Vec<Vec<String>>,
    },
}
