use super::*;
use crate::change::Change;
use crate::op::RejectionCode;
use crate::row::{FileSum, RowBody};
use crate::wire::{OpResult, Page};
use chrono::{DateTime, NaiveDate};
use domain::id::{HouseholdId, LogId, OpId, SchoolId};
use domain::log::{ActivityKind, Log, LogBody, Mode};
use domain::register::{Child, Household};
use proptest::prelude::*;
use uuid::Uuid;

const AUTHOR: AccountId = AccountId(Uuid::from_u128(7));

fn pace(batch: usize) -> Pace {
    let mut pace = Pace::default();
    pace.batch = batch;
    pace
}

fn child(n: u128) -> ChildId {
    ChildId(Uuid::from_u128(n))
}

fn body(children: Vec<ChildId>) -> LogBody {
    LogBody::plain(children, ActivityKind::Tutoring, Mode::AtSchool, NaiveDate::default())
}

fn op(n: u64, children: Vec<ChildId>) -> (u64, Op) {
    let log = LogId(Uuid::from_u128(1000 + u128::from(n)));
    let change = Change::RecordLog { log, body: body(children), facts: vec![] };
    (n, Op { op_id: OpId(Uuid::from_u128(n.into())), captured_at: DateTime::default(), change })
}

fn file(n: u128, home: u128, version: u64) -> Vec<Row> {
    let household = HouseholdId(Uuid::from_u128(home));
    vec![
        Row { version, body: RowBody::Household(Household { id: household, address: "上坝村".to_owned() }) },
        Row {
            version,
            body: RowBody::Child(Child {
                id: child(n),
                school: SchoolId(Uuid::nil()),
                household,
                name: format!("孩子{n}"),
                sex: None,
                birth: None,
                class_name: "一年级1班".to_owned(),
                boarding: None,
                entered_on: NaiveDate::default(),
            }),
        },
    ]
}

fn reply(results: Vec<OpResult>, page: Page) -> SyncResponse {
    SyncResponse {
        last_n: 0,
        results,
        page,
        cursor: "next".to_owned(),
        more: false,
        resync: false,
        revoked: false,
        server_time: DateTime::default(),
    }
}

fn applied(n: u64, version: u64) -> OpResult {
    OpResult { n, op_id: None, settlement: Settlement::Applied { version, exact: true } }
}

fn snapshot(rows: &[Row]) -> Snapshot {
    let mut all = Snapshot::default();
    rows.iter().for_each(|r| all.put(r.clone()));
    all
}

#[test]
fn a_request_takes_the_oldest_and_reports_the_rest() {
    let outbox: Vec<_> = (1..=5).map(|n| op(n, vec![child(1)])).collect();
    let request = request(DeviceId(Uuid::nil()), &outbox, 5, &pace(2), None, vec![], 0);
    assert_eq!(request.ops.iter().map(|o| o.n).collect::<Vec<_>>(), vec![1, 2]);
    assert!(request.more_ops);
    assert_eq!(request.unsent.count, 3);
}

#[test]
fn an_operation_set_aside_goes_alone_with_all_its_words_and_cannot_be_read_as_one() {
    let outbox = vec![op(1, vec![child(1)]), op(2, vec![child(1)])];
    let mut pace = pace(100);
    pace.set_aside = true;
    let request = request(DeviceId(Uuid::nil()), &outbox, 2, &pace, None, vec![], 0);
    assert_eq!(request.ops.len(), 1);
    assert!(serde_json::from_str::<Op>(request.ops[0].op.get()).is_err());
    let inside: Result<Op, _> = serde_json::from_value(request.ops[0].value()[SET_ASIDE].clone());
    assert_eq!(inside.ok(), Some(outbox[0].1.clone()));
}

#[test]
fn a_result_for_another_operation_settles_nothing() {
    let sent = vec![op(1, vec![child(1)])];
    let other = OpResult { op_id: Some(OpId(Uuid::from_u128(77))), ..applied(1, 5) };
    let plan = digest(&Snapshot::default(), &sent, AUTHOR, &reply(vec![other], Page::default()));
    assert!(plan.settled.is_empty() && plan.puts.is_empty());
}

#[test]
fn one_enormous_operation_goes_alone_and_does_not_block() {
    let mut outbox = vec![op(1, vec![child(1)]), op(2, vec![child(1)])];
    outbox[0].1.change = Change::Feedback { text: "长".repeat(PUSH_BATCH_BYTES) };
    let request = request(DeviceId(Uuid::nil()), &outbox, 2, &pace(100), None, vec![], 0);
    assert_eq!(request.ops.len(), 1);
}

#[test]
fn an_acknowledged_entry_becomes_a_row_without_being_sent_back() {
    let base = snapshot(&file(1, 10, 4));
    let sent = vec![op(1, vec![child(1)])];
    let mut expected = base.clone();
    expected.lay(&sent[0].1, AUTHOR);
    sent[0].1.keys().into_iter().for_each(|key| expected.acknowledge(key, 5));
    let page = Page { files: vec![expected.file_sum(child(1))], ..Page::default() };
    let plan = digest(&base, &sent, AUTHOR, &reply(vec![applied(1, 5)], page));
    assert_eq!(plan.settled, vec![1]);
    assert_eq!(plan.puts.len(), 1);
    assert!(plan.refetch.is_empty() && !plan.again);
}

#[test]
fn an_acknowledgement_that_comes_again_changes_nothing() {
    let mut base = snapshot(&file(1, 10, 4));
    let first = op(1, vec![child(1)]);
    base.lay(&first.1, AUTHOR);
    first.1.keys().into_iter().for_each(|key| base.acknowledge(key, 5));
    let log = LogId(Uuid::from_u128(1001));
    let patch = crate::LogPatch { note: Some("改".to_owned()), ..Default::default() };
    let revise = Op { change: Change::ReviseLog { log, base_revision: 1, patch }, ..op(2, vec![]).1 };
    // The phone died after it had written the row, and before it had settled the outbox.
    let mut after = base.clone();
    digest(&base, &[(2, revise.clone())], AUTHOR, &reply(vec![applied(2, 6)], Page::default())).apply(&mut after);
    assert_eq!(after.log(log).map(|l| l.revision), Some(2));
    let again = digest(&after, &[(2, revise)], AUTHOR, &reply(vec![applied(2, 6)], Page::default()));
    assert_eq!((again.settled, again.puts), (vec![2], vec![]));
    // Nor does the first, after a later revision.
    let again = digest(&after, &[first], AUTHOR, &reply(vec![applied(1, 5)], Page::default()));
    assert_eq!((again.settled, again.puts), (vec![1], vec![]));
}

#[test]
fn late_work_on_a_child_who_left_leaves_nothing_behind() {
    let base = snapshot(&file(1, 10, 4));
    let shared = op(1, vec![child(1), child(2)]);
    let gone = op(2, vec![child(2)]);
    let answer = reply(vec![applied(1, 5), applied(2, 6)], Page::default());
    let plan = digest(&base, &[shared, gone], AUTHOR, &answer);
    let mut after = base.clone();
    plan.apply(&mut after);
    let kept: Vec<_> = after.logs(child(1)).into_iter().map(|l| l.body.children.clone()).collect();
    assert_eq!(kept, vec![vec![child(1)]]);
    assert_eq!(after.len(), base.len() + 1, "the other entry is not kept");
}

#[test]
fn a_rejection_is_moved_and_not_settled() {
    let sent = vec![op(1, vec![child(1)])];
    let rejection = Rejection::from(RejectionCode::NotYourChild);
    let result = OpResult { n: 1, op_id: None, settlement: Settlement::Rejected(rejection.clone()) };
    let plan = digest(&Snapshot::default(), &sent, AUTHOR, &reply(vec![result], Page::default()));
    assert_eq!(plan.rejected, vec![(1, rejection)]);
    assert!(plan.settled.is_empty() && plan.puts.is_empty());
}

#[test]
fn a_file_that_does_not_add_up_is_asked_for_again() {
    let rows = file(1, 10, 4);
    let page = Page { rows, files: vec![FileSum { child: child(1), count: 3, sum: 1 }], ..Page::default() };
    let plan = digest(&Snapshot::default(), &[], AUTHOR, &reply(vec![], page));
    assert_eq!(plan.refetch, vec![child(1)]);
    assert!(plan.again);
    assert_eq!(plan.gained, vec![child(1)]);
}

#[test]
fn losing_a_child_keeps_what_a_sibling_shares() {
    let mut rows = file(1, 10, 4);
    rows.extend(file(2, 10, 4));
    let base = snapshot(&rows);
    let page = Page { removed: vec![child(1)], ..Page::default() };
    let plan = digest(&base, &[], AUTHOR, &reply(vec![], page));
    assert_eq!(plan.removes, vec![RowKey { kind: 'c', id: child(1).0 }]);
    assert_eq!(plan.lost, vec![child(1)]);
}

#[test]
fn a_resync_forgets_rows_and_settles_the_outbox_only_as_the_server_says() {
    let base = snapshot(&file(1, 10, 4));
    let mut answer = reply(vec![], Page::default());
    answer.resync = true;
    let plan = digest(&base, &[op(1, vec![child(1)])], AUTHOR, &answer);
    assert!(plan.clear && plan.again);
    assert!(plan.settled.is_empty() && plan.rejected.is_empty());
}

#[test]
fn an_own_class_session_stays_whoever_leaves_and_anothers_goes() {
    let mut base = snapshot(&file(1, 11, 3));
    let session = |n: u128, author| {
        let body = LogBody { classes: vec!["一年级1班".to_owned()], ..body(vec![child(1)]) };
        let log = Log::first(LogId(Uuid::from_u128(n)), author, body, DateTime::default());
        Row { version: 4, body: RowBody::Log(log) }
    };
    base.put(session(51, AUTHOR));
    base.put(session(52, AccountId(Uuid::from_u128(8))));
    let page = Page { removed: vec![child(1)], ..Page::default() };
    let plan = digest(&base, &[], AUTHOR, &reply(vec![], page));
    plan.apply(&mut base);
    let left: Vec<(u128, usize)> = base.all_logs().map(|l| (l.id.0.as_u128(), l.body.children.len())).collect();
    assert_eq!(left, [(51, 0)], "and it names the child no more");
    assert_eq!(base.class_sessions(AUTHOR).len(), 1);
}

#[test]
fn who_was_in_a_class_the_server_says_and_until_then_the_class() {
    let mut view = snapshot(&file(1, 11, 3));
    let class = LogBody { classes: vec!["一年级1班".to_owned()], ..body(vec![]) };
    let (n, mut unsent) = op(9, vec![]);
    if let Change::RecordLog { body, .. } = &mut unsent.change {
        body.clone_from(&class);
    }
    view.lay(&unsent, AUTHOR);
    assert_eq!((n, view.logs(child(1)).len()), (9, 1));
    unsent.keys().iter().for_each(|key| view.acknowledge(*key, 5));
    assert_eq!(view.logs(child(1)).len(), 0, "the child came into the class later");
}

proptest! {
    #[test]
    fn no_operation_disappears(total in 1u64..60, applied_first in 0u64..60, batch in 1usize..60) {
        let outbox: Vec<_> = (1..=total).map(|n| op(n, vec![child(1)])).collect();
        let request = request(DeviceId(Uuid::nil()), &outbox, outbox.len(), &pace(batch), None, vec![], 0);
        let results: Vec<OpResult> = request.ops.iter().map(|o| {
            if o.n <= applied_first { applied(o.n, o.n) } else {
                OpResult { n: o.n, op_id: None, settlement: Settlement::Rejected(RejectionCode::Invalid.into()) }
            }
        }).collect();
        let plan = digest(&Snapshot::default(), &outbox, AUTHOR, &reply(results, Page::default()));
        let left = outbox.len() - plan.settled.len() - plan.rejected.len();
        prop_assert_eq!(left as u32, request.unsent.count);
    }
}
