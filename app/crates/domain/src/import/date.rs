//! The day in a cell: one that the spreadsheet knows, one in any notation, or a day's number.

use chrono::{Days, NaiveDate};

use super::messy_date::{MessyDate, parse};
use super::sheet::{Cell, CellKind};
use super::text::compact;

/// Days' numbers in which school dates lie: from 1954 to 2064.
const SERIALS: std::ops::RangeInclusive<u64> = 20_000..=60_000;

/// The day in a cell; `None` when it holds none, or one that a spreadsheet has cut.
pub fn day_in(cell: &Cell) -> Option<MessyDate> {
    if cell.kind == CellKind::Number {
        if is_cut(&cell.text) {
            return None;
        }
        if let Some(day) = serial(&cell.text) {
            return Some(MessyDate::Day(day));
        }
    }
    parse(&cell.text)
}

/// A day's number as spreadsheets count: 1 is the first of January 1900, and 1900 has a day too many.
fn serial(text: &str) -> Option<NaiveDate> {
    let number: u64 = text.strip_suffix(".0").unwrap_or(text).parse().ok()?;
    let origin = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    SERIALS.contains(&number).then(|| origin.checked_add_days(Days::new(number))).flatten()
}

/// `2019.1` as a number may have been October: a spreadsheet drops the nought.
pub fn is_cut(text: &str) -> bool {
    text.split_once('.').is_some_and(|(year, month)| year.len() == 4 && month == "1")
}

/// Whether a text shows by its signs that it is a day.
pub fn in_notation(text: &str) -> bool {
    compact(text).contains(['年', '/', '-', '.'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Cell {
        Cell { text: text.to_owned(), kind: CellKind::Number }
    }

    #[test]
    fn a_days_number_is_a_day_where_it_is_a_number() {
        let day = NaiveDate::from_ymd_opt(2018, 10, 13).map(MessyDate::Day);
        assert_eq!(day_in(&number("43386")), day);
        assert_eq!(day_in(&Cell::text("43386")), None);
        assert_eq!(day_in(&number("20181013")), day);
        assert_eq!(day_in(&Cell { text: "2018-10-13".into(), kind: CellKind::Day }), day);
    }

    #[test]
    fn october_that_lost_its_nought_is_not_guessed() {
        assert_eq!(day_in(&number("2019.1")), None);
        assert!(day_in(&Cell::text("2019.1")).is_some() && day_in(&number("2019.11")).is_some());
    }
}
