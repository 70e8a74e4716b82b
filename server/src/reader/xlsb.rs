//! Binary workbooks (`.xlsb`), cell by cell. Which cells are merged calamine does not tell.

use std::io::Cursor;

use calamine::{Reader as _, SheetType, Xlsb, XlsbError};
use domain::import::sheet::Sheet;

use super::cell::stored;
use super::error::ReadError;
use super::grid::{Grid, Used};

/// Reads all sheets that have cells.
pub fn read(bytes: &[u8], used: &mut Used) -> Result<Vec<Sheet>, ReadError> {
    let mut book: Xlsb<_> = Xlsb::new(Cursor::new(bytes)).map_err(trouble)?;
    let mut sheets = Vec::new();
    let listed = book.sheets_metadata().to_vec();
    for listed in listed.into_iter().filter(|sheet| sheet.typ == SheetType::WorkSheet) {
        let mut grid = Grid::new(&listed.name, used)?;
        let mut cells = book.worksheet_cells_reader(&listed.name).map_err(trouble)?;
        while let Some(cell) = cells.next_cell().map_err(trouble)? {
            let (row, column) = cell.get_position();
            grid.put(row as usize, column as usize, stored(cell.get_value(), None), used)?;
        }
        sheets.push(grid.finish(used)?);
    }
    Ok(sheets)
}

fn trouble(error: XlsbError) -> ReadError {
    match error {
        XlsbError::Password => ReadError::Encrypted,
        _ => ReadError::Damaged,
    }
}
