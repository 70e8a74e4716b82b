//! Holidays, in which nobody visits as in term.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::yearly::{self, MonthDay};

/// Days from which on a holiday is a long one, with which a term's lessons end.
const LONG_DAYS: usize = 14;

/// A holiday of every year, from a day to a day, both included. It may go over the turn of the year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// Name, such as 寒假.
    pub name: String,
    /// Month and day of the first day.
    pub from: MonthDay,
    /// Month and day of the last day.
    pub to: MonthDay,
}

impl Holiday {
    /// A holiday from a month and day to another.
    pub fn new(name: &str, from: MonthDay, to: MonthDay) -> Self {
        Self { name: name.to_owned(), from, to }
    }

    /// Whether a day is in it.
    pub fn on(&self, day: NaiveDate) -> bool {
        yearly::on(self.from, self.to, day)
    }

    /// Whether both ends are days of some year.
    pub fn is_valid(&self) -> bool {
        yearly::is_valid(self.from, self.to)
    }

    /// The first day of the next one that begins on a day or later.
    pub fn next(&self, day: NaiveDate) -> Option<NaiveDate> {
        yearly::next(self.from, day)
    }

    /// Whether it is so long that lessons end with it, as 暑假 and 寒假 are and 国庆 is not.
    pub fn is_long(&self) -> bool {
        let some = NaiveDate::from_ymd_opt(2024, self.from.0, self.from.1);
        let days = some.and_then(|day| yearly::around(self.from, self.to, day));
        days.is_some_and(|days| days.start().iter_days().take(LONG_DAYS).all(|day| days.contains(&day)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_may_go_over_the_turn_of_the_year() {
        let day = |m, d| NaiveDate::from_ymd_opt(2026, m, d).unwrap_or_default();
        let winter = Holiday::new("寒假", (12, 28), (2, 3));
        let on: Vec<bool> =
            [(12, 27), (12, 28), (1, 1), (2, 3), (2, 4)].iter().map(|(m, d)| winter.on(day(*m, *d))).collect();
        assert_eq!(on, [false, true, true, true, false]);
        assert!(winter.is_valid() && !Holiday::new("", (2, 30), (3, 1)).is_valid());
    }

    #[test]
    fn lessons_end_with_two_weeks_and_more() {
        let is_long = |from, to| Holiday::new("", from, to).is_long();
        assert!(is_long((1, 18), (2, 24)) && is_long((12, 28), (1, 10)));
        assert!(!is_long((10, 1), (10, 7)) && !is_long((12, 28), (1, 9)));
    }
}
