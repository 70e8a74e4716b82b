//! A sheet in the making: cells as they come, held to the bounds before room is made for them.

use domain::import::sheet::{Cell, Merged, Sheet};

use super::clean::clean;
use super::error::ReadError;
use super::limits;

/// How much of the bounds the sheets of a file have used.
#[derive(Debug, Default)]
pub struct Used {
    sheets: usize,
    cells: usize,
    spread: usize,
    text: usize,
    ranges: usize,
    merged: usize,
}

/// From the first filled place to the last, rows and columns from 0.
#[derive(Debug, Clone, Copy)]
struct Span {
    first: usize,
    last: usize,
}

impl Span {
    fn with(span: Option<Self>, at: usize) -> Self {
        span.map_or(Self { first: at, last: at }, |s| Self { first: s.first.min(at), last: s.last.max(at) })
    }

    fn len(self) -> usize {
        self.last - self.first + 1
    }
}

/// A sheet in the making.
#[derive(Debug)]
pub struct Grid {
    name: String,
    cells: Vec<(usize, usize, Cell)>,
    rows: Option<Span>,
    columns: Option<Span>,
    merged: Vec<[usize; 4]>,
}

impl Grid {
    /// An empty sheet; the name is empty for a list.
    pub fn new(name: &str, used: &mut Used) -> Result<Self, ReadError> {
        used.sheets += 1;
        if used.sheets > limits::SHEETS {
            return Err(ReadError::TooManySheets);
        }
        let name: String = clean(name).chars().take(limits::COLUMNS).collect();
        Ok(Self { name, cells: Vec::new(), rows: None, columns: None, merged: Vec::new() })
    }

    /// Puts a cell into a place, counted from 0. One without a text is none: sheets are often formatted to their end.
    pub fn put(&mut self, row: usize, column: usize, cell: Cell, used: &mut Used) -> Result<(), ReadError> {
        if cell.text.is_empty() {
            return Ok(());
        }
        if cell.text.len() > limits::TEXT && cell.text.chars().nth(limits::TEXT).is_some() {
            return Err(ReadError::TooLongText);
        }
        let text = clean(&cell.text);
        if text.is_empty() {
            return Ok(());
        }
        let (rows, columns) = (Span::with(self.rows, row), Span::with(self.columns, column));
        used.cells += 1;
        used.text += text.len();
        match () {
            () if rows.len() > limits::ROWS => return Err(ReadError::TooManyRows),
            () if columns.len() > limits::COLUMNS => return Err(ReadError::TooManyColumns),
            () if used.cells > limits::CELLS => return Err(ReadError::TooManyCells),
            () if used.text > limits::TEXTS => return Err(ReadError::TooMuchText),
            () => {}
        }
        (self.rows, self.columns) = (Some(rows), Some(columns));
        self.cells.push((row, column, Cell { text, kind: cell.kind }));
        Ok(())
    }

    /// Notes a merged range: top, left, bottom, right, counted from 0.
    pub fn merge(&mut self, range: [usize; 4], used: &mut Used) -> Result<(), ReadError> {
        let [top, left, bottom, right] = range;
        if bottom < top || right < left || (top, left) == (bottom, right) {
            return Ok(());
        }
        used.ranges += 1;
        if used.ranges > limits::RANGES {
            return Err(ReadError::TooMuchMerged);
        }
        self.merged.push(range);
        Ok(())
    }

    /// The sheet, from the first filled row and column on.
    pub fn finish(mut self, used: &mut Used) -> Result<Sheet, ReadError> {
        let (Some(rows), Some(columns)) = (self.rows, self.columns) else {
            return Ok(Sheet { name: self.name, first_row: 1, first_column: 1, ..Sheet::default() });
        };
        // The sort keeps the order of equals: a place that is given twice holds what came last.
        self.cells.sort_by_key(|(row, column, _)| (*row, *column));
        let mut table: Vec<Vec<Cell>> = Vec::new();
        used.spread += rows.len();
        table.resize_with(rows.len(), Vec::new);
        for (row, column, cell) in self.cells {
            let (line, at) = (&mut table[row - rows.first], column - columns.first);
            if line.len() <= at {
                used.spread += at + 1 - line.len();
                if used.spread > limits::CELLS {
                    return Err(ReadError::TooManyCells);
                }
                line.resize_with(at + 1, Cell::default);
            }
            line[at] = cell;
        }
        let merged = inside(&self.merged, rows, columns, used)?;
        let (first_row, first_column) = (rows.first + 1, columns.first + 1);
        Ok(Sheet { file: String::new(), name: self.name, first_row, first_column, rows: table, merged })
    }
}

/// Merged ranges that begin where something is filled, cut to it.
fn inside(ranges: &[[usize; 4]], rows: Span, columns: Span, used: &mut Used) -> Result<Vec<Merged>, ReadError> {
    let mut all = Vec::new();
    for [top, left, bottom, right] in ranges.iter().copied() {
        let (bottom, right) = (bottom.min(rows.last), right.min(columns.last));
        let begins = (rows.first..=bottom).contains(&top) && (columns.first..=right).contains(&left);
        if !begins || (top, left) == (bottom, right) {
            continue;
        }
        used.merged += (bottom - top + 1) * (right - left + 1);
        if used.merged > limits::MERGED {
            return Err(ReadError::TooMuchMerged);
        }
        let (top, bottom) = (top - rows.first, bottom - rows.first);
        all.push(Merged { top, left: left - columns.first, bottom, right: right - columns.first });
    }
    all.sort_by_key(|m| (m.top, m.left));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_begins_where_something_is_filled_and_keeps_its_numbers() {
        let mut used = Used::default();
        let mut grid = Grid::new("花名册", &mut used).unwrap();
        for (row, column, text) in [(4, 2, "姓名"), (6, 3, "男"), (4, 2, "学生姓名"), (2000, 300, "  ")] {
            grid.put(row, column, Cell { text: text.to_owned(), ..Cell::default() }, &mut used).unwrap();
        }
        grid.merge([4, 2, 4, 16_383], &mut used).unwrap();
        grid.merge([0, 0, 0, 9], &mut used).unwrap();
        let sheet = grid.finish(&mut used).unwrap();
        assert_eq!((sheet.first_row, sheet.first_column), (5, 3));
        assert_eq!(sheet.rows.iter().map(Vec::len).collect::<Vec<_>>(), [1, 0, 2]);
        assert_eq!(sheet.rows[0][0].text, "学生姓名");
        assert_eq!(sheet.merged, [Merged { top: 0, left: 0, bottom: 0, right: 1 }]);
    }

    #[test]
    fn bounds_hold_before_room_is_made() {
        let put = |row, column| {
            let mut used = Used::default();
            let mut grid = Grid::new("", &mut used).unwrap();
            grid.put(0, 0, Cell::text("a"), &mut used).unwrap();
            grid.put(row, column, Cell::text("b"), &mut used).map(drop)
        };
        assert_eq!(put(limits::ROWS, 0), Err(ReadError::TooManyRows));
        assert_eq!(put(0, limits::COLUMNS), Err(ReadError::TooManyColumns));
        assert_eq!(put(limits::ROWS - 1, limits::COLUMNS - 1), Ok(()));
    }
}
