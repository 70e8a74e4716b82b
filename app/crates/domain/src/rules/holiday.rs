//! Holidays, in which nobody visits as in term.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

/// A holiday of every year, from a day to a day, both included. It may go over the turn of the year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holiday {
    /// Name, such as 寒假.
    pub name: String,
    /// Month and day of the first day.
    pub from: (u32, u32),
    /// Month and day of the last day.
    pub to: (u32, u32),
}

impl Holiday {
    /// A holiday from a month and day to another.
    pub fn new(name: &str, from: (u32, u32), to: (u32, u32)) -> Self {
        Self { name: name.to_owned(), from, to }
    }

    /// Whether a day is in it.
    pub fn on(&self, day: NaiveDate) -> bool {
        let day = (day.month(), day.day());
        if self.from <= self.to { self.from <= day && day <= self.to } else { self.from <= day || day <= self.to }
    }

    /// Whether both ends are days of some year.
    pub fn is_valid(&self) -> bool {
        // 2024 has a 29 February.
        let is_day = |(month, day)| NaiveDate::from_ymd_opt(2024, month, day).is_some();
        is_day(self.from) && is_day(self.to)
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
}
