//! A mentor's entry in a roster: one row a mentor, several pupils in one cell.

use super::column::Column;
use super::reading::MentorRead;
use super::row::Row;

/// Reads a row that holds a mentor of this name.
pub fn mentor(row: &mut Row<'_>, name: String) -> MentorRead {
    let phone = row.phone(Column::MentorPhone);
    // Line breaks between pupils stay: they tell them apart.
    let pupils = row.cell(Column::Pupils).text;
    MentorRead { row: row.number(), name, phone, pupils }
}
