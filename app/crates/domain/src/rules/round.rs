//! The rounds of the year: what is done once with every child within some days, such as the talk at the start of term
//! and the lesson before the rivers are warm.

use std::ops::RangeInclusive;

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

use super::holiday::Holiday;
use super::yearly::{self, MonthDay};
use crate::code::coded;
use crate::log::Mark;

/// Most days that a round before a holiday has.
pub const BEFORE_DAYS_MAX: u32 = 60;

coded! {
    /// What settles a round.
    Settles {
        /// The child was seen or spoken to, or its family, in any way.
        Contact = "contact",
        /// Somebody was met at home.
        HomeVisit = "home_visit",
        /// A safety lesson or drill.
        Safety = "safety",
        /// Child and parents were in contact, or the parents were spoken to.
        FamilyContact = "family_contact",
    }
}

impl Settles {
    /// The mark that an entry must have; none for what a later version asks for.
    pub fn mark(self) -> Option<Mark> {
        match self {
            Self::Contact => Some(Mark::Contact),
            Self::HomeVisit => Some(Mark::HomeVisit),
            Self::Safety => Some(Mark::Safety),
            Self::FamilyContact => Some(Mark::FamilyContact),
            Self::Unlisted => None,
        }
    }
}

/// When in the year a round is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Season {
    /// From a month and day to another, both included; it may go over the turn of the year.
    Days {
        /// Month and day of the first day.
        from: MonthDay,
        /// Month and day of the last day.
        to: MonthDay,
    },
    /// Before each holiday, from so many days before it to the day before it.
    BeforeHolidays(u32),
}

/// A round.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Name, such as 防溺水.
    pub name: String,
    /// When it is.
    pub season: Season,
    /// What is done with each child.
    pub settles: Settles,
    /// Whether the parents are told, too, and answer (回执): by message or by phone, because they are away.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub receipt: bool,
}

impl Round {
    /// A round in which the parents are not asked.
    pub fn new(name: &str, season: Season, settles: Settles) -> Self {
        Self { name: name.to_owned(), season, settles, receipt: false }
    }

    /// From when to when the round lasts in which a day is.
    pub fn around(&self, day: NaiveDate, holidays: &[Holiday]) -> Option<RangeInclusive<NaiveDate>> {
        match self.season {
            Season::Days { from, to } => yearly::around(from, to, day),
            Season::BeforeHolidays(days) => {
                let tomorrow = day.succ_opt()?;
                let holiday = holidays.iter().filter_map(|holiday| holiday.next(tomorrow)).min()?;
                let days = holiday.checked_sub_days(Days::new(days.into()))?..=holiday.pred_opt()?;
                Some(days).filter(|days| days.contains(&day))
            }
        }
    }

    /// Whether there is a time of the year for it.
    pub fn is_valid(&self) -> bool {
        match self.season {
            Season::Days { from, to } => yearly::is_valid(from, to),
            Season::BeforeHolidays(days) => (1..=BEFORE_DAYS_MAX).contains(&days),
        }
    }

    /// What it asks for with each child.
    pub fn asks(&self) -> impl Iterator<Item = Settles> {
        let parents = (self.receipt && self.settles != Settles::FamilyContact).then_some(Settles::FamilyContact);
        std::iter::once(self.settles).chain(parents)
    }
}

/// The rounds of a county that has not set its own.
pub fn usual() -> Vec<Round> {
    let days = |from, to| Season::Days { from, to };
    vec![
        Round::new("春季开学", days((3, 1), (3, 20)), Settles::Contact),
        Round { receipt: true, ..Round::new("防溺水", days((5, 15), (6, 30)), Settles::Safety) },
        Round::new("六一", days((5, 25), (6, 5)), Settles::Contact),
        Round::new("秋季开学", days((9, 1), (9, 20)), Settles::Contact),
        Round::new("放假前", Season::BeforeHolidays(14), Settles::Safety),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(y: i32, m: u32, d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default()
    }

    #[test]
    fn one_before_the_holidays_ends_on_the_day_before_each() {
        let holidays = [Holiday::new("寒假", (1, 18), (2, 24)), Holiday::new("暑假", (7, 11), (8, 31))];
        let round = Round::new("放假前", Season::BeforeHolidays(14), Settles::Safety);
        let winter = Some(day(2027, 1, 4)..=day(2027, 1, 17));
        let around = |day| round.around(day, &holidays);
        assert_eq!(around(day(2027, 1, 3)), None);
        assert_eq!((around(day(2027, 1, 4)), around(day(2027, 1, 17))), (winter.clone(), winter));
        assert_eq!(around(day(2027, 1, 18)), None, "it is not in them");
        assert_eq!(around(day(2027, 7, 10)), Some(day(2027, 6, 27)..=day(2027, 7, 10)));
        assert_eq!(round.around(day(2027, 1, 10), &[]), None);
    }

    #[test]
    fn parents_are_asked_once() {
        let asks = |settles, receipt| Round { receipt, ..Round::new("", Season::BeforeHolidays(7), settles) };
        let of = |round: Round| round.asks().collect::<Vec<_>>();
        assert_eq!(of(asks(Settles::Safety, true)), [Settles::Safety, Settles::FamilyContact]);
        assert_eq!(of(asks(Settles::FamilyContact, true)), [Settles::FamilyContact]);
        assert_eq!(of(asks(Settles::Contact, false)), [Settles::Contact]);
    }

    #[test]
    fn the_usual_ones_are_in_order() {
        assert!(usual().iter().all(Round::is_valid));
    }
}
