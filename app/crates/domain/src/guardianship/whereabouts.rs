//! Where a parent was on a day, by all that was said about it.
//!
//! A stay at home that lasts no longer than the rules say is a visit: it neither ends an absence nor begins it
//! anew. Where nobody wrote down since when a parent has been away, the absence has a range of first days instead
//! of one, and what depends on where in it the day lies is not known.

use chrono::{Days, Months, NaiveDate};

use super::fact::{Away, Fact, FactValue, ParentWhere};
use crate::code::coded;

coded! {
    /// One of a child's parents.
    Parent {
        /// 父亲
        Father = "father",
        /// 母亲
        Mother = "mother",
    }
}

/// An absence that lasts on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Absence {
    /// The first day on which it may have begun; `None` when nothing bounds it.
    pub earliest: Option<NaiveDate>,
    /// The last day on which it may have begun.
    pub latest: NaiveDate,
    /// Since when the parent is on a visit at home; `None` when it is not.
    pub visiting: Option<NaiveDate>,
}

impl Absence {
    /// Whether it had lasted some months on a day; `None` where that depends on what nobody wrote down.
    pub fn lasted(&self, months: u32, day: NaiveDate) -> Option<bool> {
        let over = |begun: NaiveDate| begun.checked_add_months(Months::new(months)).is_some_and(|end| end <= day);
        if over(self.latest) {
            return Some(true);
        }
        self.earliest.filter(|earliest| !over(*earliest)).map(|_| false)
    }

    /// The first day, where it is known.
    pub fn since(&self) -> Option<NaiveDate> {
        self.earliest.filter(|earliest| *earliest == self.latest)
    }
}

/// Where a parent was on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whereabouts {
    /// Nobody has said, or the last who was asked did not know.
    NotKnown,
    /// At home, and since when it was first seen there.
    Home(NaiveDate),
    /// Away.
    Away(Absence),
    /// Dead.
    Deceased,
}

/// An absence as far as it has been told, and the stay at home that may end it.
#[derive(Debug, Clone, Copy)]
struct Told {
    earliest: Option<NaiveDate>,
    latest: NaiveDate,
    /// The last day on which the parent was said to be away.
    seen: NaiveDate,
    /// The day on which it was first seen at home again.
    home: Option<NaiveDate>,
}

impl Told {
    /// The same, told again on a day, as begun on another where somebody wrote that down.
    fn again(self, begun: Option<NaiveDate>, seen: NaiveDate, visit: u32) -> Self {
        let goes_on = Self { seen, home: None, ..self };
        let left = match (begun, self.home) {
            // Nobody said that it had come home.
            (None, None) => return goes_on,
            (None, Some(_)) => seen,
            (Some(begun), home) if begun <= home.unwrap_or(self.seen) => {
                // The newest answer holds: it puts an earlier one right.
                return Self { earliest: Some(begun), latest: begun, ..goes_on };
            }
            (Some(begun), _) => begun,
        };
        let stayed = (left - self.home.unwrap_or(self.seen)).num_days();
        if stayed <= i64::from(visit) {
            return goes_on;
        }
        // A stay that was seen to be long enough ends the absence; of one that nobody saw it is not known.
        let earliest = if self.home.is_some() { begun.or(self.home) } else { self.earliest };
        Self { earliest, latest: left, ..goes_on }
    }
}

/// What has been told of one parent, answer by answer.
#[derive(Debug, Default)]
struct Story {
    is_known: bool,
    is_dead: bool,
    home: Option<NaiveDate>,
    away: Option<Told>,
}

impl Story {
    fn take(&mut self, seen: NaiveDate, at: &ParentWhere, visit: u32) {
        if !matches!(at.away, Away::Unknown | Away::Unlisted) {
            (self.is_known, self.is_dead) = (true, at.away == Away::Deceased);
        }
        match at.away {
            Away::Unknown | Away::Unlisted => self.is_known = false,
            Away::Deceased => (self.home, self.away) = (None, None),
            Away::Home => match &mut self.away {
                Some(away) => away.home = away.home.or(Some(seen)),
                None => self.home = self.home.or(Some(seen)),
            },
            _ => {
                let begun = at.since.map(|since| since.min(seen));
                self.away = Some(match self.away.take() {
                    Some(away) => away.again(begun, seen, visit),
                    None => Told { earliest: begun.or(self.home), latest: begun.unwrap_or(seen), seen, home: None },
                });
                self.home = None;
            }
        }
    }

    fn on(&self, day: NaiveDate, visit: u32) -> Whereabouts {
        match (self.is_known, &self.away) {
            (true, _) if self.is_dead => Whereabouts::Deceased,
            (true, Some(away)) => match away.home {
                Some(home) if home.checked_add_days(Days::new(visit.into())).is_some_and(|end| end < day) => {
                    Whereabouts::Home(home)
                }
                visiting => Whereabouts::Away(Absence { earliest: away.earliest, latest: away.latest, visiting }),
            },
            (true, None) => self.home.map_or(Whereabouts::NotKnown, Whereabouts::Home),
            (false, _) => Whereabouts::NotKnown,
        }
    }
}

/// What was said of the parents up to a day, the last answer of each day only, oldest first. A later answer that
/// says the parent had been away since then is believed for the days before it as well.
fn said<'a>(answers: &[&'a Fact], parent: Parent, day: NaiveDate) -> Vec<(NaiveDate, Option<&'a ParentWhere>)> {
    let mut all = answers.to_vec();
    all.sort_unstable_by_key(|fact| (fact.seen_on, fact.captured_at, fact.id));
    let mut said: Vec<(NaiveDate, Option<&ParentWhere>)> = Vec::new();
    for fact in all {
        let FactValue::Parents { father, mother } = &fact.value else { continue };
        let at = if parent == Parent::Father { father } else { mother };
        if fact.seen_on > day && !(at.is_away() && at.since.is_some_and(|since| since <= day)) {
            continue;
        }
        if said.last().is_some_and(|(last, _)| *last == fact.seen_on) {
            said.pop();
        }
        said.push((fact.seen_on, Some(at).filter(|_| !fact.unsaid)));
    }
    said
}

/// Where a parent was on a day, by all answers about the child's parents as far as they were known. `visit` is for how many days
/// a stay at home counts as a visit.
pub fn whereabouts(answers: &[&Fact], parent: Parent, visit: u32, day: NaiveDate) -> Whereabouts {
    let mut story = Story::default();
    for (seen, at) in said(answers, parent, day) {
        match at {
            Some(at) => story.take(seen, at, visit),
            None => story = Story::default(),
        }
    }
    story.on(day, visit)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::guardianship::FactSubject;
    use crate::id::{ChildId, FactId};
    use chrono::{DateTime, TimeDelta};
    use proptest::prelude::*;
    use uuid::Uuid;

    /// The visit of the default rules.
    const VISIT: u32 = 30;

    pub(in super::super) fn day(n: i64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default() + TimeDelta::days(n)
    }

    /// An answer about the father on a day; the mother is at home.
    pub(in super::super) fn answer(seen: i64, away: Away, since: Option<i64>) -> Fact {
        let at = |away, since: Option<i64>| ParentWhere { away, place: String::new(), since: since.map(day) };
        Fact {
            id: FactId(Uuid::from_u128(u128::try_from(seen + 10_000).unwrap_or_default())),
            subject: FactSubject::Child(ChildId(Uuid::nil())),
            value: FactValue::Parents { father: at(away, since), mother: at(Away::Home, None) },
            seen_on: day(seen),
            author: None,
            captured_at: DateTime::default(),
            disputes: None,
            unsaid: false,
        }
    }

    fn father(all: &[Fact], on: i64) -> Whereabouts {
        whereabouts(&all.iter().collect::<Vec<_>>(), Parent::Father, VISIT, day(on))
    }

    fn lasted(all: &[Fact], on: i64) -> Option<bool> {
        match father(all, on) {
            Whereabouts::Away(absence) => absence.lasted(3, day(on)),
            _ => Some(false),
        }
    }

    #[test]
    fn a_parent_whose_first_day_away_nobody_wrote_down_is_away_and_no_more_is_known() {
        let all = [answer(10, Away::OutOfProvince, None)];
        assert_eq!(lasted(&all, 20), None);
        assert_eq!(lasted(&all, 110), Some(true), "seen away more than three months ago, and nothing of a return");
        let all = [answer(0, Away::Home, None), answer(10, Away::OutOfProvince, None)];
        assert_eq!(lasted(&all, 20), Some(false), "it was at home on the first day");
    }

    #[test]
    fn between_two_answers_that_name_different_days_a_long_stay_may_lie() {
        let all = [answer(0, Away::Abroad, Some(-300)), answer(200, Away::Abroad, Some(190))];
        assert_eq!(lasted(&all, 210), None);
        let all = [answer(180, Away::Abroad, Some(-300)), answer(200, Away::Abroad, Some(190))];
        assert_eq!(lasted(&all, 210), Some(true), "ten days at most");
        let all = [answer(180, Away::Abroad, Some(-300)), answer(200, Away::Abroad, Some(170))];
        assert_eq!(lasted(&all, 210), Some(false), "the newer answer puts the older right");
    }

    #[test]
    fn what_is_told_later_holds_for_the_days_it_speaks_of() {
        let all = [answer(100, Away::Abroad, Some(0))];
        assert_eq!(lasted(&all, 95), Some(true));
        assert_eq!(father(&all, -1), Whereabouts::NotKnown);
        let died = [answer(0, Away::Abroad, Some(-9)), answer(5, Away::Deceased, None)];
        assert_eq!(father(&died, 5), Whereabouts::Deceased);
        let asked = [answer(0, Away::Abroad, Some(-9)), answer(5, Away::Unknown, None)];
        assert_eq!(father(&asked, 5), Whereabouts::NotKnown);
        let back = [answer(0, Away::Abroad, Some(-9)), Fact { unsaid: true, ..answer(5, Away::Abroad, None) }];
        assert_eq!(father(&back, 5), Whereabouts::NotKnown, "what was said was taken back");
    }

    proptest! {
        #[test]
        fn a_visit_at_home_neither_ends_an_absence_nor_begins_it_anew(
            since in -400i64..0, home in 1i64..200, stay in 1i64..=30, named in any::<bool>(), on in 1i64..400,
        ) {
            let plain = [answer(0, Away::OutOfProvince, Some(since))];
            let back = answer(home + stay, Away::OutOfProvince, named.then_some(home + stay));
            let visited = [plain[0].clone(), answer(home, Away::Home, None), back];
            prop_assert_eq!(lasted(&plain, on), lasted(&visited, on));
            prop_assert!(matches!(father(&visited, on), Whereabouts::Away(_)));
        }

        #[test]
        fn a_longer_stay_ends_it_and_its_months_begin_anew(since in -400i64..0, home in 1i64..200, stay in 31i64..90) {
            let all = [
                answer(0, Away::OutOfProvince, Some(since)),
                answer(home, Away::Home, None),
                answer(home + stay, Away::OutOfProvince, Some(home + stay)),
            ];
            prop_assert!(matches!(father(&all, home + 30), Whereabouts::Away(_)));
            if stay > 31 {
                prop_assert_eq!(father(&all, home + 31), Whereabouts::Home(day(home)));
            }
            prop_assert_eq!(lasted(&all, home + stay + 80), Some(false));
            prop_assert_eq!(lasted(&all, home + stay + 93), Some(true));
        }

        #[test]
        fn a_day_that_nobody_wrote_down_makes_nothing_certain_that_was_otherwise(
            seen in 0i64..300, ago in 0i64..300, on in 0i64..400,
        ) {
            let known = lasted(&[answer(seen, Away::Abroad, Some(seen - ago))], seen + on);
            let unknown = lasted(&[answer(seen, Away::Abroad, None)], seen + on);
            prop_assert!(unknown.is_none() || unknown == known);
        }
    }
}
