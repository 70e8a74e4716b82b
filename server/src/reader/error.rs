//! Why a file was not read: a closed list with stable codes. The words are the app's.

use serde::{Deserialize, Serialize};

/// Why a file was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[error("{}", self.code())]
pub enum ReadError {
    /// There is not one filled cell.
    Empty,
    /// It is none of the formats that are read, whatever its name says.
    UnknownFormat,
    /// It is locked with a password.
    Encrypted,
    /// It is cut off or broken.
    Damaged,
    /// The file is too long.
    TooManyBytes,
    /// Unpacked it would be too long.
    TooMuchUnpacked,
    /// It has too many sheets.
    TooManySheets,
    /// A sheet reaches over too many rows.
    TooManyRows,
    /// A sheet reaches over too many columns.
    TooManyColumns,
    /// It has too many cells.
    TooManyCells,
    /// Too much was merged.
    TooMuchMerged,
    /// The text of one cell is too long.
    TooLongText,
    /// The texts of all cells together are too long.
    TooMuchText,
    /// Reading it took more memory than a file may.
    TooMuchMemory,
    /// Reading it took longer than a file may.
    TooSlow,
    /// It ended the process that read it, or made it answer nonsense.
    Crashed,
    /// The process that reads could not be started: nothing is wrong with the file.
    NotStarted,
    /// Other files are being read: trying again later helps.
    Busy,
}

impl ReadError {
    /// Every one of them.
    pub const ALL: &'static [Self] = &[
        Self::Empty,
        Self::UnknownFormat,
        Self::Encrypted,
        Self::Damaged,
        Self::TooManyBytes,
        Self::TooMuchUnpacked,
        Self::TooManySheets,
        Self::TooManyRows,
        Self::TooManyColumns,
        Self::TooManyCells,
        Self::TooMuchMerged,
        Self::TooLongText,
        Self::TooMuchText,
        Self::TooMuchMemory,
        Self::TooSlow,
        Self::Crashed,
        Self::NotStarted,
        Self::Busy,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "file_empty",
            Self::UnknownFormat => "file_unknown_format",
            Self::Encrypted => "file_encrypted",
            Self::Damaged => "file_damaged",
            Self::TooManyBytes => "file_too_many_bytes",
            Self::TooMuchUnpacked => "file_too_much_unpacked",
            Self::TooManySheets => "file_too_many_sheets",
            Self::TooManyRows => "file_too_many_rows",
            Self::TooManyColumns => "file_too_many_columns",
            Self::TooManyCells => "file_too_many_cells",
            Self::TooMuchMerged => "file_too_much_merged",
            Self::TooLongText => "file_too_long_text",
            Self::TooMuchText => "file_too_much_text",
            Self::TooMuchMemory => "file_too_much_memory",
            Self::TooSlow => "file_too_slow",
            Self::Crashed => "file_crashed",
            Self::NotStarted => "reader_not_started",
            Self::Busy => "reader_busy",
        }
    }
}
