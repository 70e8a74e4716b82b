//! Acts on many children: shown, done as shown, and taken back as a whole while nothing has built on them.

use std::collections::BTreeMap;

use crate::common::{COUNTY, MENTOR, OTHER_MENTOR, OTHER_SCHOOL, SCHOOL, Service, by, day, id};
use domain::guardianship::register_on;
use domain::id::{AccountId, ActId, ChildId, PairingId, SchoolId};
use domain::register::{Act, BuiltOn, Draft, Ended, Pairing, PairingEnded, SchoolYear, Written};
use server::core::acts::{Carried, Shown, TakenBack, carry_out, preview, take_back};

const TODAY: (u32, u32) = (9, 18);

fn child(n: u128) -> ChildId {
    ChildId(id(n))
}

fn today() -> chrono::NaiveDate {
    day(TODAY.0, TODAY.1)
}

async fn shown(service: &Service, act: &Act) -> Draft {
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    preview(unit.as_mut(), act, today(), || service.state.clock.uuid()).await.unwrap()
}

/// Does an act by a draft; what is not done leaves nothing behind.
async fn done(service: &Service, n: u128, act: &Act, draft: Draft) -> Carried {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let shown = Shown { id: ActId(id(n)), school: SchoolId(id(SCHOOL)), act: act.clone(), draft };
    let carried = carry_out(unit.as_mut(), shown, today(), by()).await.unwrap();
    unit.commit().await.unwrap();
    carried
}

async fn back(service: &Service, n: u128) -> TakenBack {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let taken = take_back(unit.as_mut(), ActId(id(n)), by()).await.unwrap();
    unit.commit().await.unwrap();
    taken
}

/// Another mentor has a child from today, of whatever school.
async fn given(service: &Service, n: u128, to: u128) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let running = unit.pairings().of_child(child(n)).await.unwrap().into_iter().filter(|p| p.to.is_none());
    let mut written: Vec<Written> =
        running.map(|p| Written::Pairing(p.ending(today().pred_opt().unwrap(), PairingEnded::Handed))).collect();
    let begun =
        Pairing { id: PairingId(service.state.clock.uuid()), from: today(), ..crate::common::pairing(1, n, to) };
    written.push(Written::Pairing(begun));
    let seq = unit.commits().next(by()).await.unwrap();
    unit.register().write(seq, &written).await.unwrap();
    unit.commit().await.unwrap();
}

/// Of every child on a day: school, class, and mentors.
async fn register(
    service: &Service,
    on: chrono::NaiveDate,
) -> Vec<(ChildId, Option<(SchoolId, String)>, Vec<AccountId>)> {
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let history = service.state.ledger.of(unit.as_mut()).await.unwrap();
    let register = register_on(&history, on);
    let one = |c: &domain::guardianship::ChildAsOf<'_>| {
        let place = c.enrolment.map(|e| (e.school, e.class_name.clone()));
        (c.child.id, place, c.pairings.iter().map(|p| p.mentor).collect())
    };
    register.all_children().map(one).collect()
}

fn moves(n: u128) -> Act {
    Act::MoveChild {
        child: child(n),
        school: SchoolId(id(OTHER_SCHOOL)),
        class_name: "五年级1班".to_owned(),
        from: today(),
    }
}

fn moves_up() -> Act {
    Act::MoveUp {
        school: SchoolId(id(SCHOOL)),
        year: SchoolYear(2027),
        classes: BTreeMap::new(),
        children: BTreeMap::new(),
    }
}

#[tokio::test]
async fn an_act_is_done_as_it_was_shown_and_taken_back_leaves_what_was_before() {
    let service = Service::start().await;
    let merges = Act::MergeSchools {
        closes: SchoolId(id(SCHOOL)),
        into: SchoolId(id(OTHER_SCHOOL)),
        classes: BTreeMap::from([("三年级2班".to_owned(), "三年级5班".to_owned())]),
        from: day(9, 21),
    };
    let leaves = Act::Leave { child: child(42), why: Ended::LeftCounty, last: today() };
    let days = [day(9, 17), today(), day(9, 21), chrono::NaiveDate::from_ymd_opt(2027, 9, 1).unwrap()];
    for (n, act, changed) in [(301, moves(41), 1), (302, moves_up(), 3), (303, merges, 3), (304, leaves, 1)] {
        let mut before = Vec::new();
        for on in days {
            before.push(register(&service, on).await);
        }
        let draft = shown(&service, &act).await;
        let Carried::Done(kept) = done(&service, n, &act, draft.clone()).await else { panic!("{act:?}") };
        assert_eq!((&kept.draft, &kept.act), (&draft, &act), "just what was shown");
        let after = register(&service, days[3]).await;
        assert_eq!(after.iter().zip(&before[3]).filter(|(a, b)| a != b).count(), changed, "{act:?}");
        assert_eq!(back(&service, n).await, TakenBack::Done);
        for (on, before) in days.into_iter().zip(&before) {
            assert_eq!(&register(&service, on).await, before, "{act:?} on {on}");
        }
        assert_eq!(back(&service, n).await, TakenBack::NotThere, "once");
    }
    assert_eq!(back(&service, 399).await, TakenBack::NotThere);
}

#[tokio::test]
async fn what_has_changed_since_it_was_shown_is_shown_anew() {
    let service = Service::start().await;
    let act = moves(41);
    let draft = shown(&service, &act).await;
    given(&service, 41, OTHER_MENTOR).await;
    let before = register(&service, today()).await;
    assert_eq!(done(&service, 301, &act, draft).await, Carried::Changed, "another mentor would have kept the child");
    assert_eq!(register(&service, today()).await, before);
    assert_eq!(back(&service, 301).await, TakenBack::NotThere, "nothing was done");
    let draft = shown(&service, &act).await;
    assert!(matches!(done(&service, 301, &act, draft).await, Carried::Done(_)));

    // A child who has come to the school since belongs to the year's act, too.
    let draft = shown(&service, &moves_up()).await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    unit.register().write(seq, &crate::common::pupil(45, SCHOOL, 33)).await.unwrap();
    unit.commit().await.unwrap();
    assert_eq!(done(&service, 302, &moves_up(), draft).await, Carried::Changed);
}

#[tokio::test]
async fn a_class_of_which_nobody_has_said_what_becomes_of_it_stops_the_act() {
    let service = Service::start().await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    let rocket = domain::register::Written::Enrolment(crate::common::enrolment(44, SCHOOL, "火箭班"));
    unit.register().write(seq, &[rocket]).await.unwrap();
    unit.commit().await.unwrap();
    let draft = shown(&service, &moves_up()).await;
    assert_eq!(draft.unclear, ["火箭班"]);
    assert_eq!(done(&service, 301, &moves_up(), draft).await, Carried::Unclear);
}

#[tokio::test]
async fn a_child_that_has_a_mentor_at_its_new_school_is_not_taken_back() {
    let service = Service::start().await;
    let act = moves(41);
    let draft = shown(&service, &act).await;
    assert!(matches!(done(&service, 301, &act, draft).await, Carried::Done(_)));
    given(&service, 41, OTHER_MENTOR).await;
    let before = register(&service, today()).await;
    assert_eq!(back(&service, 301).await, TakenBack::BuiltOn(BuiltOn::Paired(child(41))));
    assert_eq!(register(&service, today()).await, before, "and nothing is half taken back");
    let mine = before.iter().find(|(id, ..)| *id == child(41)).map(|(_, _, mentors)| mentors.clone());
    assert_eq!(mine, Some(vec![AccountId(id(OTHER_MENTOR))]));
    assert!(before.iter().any(|(_, _, mentors)| mentors.contains(&AccountId(id(MENTOR)))), "the sibling stays");
}
