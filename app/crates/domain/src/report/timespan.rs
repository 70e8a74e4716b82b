//! Days in a row of which figures are told: a term, a year, or from one day to another.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::log::Fault;
use crate::term::Term;

/// Most calendar months of which figures stand side by side: more would be two months of one name.
pub const MONTHS_MAX: i32 = 12;

/// The first year of which anything can be told.
const FIRST_YEAR: i32 = 1900;

/// Days in a row, the first and the last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Timespan {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// Months since the year 0.
fn months(day: NaiveDate) -> i32 {
    day.year() * 12 + i32::try_from(day.month0()).unwrap_or(0)
}

impl Timespan {
    /// A calendar year; one that no calendar has lies in the future.
    pub fn year(year: i32) -> Self {
        let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MAX);
        Self { from: day(1, 1), to: day(12, 31) }
    }

    /// Whether a day is one of them.
    pub fn has(self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// The same up to a day: of what is to come nothing is told.
    #[must_use]
    pub fn until(self, day: NaiveDate) -> Self {
        Self { to: self.to.min(day), ..self }
    }

    /// Why nothing can be told of them on a day.
    pub fn problem(self, today: NaiveDate) -> Option<Fault> {
        if self.from > today {
            Some(Fault::InFuture)
        } else if self.from.year() < FIRST_YEAR {
            Some(Fault::TooOld)
        } else if self.to < self.from || months(self.to) - months(self.from) >= MONTHS_MAX {
            Some(Fault::OutOfRange)
        } else {
            None
        }
    }

    /// The first day of each month that has some of them.
    pub fn months(self) -> Vec<NaiveDate> {
        let first =
            |month: i32| NaiveDate::from_ymd_opt(month.div_euclid(12), month.rem_euclid(12).cast_unsigned() + 1, 1);
        (months(self.from)..=months(self.to)).filter_map(first).collect()
    }

    /// As they stand on a table: 2026年9月1日至2027年2月28日.
    pub fn said(self) -> String {
        format!("{}至{}", day(self.from), day(self.to))
    }
}

/// A day as it stands on a table.
pub fn day(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

impl From<Term> for Timespan {
    fn from(term: Term) -> Self {
        Self { from: term.start(), to: term.end() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn on(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
    }

    #[test]
    fn at_most_twelve_months_and_none_of_them_to_come() {
        let today = on(2026, 12, 1);
        let problem = |from, to| Timespan { from, to }.problem(today);
        assert_eq!(Timespan::year(2026).problem(today), None);
        assert_eq!(Timespan::from(Term::of(today)).problem(today), None);
        assert_eq!(problem(on(2025, 12, 31), on(2026, 11, 30)), None);
        assert_eq!(problem(on(2025, 12, 31), on(2026, 12, 1)), Some(Fault::OutOfRange), "two Decembers");
        assert_eq!(problem(on(2026, 9, 2), on(2026, 9, 1)), Some(Fault::OutOfRange));
        assert_eq!(problem(on(2026, 12, 2), on(2026, 12, 3)), Some(Fault::InFuture));
        assert_eq!(Timespan::year(i32::MAX).problem(today), Some(Fault::InFuture));
        assert_eq!(problem(NaiveDate::MIN, NaiveDate::MAX), Some(Fault::TooOld));
    }

    proptest! {
        #[test]
        fn every_day_falls_into_exactly_one_month(offset in 0i64..9_000, length in 0i64..330, at in 0i64..330) {
            let from = on(2010, 1, 1) + chrono::TimeDelta::days(offset);
            let span = Timespan { from, to: from + chrono::TimeDelta::days(length) };
            prop_assert_eq!(span.problem(on(2100, 1, 1)), None);
            let day = from + chrono::TimeDelta::days(at.min(length));
            let of = span.months().into_iter().filter(|first| (first.year(), first.month()) == (day.year(), day.month()));
            prop_assert_eq!(of.count(), 1);
        }
    }
}
