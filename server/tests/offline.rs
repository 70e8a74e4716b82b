//! Work done without a network before a desk's deed: it lands where the child is now, or waits where somebody can
//! decide, and is never refused for what the desk has done.

use crate::common::{
    Browser, COUNTY, MENTOR, OTHER_SCHOOL, SCHOOL, Service, body, by, class_session, day, enrolment, handing, id,
    numbered, op, pairing, record, request,
};
use chrono::NaiveDate;
use domain::guardianship::{FactKind, FactSubject, FactValue, HomeState};
use domain::id::{AccountId, ActId, ChildId, EnrolmentId, FactId, HouseholdId, LogId, OpId, SchoolId};
use domain::log::LogBody;
use domain::register::{Ended, Enrolment, Household, PairingEnded, Written};
use serde_json::{Value, json};
use server::core::doubles::{self, Joining, Outcome};
use sync::{FollowUp, NewFact, Op, RecordLog, ReviseLog, Settlement};

const COORDINATOR: u128 = 23;
const OTHER_COORDINATOR: u128 = 24;
/// A second mentor of the first school.
const SECOND: u128 = 29;

async fn write(service: &Service, written: &[Written]) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(by()).await.unwrap();
    unit.register().write(seq, written).await.unwrap();
    unit.commit().await.unwrap();
}

async fn second(service: &Service) -> Browser {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let mut account = unit.accounts().get(AccountId(id(MENTOR))).await.unwrap().unwrap();
    (account.id, account.login) = (AccountId(id(SECOND)), "second".to_owned());
    unit.accounts().add(&[account]).await.unwrap();
    unit.commit().await.unwrap();
    service.browser(SECOND).await
}

/// Pushes operations that a phone made before it heard anything.
async fn pushed(service: &Service, phone: &Browser, first: u64, ops: &[Op]) -> Vec<Settlement> {
    let ops = ops.iter().zip(first..).map(|(op, n)| numbered(n, op)).collect();
    let reply = service.synced(phone, &request(phone, ops, None)).await;
    reply.results.into_iter().map(|result| result.settlement).collect()
}

fn are_applied(settled: &[Settlement]) -> bool {
    settled.iter().all(|one| matches!(one, Settlement::Applied { .. }))
}

/// In whose files an entry is.
async fn children_of(service: &Service, log: u128) -> Vec<ChildId> {
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    unit.logs().children(LogId(id(log))).await.unwrap()
}

fn children<const N: usize>(ids: [u128; N]) -> [ChildId; N] {
    ids.map(|n| ChildId(id(n)))
}

/// What waits for a school.
async fn waiting(service: &Service, school: u128) -> Vec<OpId> {
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let all = unit.parking().of_school(SchoolId(id(school)), day(9, 18)).await.unwrap();
    all.into_iter().map(|parked| parked.op).collect()
}

async fn accept(service: &Service, who: &Browser, op: &Op) -> Value {
    let ask = json!({"op": op.op_id, "accept": true});
    service.call(Some(who), "POST", "/rpc/desk/resolve_late", Some(ask)).await.json
}

/// A child changes into another class, from a day on.
fn changes_class(child: u128, school: u128, class: &str, on: NaiveDate) -> [Written; 2] {
    let before = enrolment(child, SCHOOL, "三年级2班");
    let ended = before.ending(on.pred_opt().unwrap(), Ended::ChangedClass);
    let after = Enrolment {
        id: EnrolmentId(id(child + 500)),
        school: SchoolId(id(school)),
        class_name: class.to_owned(),
        from: on,
        ..before
    };
    [Written::Enrolment(ended), Written::Enrolment(after)]
}

fn session(n: u128, class: &str, on: NaiveDate) -> Op {
    let body = LogBody { occurred_on: on, ..class_session(class) };
    op(n, RecordLog { log: LogId(id(2000 + n)), body, facts: vec![] })
}

async fn join(service: &Service, kept: u128, linked: u128) -> ActId {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let joining = Joining { school: SchoolId(id(SCHOOL)), kept: ChildId(id(kept)), linked: ChildId(id(linked)) };
    let fresh = || service.state.clock.uuid();
    let done = doubles::join(unit.as_mut(), joining, day(9, 18), by(), fresh).await.unwrap();
    assert_eq!(done, Outcome::Done);
    let id = unit.doubles().standing().await.unwrap()[0].id;
    unit.commit().await.unwrap();
    id
}

#[tokio::test]
async fn a_session_of_a_class_under_a_name_that_it_has_no_more_is_of_that_class() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    for child in [41, 42] {
        write(&service, &changes_class(child, SCHOOL, "三年级3班", day(9, 10))).await;
    }
    // All who were in 三年级2班 are in another class, and one of them at another school.
    write(&service, &changes_class(44, OTHER_SCHOOL, "三年级1班", day(9, 10))).await;
    let ops = [session(1, "三年级2班", day(9, 17)), session(2, "三年级3班", day(9, 8))];
    assert!(are_applied(&pushed(&service, &phone, 1, &ops).await));
    assert_eq!(children_of(&service, 2001).await, children([41, 42]));
    assert_eq!(children_of(&service, 2002).await, children([41, 42]), "by a name that came after the day");

    // Of a class whose children are all gone the school says whether it stands.
    for child in [41, 42] {
        let gone = changes_class(child, SCHOOL, "三年级3班", day(9, 10));
        let Written::Enrolment(now) = &gone[1] else { panic!("an enrolment") };
        write(&service, &[Written::Enrolment(now.ending(day(9, 15), Ended::LeftCounty))]).await;
    }
    let of_nobody = session(3, "三年级3班", day(9, 17));
    assert_eq!(pushed(&service, &phone, 3, std::slice::from_ref(&of_nobody)).await, [Settlement::Parked]);
    assert_eq!(waiting(&service, SCHOOL).await, [of_nobody.op_id]);
    let coordinator = service.browser(COORDINATOR).await;
    assert_eq!(accept(&service, &coordinator, &of_nobody).await, Value::Null);
    assert_eq!(children_of(&service, 2003).await, children([41, 42]));
}

#[tokio::test]
async fn late_work_on_children_of_two_schools_waits_for_both_one_after_the_other() {
    let service = Service::start().await;
    let (phone, _) = (service.browser(MENTOR).await, second(&service).await);
    let (here, there) = (service.browser(COORDINATOR).await, service.browser(OTHER_COORDINATOR).await);
    let handed = service.call(Some(&here), "POST", "/rpc/desk/hand_on", Some(handing(id(41), id(SECOND)))).await;
    assert_eq!(handed.json, Value::Null);
    let over = pairing(52, 42, MENTOR).ending(day(9, 9), PairingEnded::ChildLeft);
    write(&service, &[Written::Pairing(over)]).await;
    write(&service, &changes_class(42, OTHER_SCHOOL, "三年级1班", day(9, 10))).await;

    let both = op(
        1,
        RecordLog { log: LogId(id(2001)), body: LogBody { occurred_on: day(9, 18), ..body(&[41, 42]) }, facts: vec![] },
    );
    let done = op(2, FollowUp { log: LogId(id(2001)), done_on: day(9, 18) });
    let ops = [both.clone(), done.clone()];
    assert_eq!(pushed(&service, &phone, 1, &ops).await, [Settlement::Parked, Settlement::Parked], "with its entry");
    assert_eq!(waiting(&service, SCHOOL).await, [both.op_id, done.op_id]);
    assert_eq!(accept(&service, &there, &both).await["code"], "forbidden", "nobody accepts for another's child");
    assert_eq!(accept(&service, &here, &done).await["code"], "changed", "its entry is not there yet");
    assert_eq!(accept(&service, &here, &both).await, Value::Null);
    assert_eq!(children_of(&service, 2001).await, [], "the other school has not been heard");
    assert_eq!(waiting(&service, OTHER_SCHOOL).await, [both.op_id]);
    assert_eq!(accept(&service, &there, &both).await, Value::Null);
    assert_eq!(children_of(&service, 2001).await, children([41, 42]));
    assert_eq!(accept(&service, &here, &done).await, Value::Null);
    assert_eq!([waiting(&service, SCHOOL).await, waiting(&service, OTHER_SCHOOL).await], [vec![], vec![]]);
}

#[tokio::test]
async fn entries_on_a_closed_file_are_acknowledged_each_under_its_own_number() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let had = service.synced(&phone, &request(&phone, vec![], None)).await;
    join(&service, 41, 42).await;
    let ops = [session(1, "三年级2班", day(9, 17)), record(2, &[42]), record(3, &[41])];
    let numbers = ops.iter().zip(1..).map(|(op, n)| numbered(n, op)).collect();
    let reply = service.synced(&phone, &request(&phone, numbers, Some(had.cursor))).await;
    let rows: Vec<u128> = reply.page.rows.iter().map(|row| row.id.as_u128()).collect();
    let is_sent = |log: u128| rows.contains(&id(log).as_u128());
    assert_eq!([2001, 2002, 2003].map(is_sent), [true, true, false], "what the phone cannot know is sent");
    let exact: Vec<bool> =
        reply.results.iter().map(|r| matches!(r.settlement, Settlement::Applied { exact: true, .. })).collect();
    assert_eq!(exact, [false, false, true]);
    assert_eq!(children_of(&service, 2002).await, children([41, 42]));
}

#[tokio::test]
async fn what_is_followed_up_may_be_of_a_class_or_of_a_file_that_was_one_for_a_time() {
    let service = Service::start().await;
    let (phone, second) = (service.browser(MENTOR).await, second(&service).await);
    write(&service, &[Written::Pairing(pairing(54, 44, SECOND))]).await;
    let mut class = session(1, "三年级2班", day(9, 17));
    if let sync::Change::RecordLog(new) = &mut class.change {
        new.body.follow_up_on = Some(day(9, 20));
    }
    let visit = op(2, RecordLog { log: LogId(id(2002)), body: body(&[44]), facts: vec![] });
    assert!(are_applied(&pushed(&service, &second, 1, &[class, visit]).await));
    let act = join(&service, 41, 44).await;
    let done = |n: u128, log: u128| op(n, FollowUp { log: LogId(id(log)), done_on: day(9, 18) });
    assert!(are_applied(&pushed(&service, &phone, 1, &[done(3, 2001), done(4, 2002)]).await));

    // The two files are two again; the mentor has seen the entry and has not heard of it.
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let judged = unit.doubles().get(act).await.unwrap().unwrap();
    let back = doubles::take_back(unit.as_mut(), &judged, by(), || service.state.clock.uuid()).await.unwrap();
    assert_eq!(back, Outcome::Done);
    unit.commit().await.unwrap();
    assert_eq!(pushed(&service, &phone, 3, &[done(5, 2002)]).await, [Settlement::Parked]);
    let coordinator = service.browser(COORDINATOR).await;
    assert_eq!(waiting(&service, SCHOOL).await, [done(5, 2002).op_id]);
    assert_eq!(accept(&service, &coordinator, &done(5, 2002)).await, Value::Null);
    let stranger = service.browser(crate::common::OTHER_MENTOR).await;
    assert!(matches!(pushed(&service, &stranger, 1, &[done(6, 2002)]).await[..], [Settlement::Rejected(_)]));
}

#[tokio::test]
async fn an_entry_about_two_closed_files_stays_in_the_kept_one_until_both_are_parted() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    write(&service, &[Written::Pairing(pairing(54, 44, MENTOR))]).await;
    assert!(are_applied(&pushed(&service, &phone, 1, &[record(1, &[42, 44])]).await));
    let acts = [join(&service, 41, 42).await, join(&service, 41, 44).await];
    for (act, there) in acts.into_iter().zip([&[41, 42, 44][..], &[42, 44]]) {
        let mut unit = service.state.storage.write(COUNTY).await.unwrap();
        let judged = unit.doubles().get(act).await.unwrap().unwrap();
        doubles::take_back(unit.as_mut(), &judged, by(), || service.state.clock.uuid()).await.unwrap();
        unit.commit().await.unwrap();
        let there: Vec<ChildId> = there.iter().map(|n| ChildId(id(*n))).collect();
        assert_eq!(children_of(&service, 2001).await, there);
    }
}

#[tokio::test]
async fn work_on_a_closed_file_is_its_mentors_who_has_the_kept_child() {
    let service = Service::start().await;
    let (phone, second) = (service.browser(MENTOR).await, second(&service).await);
    write(&service, &[Written::Pairing(pairing(54, 44, SECOND))]).await;
    write(&service, &[Written::Pairing(pairing(51, 41, MENTOR).ending(day(9, 4), PairingEnded::Handed))]).await;
    join(&service, 41, 44).await;
    // Who goes on with the kept child writes on under the name that the phone knows.
    let late = LogBody { occurred_on: day(9, 18), ..body(&[44]) };
    let visit = op(1, RecordLog { log: LogId(id(2001)), body: late, facts: vec![] });
    assert!(are_applied(&pushed(&service, &second, 1, &[visit]).await));
    let revised =
        ReviseLog { log: LogId(id(2001)), base_revision: 1, patch: sync::LogPatch::default().note("改".to_owned()) };
    assert!(are_applied(&pushed(&service, &second, 2, &[op(2, revised)]).await));
    assert_eq!(children_of(&service, 2001).await, children([41, 44]));

    // Who had the kept child once has late work on it, which waits where the kept child is.
    write(&service, &changes_class(41, OTHER_SCHOOL, "三年级1班", day(9, 18))).await;
    let late = LogBody { occurred_on: day(9, 18), ..body(&[41]) };
    let visit = op(3, RecordLog { log: LogId(id(2003)), body: late, facts: vec![] });
    assert_eq!(pushed(&service, &phone, 1, std::slice::from_ref(&visit)).await, [Settlement::Parked]);
    assert_eq!(waiting(&service, OTHER_SCHOOL).await, [visit.op_id]);
}

#[tokio::test]
async fn an_answer_about_a_home_that_the_child_has_left_is_of_its_home_now() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let own = Household { id: HouseholdId(id(39)), address: "上坝村".to_owned() };
    write(&service, &[Written::Household(own), Written::Child(crate::common::child(41, 39))]).await;
    let told = |n: u128, home: u128, children: &[u128]| {
        let subject = FactSubject::Household(HouseholdId(id(home)));
        let value = FactValue::Home { state: HomeState::Hazard, hazards: n.to_string() };
        let fact = NewFact { id: FactId(id(900 + n)), subject, value, base: None };
        op(n, RecordLog { log: LogId(id(2000 + n)), body: body(children), facts: vec![fact] })
    };
    let ops = [told(1, 31, &[41]), told(2, 31, &[41, 42]), told(3, 33, &[41])];
    let settled = pushed(&service, &phone, 1, &ops).await;
    assert!(are_applied(&settled[..2]), "{settled:?}");
    assert!(matches!(settled[2], Settlement::Rejected(_)), "nobody of them ever lived there");
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let mut of = async |home: u128| {
        let subject = FactSubject::Household(HouseholdId(id(home)));
        let all = unit.facts().of_subject(subject, FactKind::Home).await.unwrap().whole().unwrap();
        all.into_iter().map(|fact| fact.id.0).collect::<Vec<_>>()
    };
    assert_eq!([of(39).await, of(31).await], [vec![id(901)], vec![id(902)]]);
}
