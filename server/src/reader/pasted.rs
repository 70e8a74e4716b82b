//! What was copied from a sheet and pasted into a page.

use domain::import::sheet::Sheet;

use super::error::ReadError;
use super::grid::Used;
use super::{limits, list};

/// Reads pasted text; file and sheet have no name. It is parsed by our own few lines and bounded by its length, so that
/// it needs no process of its own.
pub fn pasted(text: &str) -> Result<Sheet, ReadError> {
    if text.len() > limits::PASTED {
        return Err(ReadError::TooManyBytes);
    }
    let sheet = list::read(text, &mut Used::default())?;
    if sheet.rows.is_empty() { Err(ReadError::Empty) } else { Ok(sheet) }
}
