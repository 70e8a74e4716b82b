//! What the reading process answers, and how its parent takes it: with the same bounds once more.

use domain::import::sheet::Sheet;
use serde::{Deserialize, Serialize};

use super::error::ReadError;
use super::grid::{Grid, Used};
use super::limits;

/// What the reading process writes, as JSON.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// The sheets.
    Read(Vec<Sheet>),
    /// Why there are none.
    Refused(ReadError),
}

/// Takes an answer, for a file of this name. The process that wrote it had a stranger's file in its hands, so nothing
/// in it is believed: neither its size, nor that its texts are clean.
pub fn take(bytes: &[u8], file: &str) -> Result<Vec<Sheet>, ReadError> {
    if opened(bytes) > limits::CELLS + limits::CELLS / 2 {
        return Err(ReadError::Crashed);
    }
    let sheets = match serde_json::from_slice(bytes).map_err(|_| ReadError::Crashed)? {
        Answer::Refused(error) => return Err(error),
        Answer::Read(sheets) => sheets,
    };
    let mut used = Used::default();
    sheets
        .into_iter()
        .map(|sheet| {
            let mut grid = Grid::new(&sheet.name, &mut used)?;
            let (top, left) = (sheet.first_row.saturating_sub(1), sheet.first_column.saturating_sub(1));
            for (row, cells) in sheet.rows.into_iter().enumerate() {
                for (column, cell) in cells.into_iter().enumerate() {
                    grid.put(top.saturating_add(row), left.saturating_add(column), cell, &mut used)?;
                }
            }
            for m in sheet.merged {
                let [a, c] = [m.top, m.bottom].map(|row| top.saturating_add(row));
                let [b, d] = [m.left, m.right].map(|column| left.saturating_add(column));
                grid.merge([a, b, c, d], &mut used)?;
            }
            Ok(Sheet { file: file.to_owned(), ..grid.finish(&mut used)? })
        })
        .collect()
}

/// How many lists and objects a JSON text opens: a few bytes of it can stand for much memory.
fn opened(json: &[u8]) -> usize {
    let (mut count, mut quoted, mut escaped) = (0, false, false);
    for byte in json {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = quoted,
            b'"' => quoted = !quoted,
            b'{' | b'[' if !quoted => count += 1,
            _ => {}
        }
    }
    count
}
