//! Laws of acts, for any small register: what was shown is what is done, and taken back all is as it was.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::id::{AccountId, ChildId, EnrolmentId, PairingId, SchoolId};
use domain::register::act::NextClass;
use domain::register::{
    Act, Before, Began, Draft, Ended, Enrolment, Pairing, PairingRole, SchoolKind, SchoolYear, draft, enrolment,
    taken_back,
};
use proptest::prelude::*;
use uuid::Uuid;

const CHILDREN: u128 = 8;
const CLASSES: [&str; 6] = ["一年级1班", "三年级2班", "六年级1班", "大班", "火箭班", ""];

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn child(n: u128) -> ChildId {
    ChildId(id(100 + n))
}

fn day(n: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 9, 1).unwrap_or_default() + Days::new(n)
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Register {
    enrolments: Vec<Enrolment>,
    pairings: Vec<Pairing>,
}

impl Register {
    fn before(&self) -> Before<'_> {
        let kinds = BTreeMap::from([(SchoolId(id(1)), SchoolKind::Primary), (SchoolId(id(2)), SchoolKind::NineYear)]);
        Before {
            enrolments: self.enrolments.iter().collect(),
            pairings: self.pairings.iter().collect(),
            kinds,
            ..Before::default()
        }
    }

    fn write(&mut self, draft: &Draft) {
        for change in &draft.enrolments {
            self.enrolments.retain(|e| e.id != change.after.id);
            self.enrolments.push(change.after.clone());
        }
        for change in &draft.pairings {
            self.pairings.retain(|p| p.id != change.after.id);
            self.pairings.push(change.after.clone());
        }
    }

    /// Where a child is and who has it, on a day.
    fn seen(&self, n: u128, on: NaiveDate) -> (Option<EnrolmentId>, Vec<PairingId>) {
        let own = self.enrolments.iter().filter(|e| e.child == child(n));
        let mut mentors: Vec<_> =
            self.pairings.iter().filter(|p| p.child == child(n) && p.on(on)).map(|p| p.id).collect();
        mentors.sort_unstable();
        (enrolment::on(own, on).map(|e| e.id), mentors)
    }

    /// Who is in two classes on one day.
    fn twice(&self) -> Vec<(u128, NaiveDate)> {
        let days = (0..900).step_by(3).chain([364, 365, 366]).map(day);
        let all = (0..CHILDREN).flat_map(|n| days.clone().map(move |on| (n, on)));
        let is_twice = |(n, on): &(u128, NaiveDate)| {
            self.enrolments.iter().filter(|e| e.child == child(*n) && e.period().on(*on)).count() > 1
        };
        all.filter(is_twice).collect()
    }

    fn whole(&self) -> Vec<(Option<EnrolmentId>, Vec<PairingId>)> {
        let days = [0, 30, 99, 100, 101, 250, 364, 365, 366, 400, 800];
        (0..CHILDREN).flat_map(|n| days.map(|d| self.seen(n, day(d)))).collect()
    }
}

/// Each child in one class of one of two schools, some paired, some already left.
fn registers() -> impl Strategy<Value = Register> {
    let one = (0..2u128, 0..CLASSES.len(), any::<bool>(), prop::option::weighted(0.2, 40..90u64));
    prop::collection::vec(one, usize::try_from(CHILDREN).unwrap_or(0)).prop_map(|all| {
        let mut register = Register::default();
        for (n, (school, class, paired, left)) in (0..).zip(all) {
            register.enrolments.push(Enrolment {
                id: EnrolmentId(id(200 + n)),
                child: child(n),
                school: SchoolId(id(1 + school)),
                year: SchoolYear(2025),
                class_name: CLASSES[class].to_owned(),
                from: day(0),
                began: Began::Entered,
                to: left.map(day),
                ended: left.map(|_| Ended::LeftCounty),
            });
            if paired {
                register.pairings.push(Pairing {
                    id: PairingId(id(300 + n)),
                    child: child(n),
                    mentor: AccountId(id(9)),
                    role: PairingRole::Primary,
                    from: day(2),
                    to: left.map(day),
                    ended: None,
                    told_on: None,
                });
            }
        }
        register
    })
}

fn next_class() -> impl Strategy<Value = NextClass> {
    prop_oneof![
        (0..CLASSES.len()).prop_map(|at| NextClass::To(CLASSES[at].to_owned())),
        Just(NextClass::Leaves),
        Just(NextClass::Stays),
    ]
}

fn acts() -> impl Strategy<Value = Act> {
    let (here, there) = (SchoolId(id(1)), SchoolId(id(2)));
    let of_class = (0..CLASSES.len(), next_class()).prop_map(|(at, next)| (CLASSES[at].to_owned(), next));
    let of_child = (0..CHILDREN, next_class()).prop_map(|(n, next)| (child(n), next));
    let classes = prop::collection::vec(of_class, 0..6);
    let children = prop::collection::vec(of_child, 0..4);
    let taken = (0..CHILDREN, 0..CLASSES.len()).prop_map(|(n, at)| (child(n), CLASSES[at].to_owned()));
    let into = (0..CHILDREN, 0..CLASSES.len()).prop_map(|(n, at)| (child(n), CLASSES[at].to_owned()));
    prop_oneof![
        3 => (classes, children).prop_map(move |(classes, children)| Act::MoveUp {
            school: here,
            year: SchoolYear(2026),
            classes: classes.into_iter().collect(),
            children: children.into_iter().collect(),
        }),
        1 => (prop::collection::vec(into, 1..4), 100..200u64).prop_map(move |(children, from)| Act::SplitClass {
            school: here,
            children: children.into_iter().collect(),
            from: day(from),
        }),
        1 => (100..500u64).prop_map(move |from| Act::MergeSchools {
            closes: here, into: there, classes: BTreeMap::new(), from: day(from),
        }),
        1 => (0..CHILDREN, 100..500u64).prop_map(move |(n, from)| Act::MoveChild {
            child: child(n), school: there, class_name: "七年级1班".to_owned(), from: day(from),
        }),
        1 => (prop::collection::vec(taken, 1..5), 100..500u64).prop_map(move |(children, from)| Act::TakeIn {
            school: there, children: children.into_iter().collect(), from: day(from),
        }),
        1 => (0..CHILDREN + 2, 100..500u64).prop_map(move |(n, from)| Act::Enter {
            child: child(n), school: here, class_name: "一年级1班".to_owned(), from: day(from),
        }),
        1 => (0..CHILDREN, 100..500u64).prop_map(|(n, last)| Act::Leave {
            child: child(n), why: Ended::LeftCounty, last: day(last),
        }),
    ]
}

fn ids(from: u128) -> impl FnMut() -> Uuid {
    let mut n = from;
    move || {
        n += 1;
        id(n)
    }
}

proptest! {
    #[test]
    fn what_was_shown_still_holds_and_is_what_is_done(mut register in registers(), act in acts()) {
        let shown = draft(&act, &register.before(), ids(1000));
        prop_assert!(shown.still_holds(&act, &register.before()));
        let again = draft(&act, &register.before(), ids(1000));
        prop_assert_eq!(&shown, &again, "identifiers included");
        register.write(&shown);
        for change in &shown.enrolments {
            prop_assert!(register.enrolments.contains(&change.after));
        }
        prop_assert_eq!(register.twice(), vec![]);
    }

    #[test]
    fn whoever_would_be_at_a_school_that_closes_is_at_the_one_that_goes_on(
        mut register in registers(), before in acts(), from in 0..500u64,
    ) {
        let first = draft(&before, &register.before(), ids(1000));
        register.write(&first);
        let (here, there) = (SchoolId(id(1)), SchoolId(id(2)));
        let at = |register: &Register, n: u128, on| {
            let own = register.enrolments.iter().filter(|e| e.child == child(n));
            enrolment::on(own, on).map(|e| (e.school, e.class_name.clone(), e.year))
        };
        let days = [0, 30, 99, 100, 101, 250, 364, 365, 366, 400, 800].map(day);
        let was: Vec<_> = (0..CHILDREN).flat_map(|n| days.map(|on| at(&register, n, on))).collect();
        let act = Act::MergeSchools { closes: here, into: there, classes: BTreeMap::new(), from: day(from) };
        let merging = draft(&act, &register.before(), ids(5000));
        register.write(&merging);
        let moved = days.iter().map(|on| *on >= day(from)).cycle();
        let should = was.into_iter().zip(moved).map(|(place, moved)| match place {
            Some((school, class, year)) if moved && school == here => Some((there, class, year)),
            place => place,
        });
        let now = (0..CHILDREN).flat_map(|n| days.map(|on| at(&register, n, on)));
        prop_assert!(now.eq(should));
        prop_assert_eq!(register.twice(), vec![]);
    }

    #[test]
    fn taken_back_all_is_as_it_was(before in registers(), act in acts(), then in acts()) {
        let mut register = before.clone();
        let first = draft(&act, &register.before(), ids(1000));
        register.write(&first);
        let back = taken_back(&first, &register.before());
        prop_assert!(back.is_ok(), "nothing has built on it");
        let between = register.clone();
        register.write(&back.unwrap_or_default());
        prop_assert_eq!(register.whole(), before.whole());

        // In the order in which they were done, two acts are taken back as well.
        let mut register = between.clone();
        let second = draft(&then, &register.before(), ids(5000));
        register.write(&second);
        prop_assert_eq!(register.twice(), vec![], "one act after another");
        let back = taken_back(&second, &register.before());
        prop_assert!(back.is_ok());
        register.write(&back.unwrap_or_default());
        prop_assert_eq!(register.whole(), between.whole());
        let back = taken_back(&first, &register.before());
        prop_assert!(back.is_ok());
        register.write(&back.unwrap_or_default());
        prop_assert_eq!(register.whole(), before.whole());
    }
}
