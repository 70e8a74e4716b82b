//! From a day to a day: how belonging is kept.

use chrono::NaiveDate;

/// Days in a row, the first and the last included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    /// First day; after the last when the period was taken back.
    pub from: NaiveDate,
    /// Last day; `None` while it goes on.
    pub to: Option<NaiveDate>,
}

impl Period {
    /// The days from one to another.
    pub fn new(from: NaiveDate, to: Option<NaiveDate>) -> Self {
        Self { from, to }
    }

    /// Whether a day is one of them.
    pub fn on(self, day: NaiveDate) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    /// Whether it has a day at all; one that was taken back ends before it begins.
    pub fn is_empty(self) -> bool {
        self.to.is_some_and(|to| to < self.from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(offset: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 1).unwrap_or_default() + chrono::TimeDelta::days(offset)
    }

    #[test]
    fn both_the_first_and_the_last_day_belong_to_it() {
        let period = Period::new(day(2), Some(day(4)));
        let on: Vec<bool> = (1..6).map(|n| period.on(day(n))).collect();
        assert_eq!(on, [false, true, true, true, false]);
        assert!(Period::new(day(2), None).on(day(900)));
    }

    #[test]
    fn what_was_taken_back_has_no_day() {
        let taken_back = Period::new(day(2), Some(day(1)));
        assert!(taken_back.is_empty() && !taken_back.on(day(1)) && !taken_back.on(day(2)));
    }
}
