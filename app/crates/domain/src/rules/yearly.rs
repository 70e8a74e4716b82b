//! Days of every year, from a month and day to another, both included. They may go over the turn of the year.

use std::ops::RangeInclusive;

use chrono::{Datelike, NaiveDate};

/// A month and a day.
pub type MonthDay = (u32, u32);

/// Whether both ends are days of some year.
pub fn is_valid(from: MonthDay, to: MonthDay) -> bool {
    // 2024 has a 29 February.
    let is_day = |(month, day)| NaiveDate::from_ymd_opt(2024, month, day).is_some();
    is_day(from) && is_day(to)
}

/// Whether a day is one of them.
pub fn on(from: MonthDay, to: MonthDay, day: NaiveDate) -> bool {
    let day = (day.month(), day.day());
    if from <= to { from <= day && day <= to } else { from <= day || day <= to }
}

/// The first of them in a year. 29 February is 1 March where there is none.
fn first(from: MonthDay, year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, from.0, from.1).or_else(|| NaiveDate::from_ymd_opt(year, from.0 + 1, 1))
}

/// The last of them in a year. 29 February is 28 February where there is none.
fn last(to: MonthDay, year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, to.0, to.1).or_else(|| NaiveDate::from_ymd_opt(year, to.0 + 1, 1)?.pred_opt())
}

/// From when to when they last that a day is one of.
pub fn around(from: MonthDay, to: MonthDay, day: NaiveDate) -> Option<RangeInclusive<NaiveDate>> {
    if !on(from, to, day) {
        return None;
    }
    let begins_before = from > to && (day.month(), day.day()) <= to;
    let begins = day.year() - i32::from(begins_before);
    Some(first(from, begins)?..=last(to, begins + i32::from(from > to))?)
}

/// The first of them that is this day or later.
pub fn next(from: MonthDay, day: NaiveDate) -> Option<NaiveDate> {
    first(from, day.year()).filter(|first| *first >= day).or_else(|| first(from, day.year() + 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0u64..3_000).prop_map(|offset| NaiveDate::from_ymd_opt(2023, 1, 1).unwrap_or_default() + Days::new(offset))
    }

    fn ends() -> impl Strategy<Value = (MonthDay, MonthDay)> {
        let end = || (any_day()).prop_map(|day| (day.month(), day.day()));
        (end(), end())
    }

    #[test]
    fn a_leap_day_is_the_nearest_day_in_other_years() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default();
        let leap = (2, 29);
        assert_eq!(around(leap, (3, 5), day(2027, 3, 2)), Some(day(2027, 3, 1)..=day(2027, 3, 5)));
        assert_eq!(around((2, 1), leap, day(2027, 2, 28)), Some(day(2027, 2, 1)..=day(2027, 2, 28)));
        assert_eq!(around((2, 1), leap, day(2028, 2, 2)), Some(day(2028, 2, 1)..=day(2028, 2, 29)));
        assert!(is_valid(leap, leap) && !is_valid((2, 30), leap));
    }

    proptest! {
        #[test]
        fn what_is_around_a_day_has_its_days_and_no_others((from, to) in ends(), day in any_day()) {
            match around(from, to, day) {
                Some(days) => {
                    prop_assert!(days.contains(&day), "{days:?} {day}");
                    let all: Vec<NaiveDate> = days.start().iter_days().take_while(|day| days.contains(day)).collect();
                    prop_assert!(all.len() <= 366 && all.iter().all(|day| on(from, to, *day)));
                    prop_assert!(all.iter().all(|other| around(from, to, *other) == Some(days.clone())));
                }
                None => prop_assert!(!on(from, to, day)),
            }
        }

        #[test]
        fn the_next_begins_within_a_year((from, to) in ends(), day in any_day()) {
            let next = next(from, day).unwrap_or_default();
            prop_assert!(day <= next && next <= day + Days::new(366));
            prop_assert!(around(from, to, next).is_none_or(|days| *days.start() == next));
        }
    }
}
