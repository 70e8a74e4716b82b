//! Somebody stands in for a coordinator or a school's lead who is away: from a day to a day, and then no more.
//!
//! A deputyship is kept beside the roles that a person holds, never among them, so that it ends by itself and nothing
//! has to be taken away. [`lent`] is the one place that decides which roles come of it on a day.

use chrono::{DateTime, Months, NaiveDate, Utc};

use super::actor::{Grant, Role};
use crate::id::{AccountId, DeputyshipId, SchoolId};

/// Most months that somebody stands in at a stretch; longer than a leave for a birth.
pub const MONTHS_MAX: u32 = 7;
/// Most months from today to the first day.
pub const MONTHS_AHEAD_MAX: u32 = 3;

/// Somebody stands in for somebody else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deputyship {
    /// By which it is ended early.
    pub id: DeputyshipId,
    /// The school at which it holds.
    pub school: SchoolId,
    /// The role: [`Role::Coordinator`] or [`Role::SchoolLead`].
    pub role: Role,
    /// Who is away and holds the role.
    pub of: AccountId,
    /// Who stands in.
    pub deputy: AccountId,
    /// The first day.
    pub from: NaiveDate,
    /// The last day.
    pub to: NaiveDate,
    /// When it was ended early; from that instant it holds no more.
    pub ended_at: Option<DateTime<Utc>>,
}

impl Deputyship {
    /// Whether it holds on a day.
    pub fn on(&self, day: NaiveDate) -> bool {
        self.stands(day) && self.from <= day
    }

    /// Whether it holds on a day or will later.
    pub fn stands(&self, day: NaiveDate) -> bool {
        self.ended_at.is_none() && day <= self.to
    }

    /// The role as it is lent.
    pub fn grant(&self) -> Grant {
        Grant { role: self.role, school: Some(self.school) }
    }
}

/// The roles that an account holds on a day because it stands in for somebody.
pub fn lent(all: &[Deputyship], account: AccountId, day: NaiveDate) -> Vec<Grant> {
    all.iter().filter(|one| one.deputy == account && one.on(day)).map(Deputyship::grant).collect()
}

/// How far an account reaches: its own roles, and those that are lent to it now or will be. Whoever is given a way into
/// it, such as a code, is given that way into all of this.
pub fn reach(own: &[Grant], all: &[Deputyship], account: AccountId, day: NaiveDate) -> Vec<Grant> {
    let more = all.iter().filter(|one| one.deputy == account && one.stands(day)).map(Deputyship::grant);
    own.iter().copied().chain(more).collect()
}

/// The last day on which one that begins on a day may end.
pub fn latest(from: NaiveDate) -> NaiveDate {
    from.checked_add_months(Months::new(MONTHS_MAX)).unwrap_or(from)
}

/// Which of its days does not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// The first: over already, or too far ahead.
    From,
    /// The last: before the first, or too long after it.
    To,
}

/// Whether somebody may begin to stand in on a day, until another.
pub fn fits(from: NaiveDate, to: NaiveDate, today: NaiveDate) -> Result<(), Unfit> {
    let ahead = today.checked_add_months(Months::new(MONTHS_AHEAD_MAX)).unwrap_or(today);
    if from < today || from > ahead {
        return Err(Unfit::From);
    }
    if to < from || to > latest(from) { Err(Unfit::To) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Days;
    use proptest::prelude::*;
    use uuid::Uuid;

    const DEPUTY: AccountId = AccountId(Uuid::from_u128(2));

    fn day(n: u64) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default() + Days::new(n)
    }

    fn standing_in(from: u64, to: u64) -> Deputyship {
        Deputyship {
            id: DeputyshipId(Uuid::nil()),
            school: SchoolId(Uuid::from_u128(7)),
            role: Role::Coordinator,
            of: AccountId(Uuid::from_u128(1)),
            deputy: DEPUTY,
            from: day(from),
            to: day(to),
            ended_at: None,
        }
    }

    #[test]
    fn it_holds_from_its_first_day_to_its_last_and_not_the_day_after() {
        let one = [standing_in(10, 20)];
        for (at, holds) in [(9, false), (10, true), (20, true), (21, false)] {
            assert_eq!(lent(&one, DEPUTY, day(at)).len(), usize::from(holds), "{at}");
        }
        let ended = [Deputyship { ended_at: DateTime::from_timestamp(0, 0), ..standing_in(10, 20) }];
        assert!(lent(&ended, DEPUTY, day(15)).is_empty(), "ended early");
        assert!(reach(&[], &ended, DEPUTY, day(15)).is_empty());
    }

    #[test]
    fn a_way_into_an_account_is_a_way_into_what_it_will_be_lent() {
        let own = [Grant { role: Role::Mentor, school: None }];
        let one = [standing_in(10, 20)];
        for (at, roles) in [(0, 2), (20, 2), (21, 1)] {
            assert_eq!(reach(&own, &one, DEPUTY, day(at)).len(), roles, "{at}");
        }
    }

    #[test]
    fn its_days_have_bounds() {
        let today = day(100);
        assert_eq!(fits(today, today, today), Ok(()));
        assert_eq!(fits(day(99), day(120), today), Err(Unfit::From));
        assert_eq!(fits(day(300), day(310), today), Err(Unfit::From), "too far ahead");
        assert_eq!(fits(today, day(99), today), Err(Unfit::To));
        assert_eq!(fits(today, latest(today), today), Ok(()));
        assert_eq!(fits(today, latest(today) + Days::new(1), today), Err(Unfit::To));
    }

    proptest! {
        #[test]
        fn a_role_is_lent_on_its_days_only_and_to_the_deputy_only(
            from in 0u64..60, length in 0u64..60, at in 0u64..200, who in 1u128..4, ended: bool,
        ) {
            let ended_at = ended.then(DateTime::<Utc>::default);
            let one = Deputyship { ended_at, ..standing_in(from, from + length) };
            let account = AccountId(Uuid::from_u128(who));
            let holds = !ended && account == DEPUTY && (from..=from + length).contains(&at);
            let all = [one];
            prop_assert_eq!(lent(&all, account, day(at)).len(), usize::from(holds));
            let own = Grant { role: Role::Mentor, school: None };
            let reached = reach(&[own], &all, account, day(at));
            prop_assert!(lent(&all, account, day(at)).iter().all(|grant| reached.contains(grant)));
        }
    }
}
