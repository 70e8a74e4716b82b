//! The people and things that the suites speak of.

use chrono::{DateTime, NaiveDate, Utc};
use domain::guardianship::{Fact, FactSubject, FactValue, HomeState};
use domain::id::{
    AccountId, AdultId, ChildId, CountyId, DeviceId, EnrolmentId, FactId, HouseholdId, LogId, PairingId, RelationId,
    SchoolId,
};
use domain::log::{ActivityKind, Log, LogBody, Mode, Outcome};
use domain::policy::{Grant, Role};
use domain::register::{
    Adult, Began, Cause, Child, Enrolment, Household, Pairing, PairingRole, Relation, RelationKind, School, SchoolKind,
    SchoolYear, Sex, Written,
};
use uuid::Uuid;

use crate::{Account, By, Device, Storage, StorageError, Unsent};

/// The county that the suites work in.
pub const COUNTY: CountyId = CountyId(Uuid::from_u128(1));
/// Another one in the same database.
pub const OTHER: CountyId = CountyId(Uuid::from_u128(2));

/// An identifier by number.
pub const fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0191_0000_0000_7000_8000_0000_0000_0000 + n)
}

/// A day of 2026.
pub fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap_or_default()
}

/// An instant so many seconds after the beginning, with milliseconds.
pub fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + seconds, 123_000_000).unwrap_or_default()
}

/// A command of nobody, at the beginning.
pub fn by() -> By {
    By { at: at(0), actor: None, cause: Cause::Command }
}

/// A primary school of a name.
pub fn school(n: u128, name: &str) -> School {
    let town = "松岭镇".to_owned();
    School { id: SchoolId(id(n)), name: name.to_owned(), kind: SchoolKind::Primary, town, merged: None }
}

/// An account with one role.
pub fn account(county: CountyId, n: u128, login: &str, role: Role, school: Option<u128>) -> Account {
    Account {
        id: AccountId(id(n)),
        county,
        login: login.to_owned(),
        name: format!("老师{n}"),
        phone: Some("13900000000".to_owned()),
        password_hash: None,
        activation: None,
        activation_until: None,
        disabled: false,
        grants: vec![Grant { role, school: school.map(|s| SchoolId(id(s))) }],
    }
}

/// A household in 上坝村.
pub fn household(n: u128) -> Household {
    Household { id: HouseholdId(id(n)), address: "上坝村".to_owned() }
}

/// A grandmother of a household, with a phone.
pub fn adult(n: u128, home: u128) -> Adult {
    Adult {
        id: AdultId(id(n)),
        household: HouseholdId(id(home)),
        name: "罗桂兰".to_owned(),
        phone: Some("13900324292".to_owned()),
    }
}

/// What she is to a child.
pub fn relation(n: u128, child: u128, adult: u128) -> Relation {
    let plain = Relation::plain(RelationId(id(n)), ChildId(id(child)), AdultId(id(adult)), RelationKind::Carer);
    Relation { called: "奶奶".to_owned(), ..plain }
}

/// A girl of a household, with a former name.
pub fn child(n: u128, home: u128) -> Child {
    Child {
        former_names: vec![format!("小名{n}")],
        sex: Some(Sex::Female),
        birth: Some(day(1, 2)),
        full_plan: n % 2 == 1,
        ..Child::new(ChildId(id(n)), HouseholdId(id(home)), format!("孩子{n}"), day(9, 1))
    }
}

/// A child's place in a class since 1 September. Its identifier is the child's and 400.
pub fn enrolment(child: u128, school: u128, class: &str) -> Enrolment {
    Enrolment {
        id: EnrolmentId(id(child + 400)),
        child: ChildId(id(child)),
        school: SchoolId(id(school)),
        year: SchoolYear(2026),
        class_name: class.to_owned(),
        from: day(9, 1),
        began: Began::Entered,
        to: None,
        ended: None,
    }
}

/// A child in a class.
pub fn pupil(n: u128, school: u128, home: u128, class: &str) -> [Written; 2] {
    [Written::Child(child(n, home)), Written::Enrolment(enrolment(n, school, class))]
}

/// A pairing from 3 September on.
pub fn pairing(n: u128, child: u128, mentor: u128) -> Pairing {
    Pairing {
        id: PairingId(id(n)),
        child: ChildId(id(child)),
        mentor: AccountId(id(mentor)),
        role: PairingRole::Primary,
        from: day(9, 3),
        to: None,
        ended: None,
        told_on: None,
    }
}

/// A device that has sent nothing.
pub fn device(n: u128, owner: u128) -> Device {
    Device {
        id: DeviceId(id(n)),
        account: AccountId(id(owner)),
        label: "Android Chrome".to_owned(),
        recovery_key: vec![7; 32],
        last_n: 0,
        revoked_at: None,
        unsent: Unsent::default(),
        added_at: at(i64::try_from(n).unwrap_or(0)),
    }
}

/// An entry of a mentor that names no child, with a note.
pub fn log(n: u128, author: u128, on: NaiveDate, mode: Mode, outcome: Outcome) -> Log {
    let plain = LogBody::plain(vec![], ActivityKind::HomeSchool, mode, on);
    let body = LogBody { outcome, note: "记下的话".to_owned(), ..plain };
    Log::first(LogId(id(n)), AccountId(id(author)), body, at(0))
}

/// An answer to whether a home is safe.
pub fn fact(n: u128, home: u128, state: HomeState) -> Fact {
    Fact {
        id: FactId(id(n)),
        subject: FactSubject::Household(HouseholdId(id(home))),
        value: FactValue::Home { state, hazards: String::new() },
        seen_on: day(9, 18),
        author: Some(AccountId(id(21))),
        captured_at: at(4),
        disputes: None,
        unsaid: false,
    }
}

/// A county with a school, a mentor and a child with a file, for tests that begin with something.
pub async fn begin(storage: &dyn Storage, county: CountyId, login: &str) -> Result<u64, StorageError> {
    let mut unit = storage.write(county).await?;
    unit.commits().found(login).await?;
    let seq = unit.commits().next(by()).await?;
    unit.schools().add(&[school(11, "甲校")]).await?;
    unit.accounts().add(&[account(county, 21, login, Role::Mentor, Some(11))]).await?;
    let home =
        [Written::Household(household(31)), Written::Adult(adult(35, 31)), Written::Pairing(pairing(51, 41, 21))];
    unit.register().write(seq, &[home.as_slice(), &pupil(41, 11, 31, "一年级1班")].concat()).await?;
    unit.commit().await?;
    Ok(seq)
}

/// Fails unless a change said that its row is missing.
pub fn missing(done: Result<(), StorageError>, wanted: &str) {
    assert!(matches!(&done, Err(StorageError::Missing { what }) if *what == wanted), "{wanted}: {done:?}");
}

/// Fails unless a change said that a value exists already. On PostgreSQL the unit is of no use afterwards.
pub fn conflict(done: Result<(), StorageError>) {
    assert!(matches!(done, Err(StorageError::Conflict(_))), "{done:?}");
}

/// Fails unless a value was refused as one that cannot be kept.
pub fn inconsistent(done: Result<(), StorageError>) {
    assert!(matches!(done, Err(StorageError::Inconsistent(_))), "{done:?}");
}
