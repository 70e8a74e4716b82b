//! Children change hands, people leave, two people disagree, one side forgets: nothing is lost, and
//! the school decides what is to be decided.

use crate::common::{
    Browser, COUNTY, MENTOR, OTHER_MENTOR, SCHOOL, Service, body, day, handing, id, numbered, op, record, request,
};
use axum::http::StatusCode;
use domain::guardianship::{FactKind, FactSubject, FactValue, HomeState};
use domain::id::{ChildId, FactId, HouseholdId, LogId, SchoolId};
use domain::log::{ActivityKind, LogBody};
use domain::policy::{Grant, Role};
use domain::register::Written;
use serde_json::{Value, json};
use sync::protocol::{NumberedOp, SET_ASIDE};
use sync::{NewFact, Op, RecordLog, RejectionCode, RowKind, Settlement, Snapshot, SyncResponse};

const COORDINATOR: u128 = 23;
const OTHER_COORDINATOR: u128 = 24;

/// Calls a desk; an error is an object with its code.
async fn desk(service: &Service, who: &Browser, name: &str, ask: Value) -> Value {
    service.call(Some(who), "POST", &format!("/rpc/desk/{name}"), Some(ask)).await.json
}

/// What waits for the school of a kind: `late_work`, `dispute`.
async fn of_school(service: &Service, who: &Browser, what: &str) -> Value {
    let inbox = desk(service, who, "inbox", json!({"school": id(SCHOOL)})).await;
    json!(crate::common::waiting(&inbox, what))
}

fn settlements(reply: &SyncResponse) -> Vec<&Settlement> {
    reply.results.iter().map(|r| &r.settlement).collect()
}

fn rows(reply: &SyncResponse) -> Snapshot {
    let mut all = Snapshot::default();
    reply.page.rows.iter().for_each(|row| all.put(row.clone()));
    all
}

/// A visit today, with what was found at home.
fn visit(n: u128, child: u128, kind: ActivityKind, fact: Option<NewFact>) -> Op {
    let body = LogBody { occurred_on: day(9, 18), kind, ..body(&[child]) };
    op(n, RecordLog { log: LogId(id(2000 + n)), body, facts: fact.into_iter().collect() })
}

fn home(n: u128, state: HomeState, base: Option<u128>) -> NewFact {
    NewFact {
        id: FactId(id(n)),
        subject: FactSubject::Household(HouseholdId(id(31))),
        value: FactValue::Home { state, hazards: String::new() },
        base: base.map(|n| FactId(id(n))),
    }
}

/// A second mentor of the school, with a phone.
pub async fn second_mentor(service: &Service) -> Browser {
    second_mentor_who(service, &[]).await
}

/// The same, with further roles at the school.
async fn second_mentor_who(service: &Service, roles: &[Role]) -> Browser {
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let mut account = unit.accounts().get(domain::id::AccountId(id(MENTOR))).await.unwrap().unwrap();
    account.id = domain::id::AccountId(id(29));
    account.login = "second".to_owned();
    account.name = "第二位老师".to_owned();
    account.grants.extend(roles.iter().map(|role| Grant { role: *role, school: Some(SchoolId(id(SCHOOL))) }));
    unit.accounts().add(&[account]).await.unwrap();
    unit.commit().await.unwrap();
    service.browser(29).await
}

#[tokio::test]
async fn a_coordinator_gives_a_child_to_another_mentor_and_both_phones_learn_of_it() {
    let service = Service::start().await;
    let (first, second) = (service.browser(MENTOR).await, second_mentor(&service).await);
    let coordinator = service.browser(COORDINATOR).await;
    let had = service.synced(&first, &request(&first, vec![], None)).await;
    let given = desk(&service, &coordinator, "hand_on", handing(id(41), id(29))).await;
    assert_eq!(given, Value::Null);
    let lost = service.synced(&first, &request(&first, vec![], Some(had.cursor))).await;
    assert_eq!(lost.page.removed, [ChildId(id(41))]);
    let gained = rows(&service.synced(&second, &request(&second, vec![], None)).await);
    assert!(gained.child(ChildId(id(41))).is_some());

    // A mentor of another school, a stranger and a colleague may not.
    let elsewhere = desk(&service, &coordinator, "hand_on", handing(id(41), id(OTHER_MENTOR))).await;
    assert_eq!(elsewhere, "mentor_gone");
    let stranger = service.browser(OTHER_COORDINATOR).await;
    let refused = desk(&service, &stranger, "hand_on", handing(id(41), id(29))).await;
    assert_eq!(refused["code"], "not_found");
}

#[tokio::test]
async fn late_work_waits_for_the_school_and_is_taken_into_the_file_in_its_authors_name() {
    let service = Service::start().await;
    let (first, second) = (service.browser(MENTOR).await, second_mentor(&service).await);
    let coordinator = service.browser(COORDINATOR).await;
    service.synced(&first, &request(&first, vec![], None)).await;
    desk(&service, &coordinator, "hand_on", handing(id(41), id(29))).await;

    // Without a network the former mentor has heard nothing, and visits on the day of the change.
    let visited = visit(1, 41, ActivityKind::FamilyCare, Some(home(91, HomeState::Hazard, None)));
    let talked = visit(2, 41, ActivityKind::Counselling, None);
    let ops = vec![numbered(1, &visited), numbered(2, &talked)];
    let reply = service.synced(&first, &request(&first, ops.clone(), None)).await;
    assert_eq!(settlements(&reply), [&Settlement::Parked, &Settlement::Parked]);
    let again = service.synced(&first, &request(&first, ops, None)).await;
    assert_eq!(settlements(&again), [&Settlement::Parked, &Settlement::Parked], "and once only");

    let late = of_school(&service, &coordinator, "late_work").await;
    let late = late.as_array().unwrap();
    assert_eq!(late.len(), 2);
    assert_eq!(late[0]["deed"]["recorded"]["note"], "记下的话");
    assert_eq!(
        late[1]["deed"]["recorded"].get("note"),
        None,
        "what was said in counselling is not the school's to read"
    );
    assert_eq!((&late[0]["author"], &late[0]["mentor"]), (&json!("人21"), &json!("第二位老师")));

    let accept = json!({"op": visited.op_id, "accept": true});
    assert_eq!(desk(&service, &coordinator, "resolve_late", accept.clone()).await, Value::Null);
    let twice = desk(&service, &coordinator, "resolve_late", accept).await;
    assert_eq!(twice["code"], "changed");
    desk(&service, &coordinator, "resolve_late", json!({"op": talked.op_id, "accept": false})).await;
    assert_eq!(of_school(&service, &coordinator, "late_work").await, json!([]));

    let file = rows(&service.synced(&second, &request(&second, vec![], None)).await);
    let logs = file.logs(ChildId(id(41)));
    assert_eq!(logs.iter().map(|l| (l.id, l.author)).collect::<Vec<_>>(), [(LogId(id(2001)), first.account)]);
    assert!(file.fact(&crate::common::child(41, 31), FactKind::Home).is_some());
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let said = unit.parking().get(talked.op_id).await.unwrap().and_then(|p| p.decision);
    assert_eq!(said.map(|d| d.accepted), Some(false), "declined, and kept");
}

#[tokio::test]
async fn late_counselling_is_read_by_a_coordinator_who_is_the_childs_mentor_now() {
    let service = Service::start().await;
    let both = second_mentor_who(&service, &[Role::Coordinator]).await;
    let (first, coordinator) = (service.browser(MENTOR).await, service.browser(COORDINATOR).await);
    desk(&service, &coordinator, "hand_on", handing(id(41), id(29))).await;
    let talked = visit(1, 41, ActivityKind::Counselling, None);
    let reply = service.synced(&first, &request(&first, vec![numbered(1, &talked)], None)).await;
    assert_eq!(settlements(&reply), [&Settlement::Parked]);
    assert_eq!(of_school(&service, &both, "late_work").await[0]["deed"]["recorded"]["note"], "记下的话");
    assert_eq!(of_school(&service, &coordinator, "late_work").await[0]["deed"]["recorded"].get("note"), None);
}

#[tokio::test]
async fn work_on_a_child_who_was_never_ours_is_refused_and_not_parked() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let stray = visit(1, 43, ActivityKind::FamilyCare, None);
    let reply = service.synced(&phone, &request(&phone, vec![numbered(1, &stray)], None)).await;
    assert_eq!(settlements(&reply), [&Settlement::Rejected(RejectionCode::NotYourChild.into())]);
}

#[tokio::test]
async fn a_child_moves_to_another_school_with_its_whole_file() {
    let service = Service::start().await;
    let (first, there) = (service.browser(MENTOR).await, service.browser(OTHER_COORDINATOR).await);
    let here = service.browser(COORDINATOR).await;
    service.synced(&first, &request(&first, vec![numbered(1, &record(1, &[41]))], None)).await;
    let ask = json!({"child": id(41), "school": id(crate::common::OTHER_SCHOOL), "class_name": "五年级1班"});
    assert_eq!(desk(&service, &here, "move_child", ask).await, Value::Null);
    let seen = desk(&service, &there, "child_file", json!({"child": id(41)})).await;
    let text = seen.to_string();
    assert!(text.contains("五年级1班") && text.contains("记下的话"), "{text}");
    assert_eq!(seen["mentor"], Value::Null);
    let gone = desk(&service, &here, "child_file", json!({"child": id(41)})).await;
    assert_eq!(gone["code"], "not_found");
    let given = desk(&service, &there, "hand_on", handing(id(41), id(OTHER_MENTOR))).await;
    assert_eq!(given, Value::Null);
}

#[tokio::test]
async fn a_mentor_who_leaves_hands_in_the_work_and_the_phone_forgets() {
    let service = Service::start().await;
    let (phone, coordinator) = (service.browser(MENTOR).await, service.browser(COORDINATOR).await);
    service.synced(&phone, &request(&phone, vec![], None)).await;
    let ended = desk(&service, &coordinator, "end_account", json!({"account": id(MENTOR)})).await;
    assert_eq!(ended, Value::Null);
    let me = service.call(Some(&phone), "GET", "/api/v1/me", None).await;
    assert_eq!((me.status, &me.json["code"]), (StatusCode::FORBIDDEN, &json!("disabled")));
    let reply = service.synced(&phone, &request(&phone, vec![numbered(1, &record(1, &[41]))], None)).await;
    assert_eq!(settlements(&reply), [&Settlement::Parked], "the school looks at work of the day before");
    assert!(reply.revoked && reply.page.rows.is_empty());
    let page = desk(&service, &coordinator, "school", json!({"school": id(SCHOOL)})).await;
    let unpaired = page["children"].as_array().unwrap().iter().filter(|c| c["mentor"].is_null()).count();
    assert_eq!(unpaired, 3);
    // Nobody ends an account with more rights than a mentor's at their own school.
    let lead = desk(&service, &coordinator, "end_account", json!({"account": id(25)})).await;
    assert_eq!(lead["code"], "not_found");
}

#[tokio::test]
async fn two_answers_are_both_kept_and_the_school_says_which_holds() {
    let service = Service::start().await;
    let (first, second) = (service.browser(MENTOR).await, second_mentor(&service).await);
    let coordinator = service.browser(COORDINATOR).await;
    // The siblings 41 and 42 have a mentor each, so two people visit one household.
    desk(&service, &coordinator, "hand_on", handing(id(42), id(29))).await;
    let safe = visit(1, 41, ActivityKind::FamilyCare, Some(home(91, HomeState::Safe, None)));
    let danger = visit(2, 42, ActivityKind::FamilyCare, Some(home(92, HomeState::Danger, None)));
    service.synced(&first, &request(&first, vec![numbered(1, &safe)], None)).await;
    let reply = service.synced(&second, &request(&second, vec![numbered(1, &danger)], None)).await;
    let shown = rows(&reply);
    assert!(
        shown.is_disputed(&crate::common::child(41, 31), FactKind::Home),
        "the phone says that the school is asked"
    );
    assert!(matches!(settlements(&reply)[..], [Settlement::Applied { exact: false, .. }]));

    let disputes = of_school(&service, &coordinator, "dispute").await;
    let dispute = &disputes[0];
    assert_eq!((&dispute["earlier"]["who"], &dispute["later"]["who"]), (&json!("人21"), &json!("第二位老师")));
    assert_eq!(dispute["names"], json!(["孩子41", "孩子42"]));
    let holds = json!({"later": id(92), "holds": id(91)});
    assert_eq!(desk(&service, &coordinator, "settle_dispute", holds.clone()).await, Value::Null);
    assert_eq!(of_school(&service, &coordinator, "dispute").await, json!([]));
    let twice = desk(&service, &coordinator, "settle_dispute", holds).await;
    assert_eq!(twice["code"], "changed");

    let after = rows(&service.synced(&second, &request(&second, vec![], None)).await);
    let current = after.fact(&crate::common::child(41, 31), FactKind::Home).map(|f| f.value.clone());
    assert_eq!(current, Some(FactValue::Home { state: HomeState::Safe, hazards: String::new() }));
    assert!(!after.is_disputed(&crate::common::child(41, 31), FactKind::Home));
    assert_eq!(after.facts(&crate::common::child(41, 31)).len(), 3, "both answers and the decision");
}

#[tokio::test]
async fn an_answer_that_had_seen_the_other_contradicts_nobody() {
    let service = Service::start().await;
    let (first, second) = (service.browser(MENTOR).await, second_mentor(&service).await);
    let coordinator = service.browser(COORDINATOR).await;
    desk(&service, &coordinator, "hand_on", handing(id(42), id(29))).await;
    let safe = visit(1, 41, ActivityKind::FamilyCare, Some(home(91, HomeState::Safe, None)));
    service.synced(&first, &request(&first, vec![numbered(1, &safe)], None)).await;
    let danger = visit(2, 42, ActivityKind::FamilyCare, Some(home(92, HomeState::Danger, Some(91))));
    service.synced(&second, &request(&second, vec![numbered(1, &danger)], None)).await;
    assert_eq!(of_school(&service, &coordinator, "dispute").await, json!([]));
}

#[tokio::test]
async fn an_older_answer_that_arrives_late_makes_no_dispute_of_the_next_honest_one() {
    let service = Service::start().await;
    let (first, second) = (service.browser(MENTOR).await, second_mentor(&service).await);
    let coordinator = service.browser(COORDINATOR).await;
    // The siblings 41 and 42 have had a mentor each since 3 September.
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let seq = unit.commits().next(crate::common::by()).await.unwrap();
    unit.register().write(seq, &[Written::Pairing(crate::common::pairing(52, 42, 29))]).await.unwrap();
    unit.commit().await.unwrap();
    let safe = visit(1, 41, ActivityKind::FamilyCare, Some(home(91, HomeState::Safe, None)));
    service.synced(&first, &request(&first, vec![numbered(1, &safe)], None)).await;
    // Long without a network, the other comes with what was seen a week before.
    let mut older = visit(2, 42, ActivityKind::FamilyCare, Some(home(92, HomeState::Hazard, None)));
    let sync::Change::RecordLog(entry) = &mut older.change else { panic!("a visit") };
    entry.body.occurred_on = day(9, 11);
    service.synced(&second, &request(&second, vec![numbered(1, &older)], None)).await;
    assert_eq!(of_school(&service, &coordinator, "dispute").await.as_array().map(Vec::len), Some(1));

    // Both phones show the first answer as the current one, and it is what the next answer has seen.
    let shown = rows(&service.synced(&first, &request(&first, vec![], None)).await);
    let current = shown.fact(&crate::common::child(41, 31), FactKind::Home).map(|f| f.id);
    assert_eq!(current, Some(FactId(id(91))));
    let next = visit(3, 42, ActivityKind::FamilyCare, Some(home(93, HomeState::Danger, Some(91))));
    service.synced(&second, &request(&second, vec![numbered(2, &next)], None)).await;
    let shown = rows(&service.synced(&first, &request(&first, vec![], None)).await);
    assert!(!shown.is_disputed(&crate::common::child(41, 31), FactKind::Home));
    assert_eq!(of_school(&service, &coordinator, "dispute").await, json!([]));
}

#[tokio::test]
async fn an_answer_under_an_id_that_is_taken_is_refused_and_changes_nothing_for_anybody() {
    let service = Service::start().await;
    let (first, second) = (service.browser(MENTOR).await, second_mentor(&service).await);
    let coordinator = service.browser(COORDINATOR).await;
    desk(&service, &coordinator, "hand_on", handing(id(42), id(29))).await;
    let safe = visit(1, 41, ActivityKind::FamilyCare, Some(home(91, HomeState::Safe, None)));
    service.synced(&first, &request(&first, vec![numbered(1, &safe)], None)).await;
    let same = visit(2, 42, ActivityKind::FamilyCare, Some(home(91, HomeState::Danger, None)));
    let reply = service.synced(&second, &request(&second, vec![numbered(1, &same)], None)).await;
    assert_eq!(settlements(&reply), [&Settlement::Rejected(RejectionCode::OpIdReused.into())]);
    let safe = FactValue::Home { state: HomeState::Safe, hazards: String::new() };
    assert_eq!(
        rows(&reply).fact(&crate::common::child(42, 31), FactKind::Home).map(|f| f.value.clone()),
        Some(safe.clone())
    );
    let mut unit = service.state.storage.read(COUNTY).await.unwrap();
    let history = service.state.ledger.of(unit.as_mut()).await.unwrap();
    let register = domain::guardianship::register_on(&history, day(9, 18));
    let seen = register.fact(&crate::common::child(42, 31), FactKind::Home).map(|f| f.value.clone());
    assert_eq!(seen, Some(safe), "the desks see what the file says");
}

#[tokio::test]
async fn a_number_that_was_settled_for_something_else_is_a_gap_and_loses_nothing() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    service.synced(&phone, &request(&phone, vec![numbered(1, &record(1, &[41]))], None)).await;
    // The phone was restored from an older copy of itself and counts from 1 again.
    let reply = service.sync(&phone, &request(&phone, vec![numbered(1, &record(2, &[41]))], None)).await;
    assert_eq!((reply.status, reply.json), (StatusCode::CONFLICT, json!({"code": "gap", "last_n": 1})));
    let renumbered = vec![numbered(2, &record(2, &[41])), numbered(3, &record(1, &[41]))];
    let reply = service.synced(&phone, &request(&phone, renumbered, None)).await;
    assert!(settlements(&reply).iter().all(|s| matches!(s, Settlement::Applied { .. })), "{:?}", reply.results);
    let logs = reply.page.rows.iter().filter(|r| r.kind == RowKind::Log).count();
    assert_eq!(logs, 2, "each once");
}

#[tokio::test]
async fn an_operation_set_aside_is_kept_with_every_word_and_lets_the_rest_through() {
    let service = Service::start().await;
    let phone = service.browser(MENTOR).await;
    let mut aside = numbered(1, &record(1, &[41]));
    aside = NumberedOp::of(aside.n, &json!({ SET_ASIDE: aside.value() })).unwrap();
    let reply = service.synced(&phone, &request(&phone, vec![aside, numbered(2, &record(2, &[41]))], None)).await;
    assert_eq!(settlements(&reply)[0], &Settlement::Rejected(RejectionCode::Unreadable.into()));
    assert!(matches!(settlements(&reply)[1], Settlement::Applied { .. }));
    let mut unit = service.state.storage.write(COUNTY).await.unwrap();
    let kept = unit.ops().of_device(phone.device, 1, 1).await.unwrap();
    assert!(kept[0].refused.as_deref().is_some_and(|text| text.contains("记下的话")));
    drop(unit);
    // Had it been applied before the server failed, setting it aside changes nothing.
    let mut late = numbered(2, &record(2, &[41]));
    late = NumberedOp::of(late.n, &json!({ SET_ASIDE: late.value() })).unwrap();
    let reply = service.synced(&phone, &request(&phone, vec![late], None)).await;
    assert!(matches!(settlements(&reply)[0], Settlement::Applied { .. }));
}
