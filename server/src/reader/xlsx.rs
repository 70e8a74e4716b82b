//! Workbooks of today (`.xlsx`), cell by cell: what calamine calls a range would reach from corner to corner.

use std::io::Cursor;

use calamine::{Reader as _, Xlsx, XlsxError};
use domain::import::sheet::Sheet;

use super::cell::stored;
use super::error::ReadError;
use super::grid::{Grid, Used};

/// Reads all sheets, hidden ones too: what somebody hid may be what is to be read, and it is seen before it counts.
pub fn read(bytes: &[u8], used: &mut Used) -> Result<Vec<Sheet>, ReadError> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(trouble)?;
    let mut sheets = Vec::new();
    for name in book.sheet_names() {
        let mut grid = Grid::new(&name, used)?;
        match book.worksheet_cells_reader(&name) {
            Ok(mut cells) => {
                while let Some((cell, style)) = cells.next_cell_with_style_id().map_err(trouble)? {
                    let (row, column) = cell.get_position();
                    let format = cells.styles().get(style).and_then(|style| style.number_format.as_ref());
                    let cell = stored(cell.get_value(), format.map(|format| format.format_code.as_str()));
                    grid.put(row as usize, column as usize, cell, used)?;
                }
            }
            // A sheet that is one chart has no cells.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(trouble(error)),
        }
        for range in book.merge_cells_by_sheet_name(&name).map_err(trouble)? {
            let ((top, left), (bottom, right)) = (range.start, range.end);
            grid.merge([top, left, bottom, right].map(|place| place as usize), used)?;
        }
        sheets.push(grid.finish(used)?);
    }
    Ok(sheets)
}

fn trouble(error: XlsxError) -> ReadError {
    match error {
        XlsxError::Password => ReadError::Encrypted,
        _ => ReadError::Damaged,
    }
}
