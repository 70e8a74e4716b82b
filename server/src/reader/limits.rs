//! How much a school file may be. Ten times the largest register of a school fits; a file made to do harm does not.

use std::time::Duration;

/// Bytes of a file.
pub const FILE: usize = 20 * 1024 * 1024;
/// Bytes of all parts of a packed workbook together, as they come out.
pub const UNPACKED: u64 = 128 * 1024 * 1024;
/// Parts of a packed workbook.
pub const PARTS: usize = 2_000;
/// Sheets of a workbook.
pub const SHEETS: usize = 100;
/// Rows from the first filled one to the last.
pub const ROWS: usize = 20_000;
/// Columns from the first filled one to the last.
pub const COLUMNS: usize = 400;
/// Cells of all sheets, with the empty ones between filled ones.
pub const CELLS: usize = 1_000_000;
/// Cells that all merged ranges of all sheets cover.
pub const MERGED: usize = 4_000_000;
/// Merged ranges of all sheets.
pub const RANGES: usize = 100_000;
/// Characters of one cell: what spreadsheets themselves allow.
pub const TEXT: usize = 32_767;
/// Bytes of all texts.
pub const TEXTS: usize = 16 * 1024 * 1024;
/// Bytes of what is pasted.
pub const PASTED: usize = 4 * 1024 * 1024;
/// Bytes of the reading process's answer; what the bounds above allow is less.
pub const ANSWER: usize = 64 * 1024 * 1024;

/// Files that are read at once.
pub const AT_ONCE: usize = 2;
/// How long a file waits until others are read.
pub const WAIT: Duration = Duration::from_mins(1);
/// How long reading a file may take.
pub const TIME: Duration = Duration::from_secs(30);

/// Bytes of addresses that the reading process may have, its own program among them. An old workbook that says it
/// reaches over a whole sheet makes calamine ask for 512 MiB, which it then does not touch.
pub const MEMORY: u64 = 768 * 1024 * 1024;
/// Seconds of computing that the reading process may take.
pub const COMPUTING: u64 = 20;
