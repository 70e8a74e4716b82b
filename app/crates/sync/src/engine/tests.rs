use super::*;
use crate::op::{Feedback, LogPatch, Op, RecordLog, RejectionCode, ReviseLog};
use crate::protocol::{OpResult, Page, SET_ASIDE};
use crate::row::{FileSum, Row, RowBody};
use chrono::{DateTime, NaiveDate};
use domain::id::{EnrolmentId, HouseholdId, LogId, OpId, SchoolId};
use domain::log::{ActivityKind, Log, LogBody, Mode};
use domain::register::{Began, Child, Enrolment, Household, SchoolYear};
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

fn written(op: Op) -> Written {
    op.try_into().unwrap_or_else(|e| panic!("{e}"))
}

fn typed(n: u64, children: Vec<ChildId>) -> Op {
    let log = LogId(Uuid::from_u128(1000 + u128::from(n)));
    let change = RecordLog { log, body: body(children), facts: vec![] }.into();
    Op { op_id: OpId(Uuid::from_u128(n.into())), captured_at: DateTime::default(), change }
}

fn op(n: u64, children: Vec<ChildId>) -> (u64, Written) {
    (n, written(typed(n, children)))
}

fn asked(outbox: &[(u64, Written)], pace: &Pace) -> SyncRequest {
    request(DeviceId(Uuid::nil()), outbox, outbox.len(), pace, None, vec![], 0).unwrap_or_else(|e| panic!("{e}"))
}

fn row(version: u64, body: RowBody) -> Envelope {
    Row { version, body }.try_into().unwrap_or_else(|e| panic!("{e}"))
}

fn file(n: u128, home: u128, version: u64) -> Vec<Envelope> {
    let household = HouseholdId(Uuid::from_u128(home));
    vec![
        row(version, RowBody::Household(Household { id: household, address: "上坝村".to_owned() })),
        row(version, RowBody::Child(Child::new(child(n), household, format!("孩子{n}"), NaiveDate::default()))),
        row(
            version,
            RowBody::Enrolment(Enrolment {
                id: EnrolmentId(Uuid::from_u128(400 + n)),
                child: child(n),
                school: SchoolId(Uuid::nil()),
                year: SchoolYear(1969),
                class_name: "一年级1班".to_owned(),
                from: NaiveDate::default(),
                began: Began::Entered,
                to: None,
                ended: None,
            }),
        ),
    ]
}

fn entry(n: u128, version: u64, children: &[u128]) -> Envelope {
    let about = children.iter().map(|n| child(*n)).collect();
    let log = Log::first(LogId(Uuid::from_u128(2000 + n)), AUTHOR, body(about), DateTime::default());
    row(version, RowBody::Log(log))
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
        returned: vec![],
        trouble: None,
        epoch: Some(0),
        unknown: vec![],
        server_time: DateTime::default(),
    }
}

fn applied(n: u64, version: u64) -> OpResult {
    OpResult { n, op_id: None, settlement: Settlement::Applied { version, exact: true } }
}

fn snapshot(rows: &[Envelope]) -> Snapshot {
    let mut all = Snapshot::default();
    for row in rows {
        all.put(row.clone());
    }
    all
}

#[test]
fn a_request_takes_the_oldest_and_reports_the_rest() {
    let outbox: Vec<_> = (1..=5).map(|n| op(n, vec![child(1)])).collect();
    let request = asked(&outbox, &pace(2));
    assert_eq!(request.ops.iter().map(|o| o.n).collect::<Vec<_>>(), vec![1, 2]);
    assert!(request.more_ops);
    assert_eq!(request.unsent.count, 3);
}

#[test]
fn an_operation_set_aside_goes_alone_with_all_its_words_and_cannot_be_read_as_one() {
    let outbox = vec![op(1, vec![child(1)]), op(2, vec![child(1)])];
    let mut pace = pace(100);
    pace.set_aside = true;
    let request = asked(&outbox, &pace);
    assert_eq!(request.ops.len(), 1);
    assert!(serde_json::from_str::<Op>(request.ops[0].op.get()).is_err());
    let value = request.ops[0].value().unwrap_or_default();
    let inside: Result<Written, _> = serde_json::from_str(&value[SET_ASIDE].to_string());
    assert_eq!(inside.map(|op| op.content_hash()).ok(), Some(outbox[0].1.content_hash()));
}

#[test]
fn a_result_for_another_operation_settles_nothing() {
    let sent = vec![op(1, vec![child(1)])];
    let other = OpResult { op_id: Some(OpId(Uuid::from_u128(77))), ..applied(1, 5) };
    let intake = digest(&Snapshot::default(), &sent, AUTHOR, &reply(vec![other], Page::default()));
    assert!(intake.settled.is_empty() && intake.puts.is_empty());
}

#[test]
fn one_enormous_operation_goes_alone_and_does_not_block() {
    let change = Feedback { text: "长".repeat(PUSH_BATCH_BYTES) }.into();
    let outbox = [(1, written(Op { change, ..typed(1, vec![]) })), op(2, vec![child(1)])];
    let request = asked(&outbox, &pace(100));
    assert_eq!(request.ops.len(), 1);
}

#[test]
fn an_acknowledged_entry_becomes_a_row_without_being_sent_back() {
    let base = snapshot(&file(1, 10, 4));
    let sent = vec![op(1, vec![child(1)])];
    let mut expected = base.clone();
    expected.lay(&sent[0].1, AUTHOR);
    sent[0].1.keys().into_iter().for_each(|key| expected.acknowledge(&key, 5));
    let page = Page { files: vec![expected.file_sum(child(1))], ..Page::default() };
    let intake = digest(&base, &sent, AUTHOR, &reply(vec![applied(1, 5)], page));
    assert_eq!(intake.settled, vec![1]);
    assert_eq!(intake.puts.len(), 1);
    assert!(intake.refetch.is_empty() && !intake.again);
}

#[test]
fn an_acknowledgement_that_comes_again_changes_nothing() {
    let mut base = snapshot(&file(1, 10, 4));
    let first = op(1, vec![child(1)]);
    base.lay(&first.1, AUTHOR);
    first.1.keys().into_iter().for_each(|key| base.acknowledge(&key, 5));
    let log = LogId(Uuid::from_u128(1001));
    let patch = LogPatch::default().note("改");
    let revise = written(Op { change: ReviseLog { log, base_revision: 1, patch }.into(), ..typed(2, vec![]) });
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
    let intake = digest(&base, &[shared, gone], AUTHOR, &answer);
    let mut after = base.clone();
    intake.apply(&mut after);
    let kept: Vec<_> = after.logs(child(1)).into_iter().map(|l| l.body.children.clone()).collect();
    assert_eq!(kept, vec![vec![child(1)]]);
    assert_eq!(after.len(), base.len() + 1, "the other entry is not kept");
}

#[test]
fn a_rejection_is_moved_and_not_settled() {
    let sent = vec![op(1, vec![child(1)])];
    let rejection = Rejection::from(RejectionCode::NotYourChild);
    let result = OpResult { n: 1, op_id: None, settlement: Settlement::Rejected(rejection.clone()) };
    let intake = digest(&Snapshot::default(), &sent, AUTHOR, &reply(vec![result], Page::default()));
    assert_eq!(intake.rejected, vec![(1, rejection)]);
    assert!(intake.settled.is_empty() && intake.puts.is_empty());
}

#[test]
fn a_file_that_does_not_add_up_is_asked_for_again() {
    let rows = file(1, 10, 4);
    let page = Page { rows, files: vec![FileSum { child: child(1), count: 4, sum: 1 }], ..Page::default() };
    let intake = digest(&Snapshot::default(), &[], AUTHOR, &reply(vec![], page));
    assert_eq!(intake.refetch, vec![child(1)]);
    assert!(intake.again);
    assert_eq!(intake.gained, vec![child(1)]);
}

#[test]
fn a_childs_own_row_brings_its_whole_file_in_place_of_what_was_here() {
    let base = snapshot(&[file(1, 9, 3), file(2, 9, 3), vec![entry(5, 3, &[1]), entry(6, 3, &[1, 2])]].concat());
    let whole = snapshot(&[file(1, 8, 4), vec![entry(7, 4, &[1])]].concat());
    let brother = snapshot(&[file(2, 9, 3), vec![entry(6, 3, &[2])]].concat());
    let files = vec![whole.file_sum(child(1)), brother.file_sum(child(2))];
    let page = Page { rows: whole.rows().cloned().collect(), files, ..Page::default() };
    let mut rows = base.clone();
    let intake = digest(&base, &[], AUTHOR, &reply(vec![], page));
    intake.apply(&mut rows);
    assert!(intake.refetch.is_empty() && !intake.again, "the brother's rows stay, without the child");
    let log = |n: u128| RowKey::of_log(LogId(Uuid::from_u128(2000 + n)));
    assert!(rows.row(&log(5)).is_none() && intake.removes.contains(&log(5)));
    assert_eq!(rows.row(&log(6)).map(|row| row.of.children.clone()), Some(vec![child(2)]));
}

#[test]
fn losing_a_child_keeps_what_a_sibling_shares() {
    let mut rows = file(1, 10, 4);
    rows.extend(file(2, 10, 4));
    let base = snapshot(&rows);
    let page = Page { removed: vec![child(1)], ..Page::default() };
    let intake = digest(&base, &[], AUTHOR, &reply(vec![], page));
    let gone = [RowKey::new(RowKind::Enrolment, Uuid::from_u128(401)), RowKey::of_child(child(1))];
    assert_eq!(intake.removes, gone);
    assert_eq!(intake.lost, vec![child(1)]);
}

#[test]
fn a_resync_forgets_rows_and_settles_the_outbox_only_as_the_server_says() {
    let base = snapshot(&file(1, 10, 4));
    let mut answer = reply(vec![], Page::default());
    answer.resync = true;
    let intake = digest(&base, &[op(1, vec![child(1)])], AUTHOR, &answer);
    assert!(intake.clear && intake.again);
    assert!(intake.settled.is_empty() && intake.rejected.is_empty());
}

#[test]
fn an_own_class_session_stays_whoever_leaves_and_anothers_goes() {
    let mut base = snapshot(&file(1, 11, 3));
    let session = |n: u128, author| {
        let body = LogBody { classes: vec!["一年级1班".to_owned()], ..body(vec![child(1)]) };
        let log = Log::first(LogId(Uuid::from_u128(n)), author, body, DateTime::default());
        row(4, RowBody::Log(log))
    };
    base.put(session(51, AUTHOR));
    base.put(session(52, AccountId(Uuid::from_u128(8))));
    let page = Page { removed: vec![child(1)], ..Page::default() };
    let intake = digest(&base, &[], AUTHOR, &reply(vec![], page));
    intake.apply(&mut base);
    let left: Vec<(u128, usize)> = base.all_logs().map(|l| (l.id.0.as_u128(), l.body.children.len())).collect();
    assert_eq!(left, [(51, 0)], "and it names the child no more");
    assert_eq!(base.class_sessions(AUTHOR).len(), 1);
}

#[test]
fn who_was_in_a_class_the_server_says_and_until_then_the_class() {
    let mut view = snapshot(&file(1, 11, 3));
    let class = LogBody { classes: vec!["一年级1班".to_owned()], ..body(vec![]) };
    let change = RecordLog { log: LogId(Uuid::from_u128(1009)), body: class, facts: vec![] }.into();
    let unsent = written(Op { change, ..typed(9, vec![]) });
    view.lay(&unsent, AUTHOR);
    assert_eq!(view.logs(child(1)).len(), 1);
    unsent.keys().iter().for_each(|key| view.acknowledge(key, 5));
    assert_eq!(view.logs(child(1)).len(), 0, "the child came into the class later");
}

/// What a later version has sent of an entry: a field and words that are not known here.
fn future_entry() -> Envelope {
    let text = r#"{"kind":"log","id":"00000000-0000-0000-0000-0000000003e9","version":5,
        "of":{"children":["00000000-0000-0000-0000-000000000001"]},
        "body":{"id":"00000000-0000-0000-0000-0000000003e9","author":"00000000-0000-0000-0000-000000000007","later":{"z": 1},
            "body":{"kind":"garden","mode":"home_visit","outcome":"normal","occurred_on":"2026-09-18",
                "phrases":["quiet","garden"],"weather":"rain"},
            "captured_at":"2026-09-18T01:00:00Z","revision":1,"withdrawn":false}}"#;
    serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn a_correction_here_loses_nothing_of_what_a_later_version_wrote() {
    let mut rows = file(1, 10, 4);
    rows.push(future_entry());
    let base = snapshot(&rows);
    let log = LogId(Uuid::from_u128(1001));
    let seen = base.log(log).cloned().unwrap_or_else(|| panic!("an entry"));
    assert_eq!(seen.body.kind, ActivityKind::Unlisted);
    let mut mended = seen.body.clone();
    mended.note = "补一句".to_owned();
    mended.phrases.push("good_mood".into());
    let patch = LogPatch::between(&seen.body, &mended, base.log_text(log).as_deref());
    let revise = written(Op { change: ReviseLog { log, base_revision: 1, patch }.into(), ..typed(2, vec![]) });
    let intake = digest(&base, &[(2, revise)], AUTHOR, &reply(vec![applied(2, 6)], Page::default()));
    let body: serde_json::Value = serde_json::from_str(intake.puts[0].body.get()).unwrap_or_default();
    let (inside, revision) = (&body["body"], &body["revision"]);
    assert_eq!(revision, 2);
    assert_eq!(
        (&inside["kind"], &inside["weather"], &body["later"]["z"]),
        (&"garden".into(), &"rain".into(), &1.into())
    );
    assert_eq!(inside["phrases"], serde_json::json!(["quiet", "garden", "good_mood"]));
    assert_eq!(inside["note"], "补一句");
}

#[test]
fn an_entry_laid_here_keeps_what_a_later_app_had_written() {
    let text = r#"{"op_id":"00000000-0000-0000-0000-000000000009","captured_at":"2026-09-18T01:00:00Z","change":{"record_log":{
        "log":"00000000-0000-0000-0000-0000000003e9","body":{"children":["00000000-0000-0000-0000-000000000001"],
            "kind":"garden","mode":"home_visit","outcome":"normal","occurred_on":"2026-09-18","weather":"rain"},
        "facts":[{"id":"00000000-0000-0000-0000-00000000000b","subject":{"household":"00000000-0000-0000-0000-00000000000a"},
            "value":{"home":{"state":"safe","roof":"tin"}},"told_by":"奶奶"}]}}}"#;
    let op: Written = serde_json::from_str(text).unwrap_or_else(|e| panic!("{e}"));
    let mut view = snapshot(&file(1, 10, 4));
    view.lay(&op, AUTHOR);
    let text = |key: &RowKey| view.row(key).map(|row| row.body.get().to_owned()).unwrap_or_default();
    let rows: Vec<String> = op.keys().iter().map(text).collect();
    assert!(rows[0].contains(r#""weather":"rain""#) && rows[0].contains("garden") && !rows[0].contains("children"));
    assert!(rows[1].contains(r#""told_by":"奶奶""#) && rows[1].contains("tin"), "{}", rows[1]);
    assert_eq!(view.logs(child(1)).len(), 1);
}

#[test]
fn rows_that_only_a_newer_app_can_read_are_kept_counted_and_swept() {
    let unknown = r#"{"kind":"milestone","id":"00000000-0000-0000-0000-0000000003ea","version":5,
        "of":{"children":["00000000-0000-0000-0000-000000000001","00000000-0000-0000-0000-000000000002"]},"body":{"x":1}}"#;
    let unknown: Envelope = serde_json::from_str(unknown).unwrap_or_else(|e| panic!("{e}"));
    let notice = r#"{"kind":"notice","id":"00000000-0000-0000-0000-0000000003eb","version":5,"body":[1]}"#;
    let notice: Envelope = serde_json::from_str(notice).unwrap_or_else(|e| panic!("{e}"));
    let mut expected = snapshot(&[file(1, 10, 4), vec![unknown.clone()]].concat());
    let page = Page {
        rows: [file(1, 10, 4), vec![unknown, notice]].concat(),
        files: vec![expected.file_sum(child(1))],
        ..Page::default()
    };
    let intake = digest(&Snapshot::default(), &[], AUTHOR, &reply(vec![], page));
    assert!(intake.refetch.is_empty(), "it counts in the file's sum");
    let mut base = Snapshot::default();
    intake.apply(&mut base);
    assert_eq!(base.not_understood(), 1, "a notice is read where it is shown");
    let other = base.of_kind(&RowKind::of("milestone")).next().map(|row| row.of.children.clone());
    assert_eq!(other, Some(vec![child(1)]), "of the children of others it names none");
    expected.forget(&[child(1)]);
    let page = Page { removed: vec![child(1)], ..Page::default() };
    let intake = digest(&base, &[], AUTHOR, &reply(vec![], page));
    intake.apply(&mut base);
    assert_eq!(base.rows().map(|row| row.kind.code()).collect::<Vec<_>>(), ["notice"], "the owner's own stays");
}

#[test]
fn what_the_server_keeps_or_calls_by_an_unknown_word_leaves_the_outbox() {
    let sent = [op(1, vec![child(1)]), op(2, vec![child(1)])];
    let results =
        r#"[{"n":1,"op_id":null,"settlement":"kept"},{"n":2,"op_id":null,"settlement":{"queued":{"until":1}}}]"#;
    let results: Vec<OpResult> = serde_json::from_str(results).unwrap_or_else(|e| panic!("{e}"));
    let intake = digest(&Snapshot::default(), &sent, AUTHOR, &reply(results, Page::default()));
    assert_eq!((intake.kept.clone(), intake.gone()), (vec![1, 2], vec![1, 2]));
}

proptest! {
    #[test]
    fn no_operation_disappears(total in 1u64..60, applied_first in 0u64..60, batch in 1usize..60) {
        let outbox: Vec<_> = (1..=total).map(|n| op(n, vec![child(1)])).collect();
        let request = asked(&outbox, &pace(batch));
        let results: Vec<OpResult> = request.ops.iter().map(|o| {
            if o.n <= applied_first { applied(o.n, o.n) } else {
                OpResult { n: o.n, op_id: None, settlement: Settlement::Rejected(RejectionCode::Invalid.into()) }
            }
        }).collect();
        let intake = digest(&Snapshot::default(), &outbox, AUTHOR, &reply(results, Page::default()));
        let left = outbox.len() - intake.settled.len() - intake.rejected.len();
        prop_assert_eq!(left, request.unsent.count as usize);
    }
}
