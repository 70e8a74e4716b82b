//! `as_of` against a replay: whatever was written in whatever order, asking for a day and an instant
//! gives what somebody would have seen who had kept a plain register until then.

use std::collections::BTreeMap;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use domain::guardianship::{Fact, FactKind, FactSubject, FactValue, PhoneState, Status, StatusKind, as_of};
use domain::id::{AccountId, ChildId, EnrolmentId, FactId, HouseholdId, PairingId, SchoolId, StatusId};
use domain::register::{
    Began, Cause, Child, Commit, Ended, Enrolment, History, Household, Pairing, PairingRole, SchoolYear, ThingKind,
    Written,
};
use proptest::prelude::*;
use uuid::Uuid;

const CHILDREN: u128 = 3;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn day(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default() + Days::new(offset)
}

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_767_225_600, 0).unwrap_or_default() + TimeDelta::minutes(minute)
}

fn end(from: u64, length: Option<u64>) -> Option<NaiveDate> {
    length.map(|length| day(from + length))
}

/// Something written about one of a few children. Identifiers are few, so that most are corrections.
fn written() -> impl Strategy<Value = Written> {
    let period = (0u64..60, prop::option::of(0u64..40));
    prop_oneof![
        (0..CHILDREN, 0u32..4).prop_map(|(n, name)| {
            let household = HouseholdId(id(n / 2));
            Written::Child(child(n, household, &format!("名{name}")))
        }),
        (0..2u128, 0u32..4).prop_map(|(n, place)| {
            Written::Household(Household { id: HouseholdId(id(n)), address: format!("{place}组") })
        }),
        (0..5u128, 0..CHILDREN, 0..2u128, period.clone(), any::<bool>()).prop_map(
            |(n, c, school, (from, length), exit)| {
                Written::Enrolment(Enrolment {
                    id: EnrolmentId(id(n)),
                    child: ChildId(id(c)),
                    school: SchoolId(id(school)),
                    year: SchoolYear::of(day(from)),
                    class_name: "一年级1班".to_owned(),
                    from: day(from),
                    began: Began::Entered,
                    to: end(from, length),
                    ended: length.map(|_| if exit { Ended::LeftCounty } else { Ended::MovedOn }),
                })
            }
        ),
        (0..4u128, 0..CHILDREN, 0..2u128, period.clone()).prop_map(|(n, c, mentor, (from, length))| {
            Written::Pairing(Pairing {
                id: PairingId(id(n)),
                child: ChildId(id(c)),
                mentor: AccountId(id(mentor)),
                role: if mentor == 0 { PairingRole::Primary } else { PairingRole::Co },
                from: day(from),
                to: end(from, length),
                ended: None,
                told_on: None,
            })
        }),
        (0..3u128, 0..CHILDREN, period).prop_map(|(n, c, (from, length))| {
            Written::Status(Status {
                id: StatusId(id(n)),
                child: ChildId(id(c)),
                kind: StatusKind::InHospital,
                source: String::new(),
                from: day(from),
                to: end(from, length),
            })
        }),
        (0..200u128, 0..2u128, 0u64..60, 0i64..500).prop_map(|(n, home, seen, captured)| {
            Written::Fact(Fact {
                id: FactId(id(n)),
                subject: FactSubject::Household(HouseholdId(id(home))),
                value: FactValue::Phone { state: PhoneState::Works, number: Some(n.to_string()) },
                seen_on: day(seen),
                author: None,
                captured_at: at(captured),
                disputes: None,
                unsaid: false,
            })
        }),
    ]
}

fn child(n: u128, household: HouseholdId, name: &str) -> Child {
    Child::new(ChildId(id(n)), household, name.to_owned(), day(0))
}

/// A register without a past: the last thing written stands.
#[derive(Default)]
struct Plain(BTreeMap<(ThingKind, Uuid), Written>);

impl Plain {
    fn write(&mut self, one: &Written) {
        self.0.insert(one.key(), one.clone());
    }

    fn within(from: NaiveDate, to: Option<NaiveDate>, on: NaiveDate) -> bool {
        from <= on && to.is_none_or(|to| on <= to)
    }

    /// Of one child: name, school, mentors, and how many statuses.
    fn child(&self, n: u128, on: NaiveDate) -> Option<(String, Option<Uuid>, Vec<Uuid>, usize)> {
        let child = ChildId(id(n));
        let Written::Child(known) = self.0.get(&(ThingKind::Child, child.0))? else { return None };
        let mut school: Option<(NaiveDate, EnrolmentId, Uuid)> = None;
        let mut mentors = Vec::new();
        let mut statuses = 0;
        for one in self.0.values() {
            match one {
                Written::Enrolment(e)
                    if e.child == child
                        && Self::within(e.from, e.to, on)
                        && school.is_none_or(|(from, id, _)| (from, id) < (e.from, e.id)) =>
                {
                    school = Some((e.from, e.id, e.school.0));
                }
                Written::Pairing(p) if p.child == child && Self::within(p.from, p.to, on) => mentors.push(p.mentor.0),
                Written::Status(s) if s.child == child && Self::within(s.from, s.to, on) => statuses += 1,
                _ => {}
            }
        }
        mentors.sort_unstable();
        Some((known.name.clone(), school.map(|(_, _, school)| school), mentors, statuses))
    }

    fn phone(&self, home: u128, on: NaiveDate) -> Option<FactId> {
        let mut best: Option<&Fact> = None;
        for one in self.0.values() {
            if let Written::Fact(fact) = one
                && fact.subject == FactSubject::Household(HouseholdId(id(home)))
                && fact.seen_on <= on
                && best.is_none_or(|b| (b.seen_on, b.captured_at, b.id) < (fact.seen_on, fact.captured_at, fact.id))
            {
                best = Some(fact);
            }
        }
        best.map(|fact| fact.id)
    }
}

proptest! {
    #[test]
    fn asking_for_the_past_is_replaying_until_then(
        commits in prop::collection::vec((0i64..30, prop::collection::vec(written(), 1..5)), 1..14),
        on in 0u64..80,
        known in -5i64..300,
    ) {
        let mut history = History::default();
        let mut plain = Plain::default();
        let mut clock = None;
        for (n, (minutes, written)) in (1u64..).zip(&commits) {
            // The clock is set back now and then; a commit is never known before the one ahead of it.
            let told = clock.unwrap_or(0) + minutes - 10;
            let clock = clock.insert(clock.map_or(told, |before: i64| before.max(told)));
            if *clock <= known {
                for one in written {
                    plain.write(one);
                }
            }
            let commit = Commit { seq: n * 3, at: at(told), actor: None, cause: Cause::Desk };
            history.take(commit, written.iter().cloned());
        }
        let register = as_of(&history, day(on), at(known));
        for n in 0..CHILDREN {
            let seen = register.child(ChildId(id(n))).map(|one| {
                let mut mentors: Vec<Uuid> = one.pairings.iter().map(|p| p.mentor.0).collect();
                mentors.sort_unstable();
                (one.child.name.clone(), one.enrolment.map(|e| e.school.0), mentors, one.statuses.len())
            });
            prop_assert_eq!(seen, plain.child(n, day(on)));
        }
        for home in 0..2 {
            let seen = register.fact(&child(0, HouseholdId(id(home)), ""), FactKind::Phone).map(|fact| fact.id);
            prop_assert_eq!(seen, plain.phone(home, day(on)));
        }
        prop_assert_eq!(
            register.enrolled().count(),
            (0..CHILDREN).filter(|n| plain.child(*n, day(on)).is_some_and(|c| c.1.is_some())).count()
        );
    }
}
