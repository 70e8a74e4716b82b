//! What a spreadsheet stores, as the text that it shows.

use calamine::{Data, DataRef, ExcelDateTime};
use domain::import::sheet::{Cell, CellKind};

/// The last day that spreadsheets know, 31 December 9999; a "day" beyond is a number under a wrong format.
const LAST_DAY: f64 = 2_958_466.0;
/// From here on every number is a whole one, as far as it is stored.
const WHOLE: f64 = 9e15;

/// A cell of text, not cleaned yet.
pub fn text(text: impl Into<String>) -> Cell {
    Cell { text: text.into(), kind: CellKind::Text }
}

/// A number, with all digits that are stored and without an exponent: a phone number is its digits.
/// Spreadsheets hold 15 digits, so that what is behind them in a fraction is noise of the arithmetic.
pub fn number(value: f64) -> Cell {
    if !value.is_finite() {
        return text("");
    }
    let value = if value.fract() == 0.0 || value.abs() > WHOLE {
        value
    } else {
        format!("{value:.14e}").parse().unwrap_or(value)
    };
    // Adding nothing makes of a negative nothing a plain one.
    Cell { text: format!("{}", value + 0.0), kind: CellKind::Number }
}

/// A number under a format such as `0000`: it is shown with zeros before it.
pub fn padded(value: f64, format: Option<&str>) -> Cell {
    let mut cell = number(value);
    if let Some(zeros) = format.filter(|f| f.len() > 1 && f.len() < 32 && f.bytes().all(|b| b == b'0'))
        && value >= 0.0
        && value.fract() == 0.0
        && cell.text.len() < zeros.len()
    {
        cell.text = format!("{:0>width$}", cell.text, width = zeros.len());
    }
    cell
}

/// A day that is written as `2026-09-01`, with or without a time behind it.
pub fn day(text: &str) -> Option<Cell> {
    let day = text.get(..10)?;
    chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").ok()?;
    Some(Cell { text: day.to_owned(), kind: CellKind::Day })
}

fn moment(at: ExcelDateTime) -> Cell {
    let value = at.as_f64();
    if !(0.0..LAST_DAY).contains(&value) {
        return number(value);
    }
    let (year, month, date, hour, minute, second, _) = at.to_ymd_hms_milli();
    if at.is_duration() || value < 1.0 {
        let hour = u64::from(hour) + 24 * u64::from(at.is_duration()) * whole_days(value);
        let seconds = if second == 0 { String::new() } else { format!(":{second:02}") };
        return text(format!("{hour:02}:{minute:02}{seconds}"));
    }
    Cell { text: format!("{year:04}-{month:02}-{date:02}"), kind: CellKind::Day }
}

/// The days of a duration, of which there are fewer than three millions.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between nothing and the last day")]
fn whole_days(value: f64) -> u64 {
    value as u64
}

/// A stored value, under the format of its cell.
pub fn stored(data: &DataRef<'_>, format: Option<&str>) -> Cell {
    match data {
        DataRef::Float(value) => padded(*value, format),
        DataRef::Int(value) => Cell { text: value.to_string(), kind: CellKind::Number },
        DataRef::DateTime(at) => moment(*at),
        DataRef::DateTimeIso(written) => day(written).unwrap_or_else(|| text(written.as_str())),
        DataRef::DurationIso(written) => text(written.as_str()),
        DataRef::String(written) => text(written.as_str()),
        DataRef::SharedString(written) => text(*written),
        DataRef::Bool(yes) => text(if *yes { "TRUE" } else { "FALSE" }),
        DataRef::Error(error) => text(error.to_string()),
        DataRef::Empty => Cell::default(),
    }
}

/// A stored value of an old workbook.
pub fn owned(data: &Data) -> Cell {
    match data {
        Data::Float(value) => number(*value),
        Data::Int(value) => Cell { text: value.to_string(), kind: CellKind::Number },
        Data::DateTime(at) => moment(*at),
        Data::DateTimeIso(written) => day(written).unwrap_or_else(|| text(written.as_str())),
        Data::String(written) | Data::DurationIso(written) => text(written.as_str()),
        Data::Bool(yes) => text(if *yes { "TRUE" } else { "FALSE" }),
        Data::Error(error) => text(error.to_string()),
        Data::Empty => Cell::default(),
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    fn shown(value: f64) -> String {
        number(value).text
    }

    #[test]
    fn a_number_is_its_digits() {
        assert_eq!(shown(13_912_345_678.0), "13912345678");
        assert_eq!(shown(6.124_221_990_010_11e17), "612422199001011000");
        assert_eq!(shown(0.1 + 0.2), "0.3");
        assert_eq!(shown(12.5), "12.5");
        assert_eq!(shown(-0.0), "0");
        assert_eq!(shown(f64::NAN), "");
        assert_eq!(padded(7.0, Some("000")).text, "007");
        assert_eq!(padded(7.5, Some("000")).text, "7.5");
        assert_eq!(padded(1234.0, Some("000")).text, "1234");
    }

    #[test]
    fn a_day_is_a_day_and_a_number_under_its_format_a_number() {
        let at = |value, kind| moment(ExcelDateTime::new(value, kind, false));
        let day = at(46_266.0, ExcelDateTimeType::DateTime);
        assert_eq!((day.text.as_str(), day.kind), ("2026-09-01", CellKind::Day));
        assert_eq!(at(46_266.75, ExcelDateTimeType::DateTime).text, "2026-09-01");
        let phone = at(13_912_345_678.0, ExcelDateTimeType::DateTime);
        assert_eq!((phone.text.as_str(), phone.kind), ("13912345678", CellKind::Number));
        assert_eq!(at(0.354_166_666_666_667, ExcelDateTimeType::DateTime).text, "08:30");
        assert_eq!(at(1.25, ExcelDateTimeType::TimeDelta).text, "30:00");
    }
}
