//! The sync protocol over the whole service.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::common::{
    COUNTY, Failing, MENTOR, OTHER_MENTOR, SCHOOL, Service, body, class_session, day, id, now, numbered, op, pairing,
    record, request, written,
};
use axum::http::StatusCode;
use chrono::Days;
use domain::guardianship::{FactSubject, FactValue, HomeState};
use domain::id::{ChildId, EnrolmentId, FactId, HouseholdId, LogId, SchoolId};
use domain::log::{Fault, LogBody, LogField, Problem};
use domain::register::{Ended, Enrolment, PairingEnded, Written};
use serde_json::json;
use storage::StorageError;
use sync::engine::digest;
use sync::protocol::NumberedOp;
use sync::{
    Change, FollowUp, LogPatch, NewFact, RecordLog, RejectionCode, ReviseLog, RowBody, RowKind, Settlement, Snapshot,
    SyncResponse, Unsent, WithdrawLog,
};

fn rejected(reply: &SyncResponse, at: usize) -> RejectionCode {
    match &reply.results[at].settlement {
        Settlement::Rejected(rejection) => rejection.code,
        other => panic!("{at}: {other:?}"),
    }
}

fn is_applied(reply: &SyncResponse, at: usize) -> bool {
    matches!(reply.results[at].settlement, Settlement::Applied { .. })
}

fn names(reply: &SyncResponse) -> Vec<String> {
    let mut names: Vec<String> = reply
        .page
        .rows
        .iter()
        .filter_map(|r| if let Some(RowBody::Child(c)) = r.read() { Some(c.name.clone()) } else { None })
        .collect();
    names.sort();
    names
}

/// Takes a reply in as a phone does; the file sums must fit.
fn take(
    base: &mut Snapshot,
    sent: &[(u64, sync::Written)],
    account: domain::id::AccountId,
    reply: &SyncResponse,
) -> sync::Intake {
    let plan = digest(base, sent, account, reply);
    if plan.clear {
        *base = Snapshot::default();
    }
    plan.removes.iter().for_each(|key| base.remove(key));
    plan.puts.iter().for_each(|row| base.put(std::sync::Arc::clone(row)));
    assert_eq!(plan.refetch, [], "every file adds up");
    plan
}

#[tokio::test]
async fn the_first_pull_brings_the_own_children_whole_and_nobody_elses() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let reply = service.synced(&phone, &request(&phone, vec![], None)).await;
    assert_eq!(names(&reply), ["孩子41", "孩子42"]);
    let mut base = Snapshot::default();
    let plan = take(&mut base, &[], phone.account, &reply);
    assert_eq!(plan.gained.len(), 2);
    assert_eq!(base.school().map(|s| s.classes.clone()), Some(vec!["三年级2班".to_owned()]));
    // Nothing new: nothing comes.
    let again = service.synced(&phone, &request(&phone, vec![], Some(reply.cursor))).await;
    assert_eq!(again.page.rows, []);
}

#[tokio::test]
async fn a_repeated_push_is_acknowledged_and_applied_once() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let start = service.synced(&phone, &request(&phone, vec![], None)).await;
    let ops = vec![numbered(1, &record(1, &[41, 42])), numbered(2, &record(2, &[41]))];
    let first = service.synced(&phone, &request(&phone, ops.clone(), Some(start.cursor.clone()))).await;
    let second = service.synced(&phone, &request(&phone, ops, Some(start.cursor))).await;
    assert_eq!(first.results, second.results);
    assert_eq!((first.last_n, second.last_n), (2, 2));
    let logs = second.page.rows.iter().filter(|r| r.kind == RowKind::Log).count();
    assert_eq!(logs, 0, "own entries are not sent back, even when acknowledged again");
    let fresh = service.synced(&phone, &request(&phone, vec![], None)).await;
    let mut base = Snapshot::default();
    take(&mut base, &[], phone.account, &fresh);
    assert_eq!(base.logs(ChildId(id(41))).len(), 2);
    assert_eq!(base.logs(ChildId(id(42))).len(), 1, "an entry about siblings stands in both files");
}

#[tokio::test]
async fn a_batch_that_overlaps_what_was_settled_goes_on_from_there() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    service.synced(&phone, &request(&phone, vec![numbered(1, &record(1, &[41]))], None)).await;
    let ops = vec![numbered(1, &record(1, &[41])), numbered(2, &record(2, &[41]))];
    let reply = service.synced(&phone, &request(&phone, ops, None)).await;
    assert_eq!(reply.results.iter().map(|r| r.n).collect::<Vec<_>>(), [1, 2]);
    assert!(is_applied(&reply, 0) && is_applied(&reply, 1));
}

#[tokio::test]
async fn a_gap_is_refused_and_nothing_is_applied() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let reply = service.sync(&phone, &request(&phone, vec![numbered(2, &record(1, &[41]))], None)).await;
    assert_eq!((reply.status, reply.json), (StatusCode::CONFLICT, json!({"code": "gap", "last_n": 0})));
    let jump = vec![numbered(1, &record(1, &[41])), numbered(3, &record(2, &[41]))];
    let reply = service.sync(&phone, &request(&phone, jump, None)).await;
    assert_eq!(reply.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn the_same_operation_id_with_other_content_is_rejected() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let first = record(1, &[41]);
    let mut other = record(2, &[41]);
    other.op_id = first.op_id;
    let ops = vec![numbered(1, &first), numbered(2, &other)];
    let reply = service.synced(&phone, &request(&phone, ops, None)).await;
    assert!(is_applied(&reply, 0));
    assert_eq!(rejected(&reply, 1), RejectionCode::OpIdReused);
}

#[tokio::test]
async fn work_brought_back_on_another_phone_after_it_was_sent_and_corrected_is_applied_once() {
    let service = Service::start().await;
    let (old, new) = (service.browser(MENTOR).await, service.browser(MENTOR).await);
    let start = service.synced(&new, &request(&new, vec![], None)).await;
    let mut base = Snapshot::default();
    take(&mut base, &[], new.account, &start);
    let first = record(1, &[41]);
    let Change::RecordLog(RecordLog { log, .. }) = first.change else { panic!("a visit") };
    let patch = LogPatch::default().note("改过的话");
    let corrected = op(3, ReviseLog { log, base_revision: 1, patch });
    service.synced(&old, &request(&old, vec![numbered(1, &first), numbered(2, &corrected)], None)).await;

    let reply = service.synced(&new, &request(&new, vec![numbered(1, &first)], Some(start.cursor))).await;
    assert!(is_applied(&reply, 0));
    take(&mut base, &[(1, written(&first))], new.account, &reply);
    let notes: Vec<_> = base.logs(ChildId(id(41))).iter().map(|log| (log.revision, log.body.note.clone())).collect();
    assert_eq!(notes, [(2, "改过的话".to_owned())]);
}

#[tokio::test]
async fn one_bad_operation_stops_no_other_and_is_kept_with_its_words() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let future = op(
        3,
        RecordLog {
            log: LogId(id(2003)),
            body: LogBody { occurred_on: day(9, 18) + Days::new(9), note: "写错日期".to_owned(), ..body(&[41]) },
            facts: vec![],
        },
    );
    let ops = vec![
        NumberedOp::of(1, &json!({"something": "from the year 2030", "note": "读不懂的话"})).unwrap(),
        numbered(2, &record(2, &[43])),
        numbered(3, &future),
        NumberedOp::of(4, &"长".repeat(70_000)).unwrap(),
        numbered(5, &record(5, &[41])),
    ];
    let reply = service.synced(&phone, &request(&phone, ops, None)).await;
    assert_eq!(reply.last_n, 5);
    assert_eq!(rejected(&reply, 0), RejectionCode::Unreadable);
    assert_eq!(rejected(&reply, 1), RejectionCode::NotYourChild);
    assert_eq!(rejected(&reply, 3), RejectionCode::TooLarge);
    assert!(is_applied(&reply, 4));
    match &reply.results[2].settlement {
        Settlement::Rejected(rejection) => assert_eq!(
            rejection.problems,
            [Problem { field: LogField::OccurredOn, fault: Fault::InFuture }],
            "the field to mend is named"
        ),
        other => panic!("a day in the future: {other:?}"),
    }
    let kept = service.state.storage.read(COUNTY).await.unwrap().ops().of_device(phone.device, 1, 5).await.unwrap();
    assert!(kept[0].refused.as_deref().is_some_and(|op| op.contains("读不懂的话")));
    assert!(kept[2].refused.as_deref().is_some_and(|op| op.contains("写错日期")));
}

#[tokio::test]
async fn a_visit_with_facts_reaches_the_siblings_file_on_another_phone() {
    let service = Service::start().await;
    let (phone, tablet) = (service.browser(MENTOR).await, service.browser(MENTOR).await);
    let before = service.synced(&tablet, &request(&tablet, vec![], None)).await;
    let mut base = Snapshot::default();
    take(&mut base, &[], tablet.account, &before);

    let fact = NewFact {
        id: FactId(id(91)),
        subject: FactSubject::Household(HouseholdId(id(31))),
        value: FactValue::Home { state: HomeState::Hazard, hazards: "电线老化".to_owned() },
        base: None,
    };
    let visit = op(1, RecordLog { log: LogId(id(2001)), body: body(&[41, 42]), facts: vec![fact] });
    let reply = service.synced(&phone, &request(&phone, vec![numbered(1, &visit)], None)).await;
    assert!(is_applied(&reply, 0));
    let after = service.synced(&tablet, &request(&tablet, vec![], Some(before.cursor))).await;
    take(&mut base, &[], tablet.account, &after);
    assert_eq!(base.logs(ChildId(id(42))).len(), 1);
    let home = base.fact(&crate::common::child(41, 31), domain::guardianship::FactKind::Home).map(|f| f.value.clone());
    assert_eq!(home, Some(FactValue::Home { state: HomeState::Hazard, hazards: "电线老化".to_owned() }));

    // A fact about somebody else's household is refused.
    let foreign = NewFact {
        id: FactId(id(92)),
        subject: FactSubject::Household(HouseholdId(id(32))),
        value: FactValue::Home { state: HomeState::Safe, hazards: String::new() },
        base: None,
    };
    let visit = op(2, RecordLog { log: LogId(id(2002)), body: body(&[41]), facts: vec![foreign] });
    let reply = service.synced(&phone, &request(&phone, vec![numbered(2, &visit)], None)).await;
    assert_eq!(rejected(&reply, 0), RejectionCode::NotYourChild);
}

#[tokio::test]
async fn a_class_session_counts_for_everybody_and_names_only_own_children() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let session = class_session("三年级2班");
    let session = op(1, RecordLog { log: LogId(id(2001)), body: session, facts: vec![] });
    let unknown = class_session("九年级9班");
    let unknown = op(2, RecordLog { log: LogId(id(2002)), body: unknown, facts: vec![] });
    let ops = vec![numbered(1, &session), numbered(2, &unknown)];
    let reply = service.synced(&phone, &request(&phone, ops, None)).await;
    assert!(is_applied(&reply, 0));
    assert_eq!(rejected(&reply, 1), RejectionCode::UnknownClass);
    let mut base = Snapshot::default();
    take(&mut base, &[], phone.account, &reply);
    let log = base.log(LogId(id(2001))).map(|l| l.body.children.clone());
    assert_eq!(log, Some(vec![ChildId(id(41)), ChildId(id(42))]));
    let today = day(9, 18);
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let days = unit.credits().last_days(Some(SchoolId(id(SCHOOL))), today).await.unwrap();
    assert_eq!(days.len(), 3);
    assert!(days.iter().all(|(_, d)| d.contact == Some(day(9, 17))), "the unpaired child of the class too");
}

#[tokio::test]
async fn a_class_session_without_an_own_child_stays_with_its_author() {
    let service = Service::start().await;
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(crate::common::by()).await.unwrap();
    let moved = Written::Enrolment(crate::common::enrolment(44, SCHOOL, "五年级1班"));
    unit.register().write(seq, &[moved]).await.unwrap();
    unit.commit().await.unwrap();
    let phone = service.browser(MENTOR).await;
    let log = LogId(id(2001));
    let session = class_session("五年级1班");
    let first = op(1, RecordLog { log, body: session, facts: vec![] });
    let mut base = Snapshot::default();
    let reply = service.synced(&phone, &request(&phone, vec![numbered(1, &first)], None)).await;
    take(&mut base, &[(1, written(&first))], phone.account, &reply);
    assert_eq!(base.log(log).map(|l| l.body.children.len()), Some(0), "and nobody's name comes along");
    // It can be corrected like any other, and a phone that begins anew gets it again.
    let patch = LogPatch::default().note("改对的话");
    let second = op(2, ReviseLog { log, base_revision: 1, patch });
    let reply = service.synced(&phone, &request(&phone, vec![numbered(2, &second)], Some(reply.cursor))).await;
    take(&mut base, &[(2, written(&second))], phone.account, &reply);
    let note = |view: &Snapshot| view.log(log).map(|l| (l.body.note.clone(), l.revision));
    assert_eq!(note(&base), Some(("改对的话".to_owned(), 2)));
    let mut anew = Snapshot::default();
    let reply = service.synced(&phone, &request(&phone, vec![], None)).await;
    take(&mut anew, &[], phone.account, &reply);
    assert_eq!(anew, base);
    let compared = service.call(Some(&phone), "GET", "/api/v1/sync/compare", None).await;
    let server: sync::protocol::Comparison = serde_json::from_value(compared.json).unwrap();
    assert_eq!(server.sessions.len(), 1);
    assert!(anew.compare(&server).is_empty());
}

/// Writes to the register as a school would.
async fn write(service: &Service, written: &[Written]) {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(crate::common::by()).await.unwrap();
    unit.register().write(seq, written).await.unwrap();
    unit.commit().await.unwrap();
}

/// A child of the school changes into another class on a day.
fn changes_class(child: u128, class: &str, on: chrono::NaiveDate) -> [Written; 2] {
    let before = crate::common::enrolment(child, SCHOOL, "三年级2班");
    let ended = before.ending(on.pred_opt().unwrap(), Ended::ChangedClass);
    let after = Enrolment { id: EnrolmentId(id(child + 500)), class_name: class.to_owned(), from: on, ..before };
    [Written::Enrolment(ended), Written::Enrolment(after)]
}

#[tokio::test]
async fn a_phone_learns_of_new_classes_when_they_are_made_and_when_they_begin() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let classes = |reply: &SyncResponse| {
        let school = reply.page.rows.iter().find_map(|row| match row.read() {
            Some(RowBody::School(school)) => Some(school.classes.clone()),
            _ => None,
        });
        school.unwrap_or_default()
    };
    let reply = service.synced(&phone, &request(&phone, vec![], None)).await;
    assert_eq!(classes(&reply), ["三年级2班"]);
    // Of a child who is not the mentor's, and without a new child for the mentor.
    write(&service, &changes_class(44, "四年级1班", day(9, 18))).await;
    let reply = service.synced(&phone, &request(&phone, vec![], Some(reply.cursor))).await;
    assert_eq!(classes(&reply), ["三年级2班", "四年级1班"]);
    let quiet = service.synced(&phone, &request(&phone, vec![], Some(reply.cursor))).await;
    assert_eq!(quiet.page.rows, [], "and once only");

    // Written ahead: the phone hears of it on the day, although nothing is written then.
    write(&service, &changes_class(41, "五年级1班", day(9, 21))).await;
    let reply = service.synced(&phone, &request(&phone, vec![], Some(quiet.cursor))).await;
    assert_eq!(classes(&reply), ["三年级2班", "四年级1班"]);
    let storage = service.state.storage.as_ref();
    let account = storage.directory().await.unwrap().account("mentor").await.unwrap().unwrap();
    let device = storage.read(COUNTY).await.unwrap().devices().get(phone.device).await.unwrap().unwrap();
    for (days, expected) in [(2, &[][..]), (3, &["三年级2班", "五年级1班", "四年级1班"])] {
        let ask = request(&phone, vec![], Some(reply.cursor.clone()));
        let later = now() + chrono::TimeDelta::days(days);
        let reply = server::exchange::exchange(storage, &account, &device, ask, later).await.unwrap();
        assert_eq!(classes(&reply), expected, "after {days} days");
    }
}

#[tokio::test]
async fn a_session_is_of_those_who_were_in_the_class_on_its_day() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    write(&service, &changes_class(44, "四年级1班", day(9, 10))).await;
    let session = |n: u128, class: &str, on| {
        let body = LogBody { occurred_on: on, ..class_session(class) };
        op(n, RecordLog { log: LogId(id(2000 + n)), body, facts: vec![] })
    };
    let ops = [
        session(1, "三年级2班", day(9, 9)),
        session(2, "三年级2班", day(9, 10)),
        session(3, "四年级1班", day(9, 10)),
        session(4, "四年级1班", day(9, 9)),
    ];
    let numbers = ops.iter().zip(1..).map(|(op, n)| numbered(n, op)).collect();
    service.synced(&phone, &request(&phone, numbers, None)).await;
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let mut members = async |n: u128| {
        let credits = unit.credits().of_log(LogId(id(2000 + n))).await.unwrap();
        credits.into_iter().map(|credit| credit.child.0).collect::<Vec<_>>()
    };
    assert_eq!(members(1).await, [41, 42, 44].map(id), "as it was then, not as it is today");
    assert_eq!(members(2).await, [41, 42].map(id));
    assert_eq!(members(3).await, [44].map(id));
    assert_eq!(members(4).await, [44].map(id), "by the name that the class had when it was written");
}

#[tokio::test]
async fn a_class_by_its_name_of_last_year_is_of_those_who_are_here_still() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    // Until August all were in 二年级2班; then one left, and the others moved up.
    let before = |child: u128| Enrolment {
        id: EnrolmentId(id(child + 300)),
        class_name: "二年级2班".to_owned(),
        from: chrono::NaiveDate::from_ymd_opt(2025, 9, 1).unwrap(),
        year: domain::register::SchoolYear(2025),
        ..crate::common::enrolment(child, SCHOOL, "")
    };
    let moved = [41, 42].map(|child| Written::Enrolment(before(child).ending(day(8, 31), Ended::MovedUp)));
    let left = crate::common::enrolment(44, SCHOOL, "三年级2班").ending(day(8, 31), Ended::Mistaken);
    let gone = Written::Enrolment(before(44).ending(day(8, 31), Ended::LeftCounty));
    write(&service, &[moved.as_slice(), &[Written::Enrolment(left), gone]].concat()).await;
    // And a class of one child, who finished.
    let finished = Enrolment { id: EnrolmentId(id(399)), class_name: "九年级1班".to_owned(), ..before(44) };
    write(&service, &[Written::Enrolment(finished.ending(day(8, 31), Ended::Graduated))]).await;
    let session =
        |n: u128, class: &str| op(n, RecordLog { log: LogId(id(2000 + n)), body: class_session(class), facts: vec![] });
    let ops = vec![numbered(1, &session(1, "二年级2班")), numbered(2, &session(2, "九年级1班"))];
    let reply = service.synced(&phone, &request(&phone, ops, None)).await;
    assert!(is_applied(&reply, 0));
    assert_eq!(reply.results[1].settlement, Settlement::Parked, "nobody of it is here any more");
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let credits = unit.credits().of_log(LogId(id(2001))).await.unwrap();
    assert_eq!(credits.into_iter().map(|credit| credit.child.0).collect::<Vec<_>>(), [41, 42].map(id));
}

#[tokio::test]
async fn corrections_merge_and_only_the_author_makes_them() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let log = LogId(id(2001));
    let patch = LogPatch::default().note("改对的话").follow_up_on(Some(day(9, 20)));
    let ops = vec![
        numbered(1, &record(1, &[41])),
        numbered(2, &op(2, ReviseLog { log, base_revision: 1, patch: patch.clone() })),
        numbered(3, &op(3, FollowUp { log, done_on: day(9, 18) })),
        numbered(4, &op(4, WithdrawLog { log })),
        numbered(5, &op(5, ReviseLog { log, base_revision: 4, patch: patch.clone() })),
        numbered(6, &op(6, WithdrawLog { log: LogId(id(2999)) })),
    ];
    let reply = service.synced(&phone, &request(&phone, ops, None)).await;
    assert!((0..4).all(|at| is_applied(&reply, at)));
    assert_eq!(rejected(&reply, 4), RejectionCode::Withdrawn);
    assert_eq!(rejected(&reply, 5), RejectionCode::UnknownLog);
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let revisions = unit.logs().revisions(log).await.unwrap();
    let notes: Vec<_> = revisions.iter().map(|l| (l.log.body.note.as_str(), l.log.withdrawn)).collect();
    let expected = [("记下的话", false), ("改对的话", false), ("改对的话", false), ("改对的话", true)];
    assert_eq!(notes, expected, "history is kept");
    drop(unit);

    let other = service.browser(OTHER_MENTOR).await;
    let foreign = op(9, ReviseLog { log, base_revision: 1, patch });
    let reply = service.synced(&other, &request(&other, vec![numbered(1, &foreign)], None)).await;
    assert_eq!(rejected(&reply, 0), RejectionCode::NotAuthor);
}

#[tokio::test]
async fn a_child_who_moves_on_leaves_after_the_work_and_late_work_is_taken() {
    let service = Service::start().await;
    let (old, new) = (service.browser(MENTOR).await, service.browser(OTHER_MENTOR).await);
    let start = service.synced(&old, &request(&old, vec![], None)).await;
    let mut base = Snapshot::default();
    take(&mut base, &[], old.account, &start);
    let new_start = service.synced(&new, &request(&new, vec![], None)).await;

    // Yesterday was the last day with the former mentor.
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(crate::common::by()).await.unwrap();
    let ended = pairing(51, 41, MENTOR).ending(day(9, 17), PairingEnded::Handed);
    let moved = [Written::Pairing(ended), Written::Pairing(pairing(59, 41, OTHER_MENTOR))];
    unit.register().write(seq, &moved).await.unwrap();
    unit.commit().await.unwrap();

    // The former mentor's phone still holds work of that day, in two batches.
    let late = record(1, &[41]);
    let mut first = request(&old, vec![numbered(1, &late)], Some(start.cursor));
    first.more_ops = true;
    let reply = service.synced(&old, &first).await;
    assert!(is_applied(&reply, 0), "work done before the change is accepted");
    assert_eq!(reply.page.removed, [], "first the work, then the removal");
    take(&mut base, &[(1, written(&late))], old.account, &reply);
    let reply = service.synced(&old, &request(&old, vec![], Some(reply.cursor))).await;
    assert_eq!(reply.page.removed, [ChildId(id(41))]);
    take(&mut base, &[], old.account, &reply);
    assert!(base.child(ChildId(id(41))).is_none());
    assert!(base.child(ChildId(id(42))).is_some(), "the sibling stays, with the household");
    assert!(!base.relations(ChildId(id(42))).is_empty());

    let gained = service.synced(&new, &request(&new, vec![], Some(new_start.cursor))).await;
    assert_eq!(names(&gained), ["孩子41"]);
    assert!(gained.page.rows.iter().any(|r| r.kind == RowKind::Log), "with the former mentor's entry");

    // Work of a day after the change waits for the school.
    let too_late = LogBody { occurred_on: day(9, 18), ..body(&[41]) };
    let too_late = op(2, RecordLog { log: LogId(id(2002)), body: too_late, facts: vec![] });
    let reply = service.synced(&old, &request(&old, vec![numbered(2, &too_late)], None)).await;
    assert_eq!(reply.results[0].settlement, Settlement::Parked);
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let waiting = unit.parking().of_school(SchoolId(id(SCHOOL)), day(9, 18)).await.unwrap();
    assert_eq!(waiting.into_iter().map(|p| p.op).collect::<Vec<_>>(), [too_late.op_id]);
}

#[tokio::test]
async fn a_damaged_cursor_asks_for_a_resync_and_settles_the_work_all_the_same() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let ask = request(&phone, vec![numbered(1, &record(1, &[41]))], Some("damaged".to_owned()));
    let reply = service.synced(&phone, &ask).await;
    assert!(reply.resync && reply.more && is_applied(&reply, 0));
    let reply = service.synced(&phone, &request(&phone, vec![], Some(reply.cursor))).await;
    assert_eq!(names(&reply).len(), 2);
}

#[tokio::test]
async fn a_file_that_did_not_add_up_is_sent_whole_again() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let first = service.synced(&phone, &request(&phone, vec![], None)).await;
    let mut ask = request(&phone, vec![], Some(first.cursor));
    ask.refetch = vec![ChildId(id(42)), ChildId(id(43))];
    let reply = service.synced(&phone, &ask).await;
    assert_eq!(names(&reply), ["孩子42"], "and nobody else's child, whatever is asked for");
}

#[tokio::test]
async fn a_file_comes_whole_when_its_child_has_another_home_or_entries_less() {
    let service = Service::start().await;
    let (phone, other) = (service.browser(MENTOR).await, service.browser(crate::common::OTHER_MENTOR).await);
    let mut base = Snapshot::default();
    let mut reply = service.synced(&phone, &request(&phone, vec![], None)).await;
    take(&mut base, &[], phone.account, &reply);
    // To a home of which nothing is written anew.
    write(&service, &[Written::Child(crate::common::child(41, 32))]).await;
    reply = service.synced(&phone, &request(&phone, vec![], Some(reply.cursor))).await;
    take(&mut base, &[], phone.account, &reply);
    let carers = |base: &Snapshot, home: u128| base.household(HouseholdId(id(home))).is_some();
    assert!(carers(&base, 32) && carers(&base, 31), "its brother's home stays");

    service.synced(&other, &request(&other, vec![numbered(1, &record(1, &[43]))], None)).await;
    for (is_one, entries) in [(true, 1), (false, 0)] {
        let mut unit = service.state.storage.write(COUNTY).await.unwrap();
        let seq = unit.commits().next(crate::common::by()).await.unwrap();
        let (kept, linked) = (ChildId(id(41)), ChildId(id(43)));
        if is_one {
            unit.logs().reach(seq, kept, linked).await.unwrap();
        } else {
            unit.logs().release(seq, kept, linked).await.unwrap();
        }
        unit.commit().await.unwrap();
        reply = service.synced(&phone, &request(&phone, vec![], Some(reply.cursor))).await;
        take(&mut base, &[], phone.account, &reply);
        assert_eq!(base.logs(kept).len(), entries);
    }
}

#[tokio::test]
async fn many_rows_come_in_pages_and_add_up() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let start = service.synced(&phone, &request(&phone, vec![], None)).await;
    let mut base = Snapshot::default();
    take(&mut base, &[], phone.account, &start);
    let total = sync::limits::PULL_ROWS as u64 + 300;
    let writer = service.browser(MENTOR).await;
    let all: Vec<NumberedOp> = (1..=total).map(|n| numbered(n, &record(u128::from(n), &[41]))).collect();
    for batch in all.chunks(sync::limits::PUSH_OPS_MAX) {
        service.synced(&writer, &request(&writer, batch.to_vec(), None)).await;
    }
    let mut cursor = start.cursor;
    let mut pages = 0;
    loop {
        let reply = service.synced(&phone, &request(&phone, vec![], Some(cursor))).await;
        pages += 1;
        take(&mut base, &[], phone.account, &reply);
        cursor = reply.cursor;
        if !reply.more {
            break;
        }
    }
    assert!(pages > 1);
    assert_eq!(base.logs(ChildId(id(41))).len() as u64, total);
    // A phone that begins anew gets the rules and its school, too, although the files come in pages.
    let fresh = service.browser(MENTOR).await;
    let reply = service.synced(&fresh, &request(&fresh, vec![], None)).await;
    assert!(reply.more);
    let mut anew = Snapshot::default();
    take(&mut anew, &[], fresh.account, &reply);
    let rest = service.synced(&fresh, &request(&fresh, vec![], Some(reply.cursor))).await;
    take(&mut anew, &[], fresh.account, &rest);
    assert_eq!(anew, base);
    let compared = service.call(Some(&phone), "GET", "/api/v1/sync/compare", None).await;
    let server: sync::protocol::Comparison = serde_json::from_value(compared.json).unwrap();
    assert!(base.compare(&server).is_empty());
}

#[tokio::test]
async fn what_waits_on_a_phone_is_shown_to_its_school() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let mut ask = request(&phone, vec![numbered(1, &record(1, &[41]))], None);
    ask.more_ops = true;
    ask.unsent = Unsent { count: 7, oldest: Some(now() - chrono::TimeDelta::days(3)), rejected: 1 };
    service.synced(&phone, &ask).await;
    let coordinator = service.browser(23).await;
    let body = json!({"school": id(crate::common::SCHOOL)});
    let reply = service.call(Some(&coordinator), "POST", "/rpc/desk/school", Some(body)).await;
    assert_eq!(reply.json["devices"][0]["waiting"], 7, "{}", reply.text);
    assert_eq!(reply.json["devices"][0]["rejected"], 1);
}

#[tokio::test]
async fn work_that_was_settled_is_acknowledged_even_if_what_waits_cannot_be_noted() {
    let inner = storage_sql::open("sqlite::memory:", storage_sql::Keys::for_tests()).await.unwrap();
    let storage = Arc::new(Failing::new(inner, || StorageError::Unavailable("busy".to_owned())));
    let service = Service::on(storage.clone()).await;
    let phone = service.browser(MENTOR).await;
    let mut ask = request(&phone, vec![numbered(1, &record(1, &[41]))], None);
    ask.unsent = Unsent { count: 7, oldest: Some(now()), rejected: 0 };
    // The first write settles the work, the second notes what waits.
    storage.writes.store(2, Ordering::SeqCst);
    let reply = service.synced(&phone, &ask).await;
    assert_eq!(storage.writes.load(Ordering::SeqCst), 0);
    assert!(reply.last_n == 1 && is_applied(&reply, 0));
    assert_eq!(names(&reply).len(), 2, "and what changed comes along");
    let noted = async || service.state.storage.read(COUNTY).await.unwrap().devices().get(phone.device).await.unwrap();
    assert_eq!(noted().await.map(|d| d.unsent.count), Some(0));
    service.synced(&phone, &ask).await;
    assert_eq!(noted().await.map(|d| d.unsent.count), Some(7), "it is said again with the next exchange");
}

#[tokio::test]
async fn a_protocol_of_the_past_is_told_so_and_one_of_the_future_answered_in_ours() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let now = sync::PROTOCOL;
    for (protocol, accepted) in [(now, true), (now + 1, true), (now - 1, false)] {
        let mut ask = request(&phone, vec![], None);
        ask.protocol = protocol;
        let reply = service.sync(&phone, &ask).await;
        assert_eq!(reply.status.is_success(), accepted, "{protocol}: {}", reply.text);
        if !accepted {
            assert_eq!(reply.json["code"], "too_old");
        }
    }
}

#[tokio::test]
async fn another_persons_device_is_not_mine() {
    let service = Service::start().await;
    let (mine, theirs) = (service.browser(MENTOR).await, service.browser(OTHER_MENTOR).await);
    let reply = service.sync(&mine, &request(&theirs, vec![], None)).await;
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_gained_sibling_brings_the_shared_household_once() {
    let service = Service::start().await;
    let phone = service.browser(OTHER_MENTOR).await;
    let first = service.synced(&phone, &request(&phone, vec![], None)).await;
    let mut base = Snapshot::default();
    take(&mut base, &[], phone.account, &first);
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(crate::common::by()).await.unwrap();
    let mut written = crate::common::pupil(45, crate::common::OTHER_SCHOOL, 32).to_vec();
    written.push(Written::Pairing(pairing(58, 45, OTHER_MENTOR)));
    unit.register().write(seq, &written).await.unwrap();
    unit.commit().await.unwrap();
    let reply = service.synced(&phone, &request(&phone, vec![], Some(first.cursor))).await;
    take(&mut base, &[], phone.account, &reply);
    assert_eq!(base.children().len(), 2);
}

#[tokio::test]
async fn an_instant_that_no_clock_says_is_kept_as_one_that_may_be() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let mut op = record(1, &[41]);
    op.captured_at = chrono::DateTime::<chrono::Utc>::MAX_UTC;
    let mut ask = request(&phone, vec![numbered(1, &op)], None);
    ask.unsent.count = 1;
    ask.unsent.oldest = Some(chrono::DateTime::<chrono::Utc>::MAX_UTC);
    let reply = service.synced(&phone, &ask).await;
    assert!(matches!(reply.results[0].settlement, Settlement::Applied { .. }), "{:?}", reply.results);
    let coordinator = service.browser(23).await;
    let school = service
        .call(
            Some(&coordinator),
            "POST",
            "/rpc/desk/school",
            Some(serde_json::json!({"school": crate::common::id(crate::common::SCHOOL)})),
        )
        .await;
    assert!(school.text.contains("2199-12-31") && !school.text.contains("262142"), "{}", school.text);
}
