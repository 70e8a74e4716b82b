//! What the school's list and the county's counts say of children: by the same rules as the phone, in the
//! holidays as well.

use crate::common::{COUNTY, MENTOR, OTHER_MENTOR, SCHOOL, Service, by, day, id, numbered, pairing, record, request};
use chrono::NaiveDate;
use domain::guardianship::{Status, StatusKind};
use domain::id::{ChildId, SchoolId, StatusId};
use domain::register::{Pairing, PairingEnded, PairingRole, Written};
use domain::report::{ChildLine, SchoolLine};
use domain::term::due::Duty;
use server::core::coverage;

async fn write(service: &Service, written: &[Written]) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    unit.register().write(seq, written).await.unwrap();
    unit.commit().await.unwrap();
}

/// The school in the county's list, and its own list, on a day.
async fn seen_on(service: &Service, today: NaiveDate) -> (SchoolLine, Vec<ChildLine>) {
    let school = SchoolId(id(SCHOOL));
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let history = service.state.ledger.of(unit.as_mut()).await.unwrap();
    let schools = coverage::schools(unit.as_mut(), &history, today).await.unwrap();
    let children = coverage::children(unit.as_mut(), &history, school, today).await.unwrap();
    (schools.into_iter().find(|line| line.id == school).unwrap(), children)
}

fn line(children: &[ChildLine], child: u128) -> &ChildLine {
    children.iter().find(|line| line.id == ChildId(id(child))).unwrap()
}

fn by_when(line: &ChildLine, duty: Duty) -> Option<NaiveDate> {
    line.due.iter().find(|due| due.duty == duty).map(|due| due.by)
}

#[tokio::test]
async fn a_child_whom_nobody_has_seen_is_not_seen_in_the_holidays_either() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    service.synced(&phone, &request(&phone, vec![numbered(1, &record(1, &[41]))], None)).await;
    let winter = |d| NaiveDate::from_ymd_opt(2027, 1, d).unwrap();
    for (today, seen) in [(day(9, 18), 1), (day(10, 2), 1), (day(10, 3), 0), (winter(17), 0), (winter(30), 0)] {
        let (school, children) = seen_on(&service, today).await;
        assert_eq!((school.children, school.seen), (3, seen), "{today}");
        let unseen = children.iter().filter(|line| line.is_unseen(today)).count() as u64;
        assert_eq!(unseen, 3 - seen, "the school's list says the same, {today}");
    }
    let (_, children) = seen_on(&service, winter(30)).await;
    assert!(children.iter().all(|line| line.due.is_empty()), "and nobody is asked to do anything");
}

#[tokio::test]
async fn a_stay_in_hospital_that_is_over_is_left_out_of_the_days_as_on_the_phone() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    service.synced(&phone, &request(&phone, vec![numbered(1, &record(1, &[41, 42]))], None)).await;
    let stay = Status {
        id: StatusId(id(701)),
        child: ChildId(id(41)),
        kind: StatusKind::InHospital,
        source: String::new(),
        from: day(9, 18),
        to: Some(day(9, 27)),
    };
    write(&service, &[Written::Status(stay)]).await;
    let (_, children) = seen_on(&service, day(10, 9)).await;
    // The talk was on 17 September.
    assert_eq!(by_when(line(&children, 42), Duty::Talk), Some(day(10, 2)));
    assert_eq!(by_when(line(&children, 41), Duty::Talk), Some(day(10, 12)));
    assert!(line(&children, 42).is_unseen(day(10, 9)) && !line(&children, 41).is_unseen(day(10, 9)));
}

#[tokio::test]
async fn duties_are_counted_from_the_pairing_of_who_is_responsible_now() {
    let service = Service::start().await;
    // 41 was handed over on 10 September; 42 has had a second mentor since then.
    let before = pairing(51, 41, MENTOR).ending(day(9, 9), PairingEnded::Handed);
    let after = Pairing { from: day(9, 10), ..pairing(58, 41, OTHER_MENTOR) };
    let second = Pairing { from: day(9, 10), role: PairingRole::Co, ..pairing(59, 42, OTHER_MENTOR) };
    write(&service, &[before, after, second].map(Written::Pairing)).await;
    let (_, children) = seen_on(&service, day(9, 18)).await;
    assert_eq!(by_when(line(&children, 41), Duty::FirstContact), Some(day(9, 17)));
    assert_eq!(by_when(line(&children, 42), Duty::FirstContact), Some(day(9, 10)));
    assert_eq!(line(&children, 42).mentor.as_deref(), Some("人21"));
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let file = server::core::child_file::read(unit.as_mut(), ChildId(id(42))).await.unwrap().unwrap();
    assert_eq!(file.mentor_on(day(9, 18)).map(|m| m.0), Some(id(MENTOR)));
}
