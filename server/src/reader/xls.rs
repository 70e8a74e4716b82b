//! Old workbooks (`.xls`). Calamine reads them whole and as ranges from corner to corner; their sheets end at row
//! 65,536 and column 256, and what is too much ends at the memory that the process may have.

use std::io::Cursor;

use calamine::{Reader as _, Xls, XlsError};
use domain::import::sheet::Sheet;

use super::cell::owned;
use super::chains;
use super::error::ReadError;
use super::grid::{Grid, Used};

/// Reads all sheets.
pub fn read(bytes: &[u8], used: &mut Used) -> Result<Vec<Sheet>, ReadError> {
    if chains::go_round(bytes) {
        return Err(ReadError::Damaged);
    }
    let mut book: Xls<_> = Xls::new(Cursor::new(bytes)).map_err(trouble)?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let mut grid = Grid::new(&name, used)?;
        let range = book.worksheet_range(&name).map_err(trouble)?;
        let (top, left) = range.start().unwrap_or_default();
        for (row, column, data) in range.used_cells() {
            grid.put(top as usize + row, left as usize + column, owned(data), used)?;
        }
        for range in book.merge_cells_by_sheet_name(&name).map_err(trouble)? {
            let ((top, left), (bottom, right)) = (range.start, range.end);
            grid.merge([top, left, bottom, right].map(|place| place as usize), used)?;
        }
        sheets.push(grid.finish(used)?);
    }
    Ok(sheets)
}

fn trouble(error: XlsError) -> ReadError {
    match error {
        XlsError::Password => ReadError::Encrypted,
        _ => ReadError::Damaged,
    }
}
