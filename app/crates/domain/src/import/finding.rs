//! What was found in a file that somebody should know: where, what was read, and what is not right with it.

use serde::{Deserialize, Serialize};

use super::column::Column;
use crate::code::coded;

coded! {
    /// What is not right.
    Cause {
        /// A row without a name.
        NoName = "no_name",
        /// An identity number that has not 18 characters.
        IdLength = "id_length",
        /// An identity number with a character that belongs in none.
        IdCharacter = "id_character",
        /// An identity number whose birth date is no day.
        IdBirth = "id_birth",
        /// An identity number whose last character does not match.
        IdCheck = "id_check",
        /// An identity number that a spreadsheet rounded.
        IdRounded = "id_rounded",
        /// The birth date is another than in the identity number.
        BirthDiffers = "birth_differs",
        /// The sex is another than in the identity number.
        SexDiffers = "sex_differs",
        /// No date in any notation.
        Date = "date",
        /// No phone number.
        Phone = "phone",
        /// A word that is not known in this column.
        Word = "word",
        /// Several names that can be told apart in more than one way.
        Unclear = "unclear",
        /// The same child stands in this file before.
        Twice = "twice",
        /// Two children with one identity number.
        IdTwice = "id_twice",
        /// The row looks like none of the table's; it was not read.
        Row = "row",
    }
}

coded! {
    /// How much it matters.
    Level {
        /// To be known; nothing is lost.
        Note = "note",
        /// The value was left out; the rest of the row is read.
        Doubt = "doubt",
        /// The row cannot be read until it is mended.
        Wrong = "wrong",
    }
}

impl Cause {
    /// How much it matters.
    pub fn level(self) -> Level {
        match self {
            Self::NoName | Self::Unclear | Self::IdTwice | Self::Row => Level::Wrong,
            Self::BirthDiffers | Self::SexDiffers | Self::Twice => Level::Note,
            _ => Level::Doubt,
        }
    }
}

/// One thing found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The spreadsheet's number of the row.
    pub row: usize,
    /// What the column means; `None` for what concerns the whole row.
    pub column: Option<Column>,
    /// The column's own title.
    pub title: String,
    /// What was read. Identity numbers are masked.
    pub read: String,
    /// What is not right with it.
    pub cause: Cause,
    /// The other row that it has to do with, for what stands there twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<usize>,
}
