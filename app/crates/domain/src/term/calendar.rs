//! Days and terms. Instants are UTC; days, terms and due dates are those of Asia/Shanghai, a fixed +08:00.

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// Seconds that local time in the county is ahead of UTC.
pub const LOCAL_OFFSET_SECONDS: i32 = 8 * 3600;

/// The first second of 1900 and the last of 2199, in seconds since 1970: what a clock may say at the utmost.
const CLOCK_SECONDS: (i64, i64) = (-2_208_988_800, 7_258_118_399);

/// An instant that a clock may have said; of one that no clock says the nearest. A phone's word is taken for
/// an instant only so far: beyond, a day cannot be told and a database cannot hold it.
pub fn clocked(at: DateTime<Utc>) -> DateTime<Utc> {
    let (first, last) = CLOCK_SECONDS;
    DateTime::from_timestamp(at.timestamp().clamp(first, last), 0)
        .filter(|_| !(first..=last).contains(&at.timestamp()))
        .unwrap_or(at)
}

/// The county's local time at an instant.
pub fn local(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    let offset = FixedOffset::east_opt(LOCAL_OFFSET_SECONDS).unwrap_or_else(|| chrono::offset::Offset::fix(&Utc));
    clocked(at).with_timezone(&offset)
}

/// The county's day at an instant.
pub fn local_day(at: DateTime<Utc>) -> NaiveDate {
    local(at).date_naive()
}

/// The instant at which a day begins in the county.
pub fn day_begins(day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
    midnight - chrono::TimeDelta::seconds(i64::from(LOCAL_OFFSET_SECONDS))
}

/// One of the two halves of a school year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Term {
    /// The calendar year in which the term begins.
    pub year: i32,
    /// Spring (March) or autumn (September).
    pub half: Half,
}

/// Which half of the school year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Half {
    /// Begins on 1 March; the summer belongs to it.
    Spring,
    /// Begins on 1 September; the winter break belongs to it.
    Autumn,
}

/// A text that names no term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a term")]
pub struct NotATerm;

/// Year and half, such as `2026-autumn`.
impl std::fmt::Display for Term {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let half = match self.half {
            Half::Spring => "spring",
            Half::Autumn => "autumn",
        };
        write!(f, "{}-{half}", self.year)
    }
}

impl std::str::FromStr for Term {
    type Err = NotATerm;
    fn from_str(text: &str) -> Result<Self, NotATerm> {
        let (year, half) = text.split_once('-').ok_or(NotATerm)?;
        let half = match half {
            "spring" => Half::Spring,
            "autumn" => Half::Autumn,
            _ => return Err(NotATerm),
        };
        Ok(Self { year: year.parse().map_err(|_| NotATerm)?, half })
    }
}

impl Term {
    /// The term to which a day belongs.
    pub fn of(day: NaiveDate) -> Self {
        match day.month() {
            3..=8 => Self { year: day.year(), half: Half::Spring },
            1 | 2 => Self { year: day.year() - 1, half: Half::Autumn },
            _ => Self { year: day.year(), half: Half::Autumn },
        }
    }

    /// The first day: 1 March or 1 September.
    pub fn start(self) -> NaiveDate {
        let month = match self.half {
            Half::Spring => 3,
            Half::Autumn => 9,
        };
        NaiveDate::from_ymd_opt(self.year, month, 1).unwrap_or_default()
    }

    /// The last day, holidays included.
    pub fn end(self) -> NaiveDate {
        self.next().start() - Days::new(1)
    }

    /// The term after this one.
    #[must_use]
    pub fn next(self) -> Self {
        match self.half {
            Half::Spring => Self { half: Half::Autumn, ..self },
            Half::Autumn => Self { year: self.year + 1, half: Half::Spring },
        }
    }

    /// The term before this one.
    #[must_use]
    pub fn previous(self) -> Self {
        match self.half {
            Half::Spring => Self { year: self.year - 1, half: Half::Autumn },
            Half::Autumn => Self { half: Half::Spring, ..self },
        }
    }

    /// This term and all before it, the last first.
    pub fn back(self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |term| Some(term.previous()))
    }

    /// Whether a day falls in the term.
    pub fn contains(self, day: NaiveDate) -> bool {
        Self::of(day) == self
    }
}

/// Whole years between a birth date and a day.
pub fn age_on(birth: NaiveDate, day: NaiveDate) -> u32 {
    day.years_since(birth).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default()
    }

    #[test]
    fn an_instant_that_no_clock_says_is_the_nearest_that_one_may() {
        let said = |at: DateTime<Utc>| (local(at).to_rfc3339(), local_day(at).to_string());
        assert_eq!(said(DateTime::<Utc>::MAX_UTC).1, "2200-01-01");
        assert_eq!(said(DateTime::<Utc>::MIN_UTC).0, "1900-01-01T08:00:00+08:00");
        let now = DateTime::from_timestamp(1_789_693_200, 5).unwrap_or_default();
        assert_eq!(clocked(now), now);
    }

    #[test]
    fn midnight_in_the_county_is_sixteen_hours_utc() {
        let before = DateTime::from_timestamp(1_789_574_399, 0).unwrap_or_default();
        assert_eq!(local_day(before), day(2026, 9, 16));
        assert_eq!(local_day(before + chrono::TimeDelta::seconds(1)), day(2026, 9, 17));
    }

    #[test]
    fn january_belongs_to_the_autumn_term_of_the_year_before() {
        assert_eq!(Term::of(day(2027, 1, 20)), Term { year: 2026, half: Half::Autumn });
        assert_eq!(Term::of(day(2026, 9, 1)).start(), day(2026, 9, 1));
        assert_eq!(Term::of(day(2026, 9, 1)).end(), day(2027, 2, 28));
    }

    proptest! {
        #[test]
        fn every_day_lies_within_its_term(offset in 0u64..20_000) {
            let at = day(2000, 1, 1) + Days::new(offset);
            let term = Term::of(at);
            prop_assert!(term.start() <= at && at <= term.end());
            prop_assert_eq!(term.next().previous(), term);
            prop_assert_eq!(term.to_string().parse(), Ok(term));
        }
    }
}
