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
        /// More than one phone number in a cell; the first was taken.
        MorePhones = "more_phones",
        /// A word that is not known in this column.
        Word = "word",
        /// Several names that can be told apart in more than one way.
        Unclear = "unclear",
        /// The same child stands in this file before.
        Twice = "twice",
        /// Two children with one identity number.
        IdTwice = "id_twice",
        /// Longer than what is kept of a cell.
        Long = "long",
        /// The row looks like none of the table's; it was not read.
        Row = "row",
        /// An activity without a day, or whose day cannot be read.
        NoDay = "no_day",
        /// A text that names no term.
        Term = "term",
        /// Nothing is said of any of the five haves.
        NoLevel = "no_level",
        /// What was talked about in confidence: day, kind and outcome are taken, no words.
        Confidential = "confidential",
        /// A day, or a term, that is still to come.
        Future = "future",
        /// Longer ago than is taken.
        TooOld = "too_old",
        /// The register knows no such child of the school.
        NoChild = "no_child",
        /// The child was not at the school then.
        NotHere = "not_here",
        /// It is not known which teacher it was.
        NoMentor = "no_mentor",
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
            Self::NoDay | Self::Term | Self::NoLevel | Self::Future | Self::TooOld => Level::Wrong,
            Self::NoChild | Self::NotHere | Self::NoMentor => Level::Wrong,
            Self::BirthDiffers | Self::SexDiffers | Self::Twice | Self::MorePhones | Self::Confidential => Level::Note,
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
    /// What was read. Identity and phone numbers are masked.
    pub read: String,
    /// What is not right with it.
    pub cause: Cause,
    /// The other row that it has to do with, for what stands there twice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<usize>,
}

/// Findings that are alike: of one cause in one column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// What is not right.
    pub cause: Cause,
    /// What the column means; `None` for what concerns whole rows.
    pub column: Option<Column>,
    /// The column's own title.
    pub title: String,
    /// How many there are.
    pub count: usize,
    /// The first few of them.
    pub samples: Vec<Finding>,
}

/// Most samples of a group.
const SAMPLES: usize = 3;

/// Findings that are alike brought together: what must be mended first, and the more there are of one kind the sooner.
pub fn grouped(findings: &[Finding]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for found in findings {
        let alike = |g: &&mut Group| (g.cause, g.column, &g.title) == (found.cause, found.column, &found.title);
        match groups.iter_mut().find(alike) {
            Some(group) => {
                group.count += 1;
                if group.samples.len() < SAMPLES {
                    group.samples.push(found.clone());
                }
            }
            None => groups.push(Group {
                cause: found.cause,
                column: found.column,
                title: found.title.clone(),
                count: 1,
                samples: vec![found.clone()],
            }),
        }
    }
    crate::few::sort_few(&mut groups, |g| std::cmp::Reverse((g.cause.level(), g.count)));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(row: usize, cause: Cause) -> Finding {
        Finding { row, column: Some(Column::Birth), title: "出生年月".into(), read: "?".into(), cause, other: None }
    }

    #[test]
    fn what_is_alike_is_told_once_and_what_must_be_mended_first() {
        let mut all: Vec<Finding> = (5..12).map(|row| found(row, Cause::Date)).collect();
        all.push(found(20, Cause::BirthDiffers));
        all.push(found(21, Cause::NoName));
        let groups = grouped(&all);
        let told: Vec<_> = groups.iter().map(|g| (g.cause, g.count, g.samples.len())).collect();
        assert_eq!(told, [(Cause::NoName, 1, 1), (Cause::Date, 7, 3), (Cause::BirthDiffers, 1, 1)]);
        assert_eq!(groups[1].samples.iter().map(|f| f.row).collect::<Vec<_>>(), [5, 6, 7]);
    }
}
