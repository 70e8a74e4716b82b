//! What is sent and stored, to the letter. A change here is a change of the protocol or of what lies
//! on phones: raise the version, and keep the old form readable.

use chrono::{DateTime, NaiveDate};
use domain::fact::{Away, FactValue, ParentWhere};
use domain::id::{ChildId, DeviceId, FactId, HouseholdId, LogId, OpId};
use domain::log::{ActivityKind, Fault, LogBody, LogField, Met, Mode, Outcome, Phrase, Problem};
use sync::cursor::Cursor;
use sync::wire::NumberedOp;
use sync::{
    Change, FileSum, LogPatch, NewFact, Op, OpResult, PROTOCOL, Page, Rejection, RejectionCode, Row, RowBody,
    Settlement, SyncRequest, SyncResponse, Unsent,
};
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 9, 18).unwrap_or_default()
}

fn op() -> Op {
    let body = LogBody {
        outcome: Outcome::FollowUp,
        phrases: vec![Phrase::GoodMood],
        note: "土坡开裂".to_owned(),
        met: vec![Met::Carer],
        follow_up_on: Some(day()),
        ..LogBody::plain(vec![ChildId(id(1))], ActivityKind::HomeSchool, Mode::HomeVisit, day())
    };
    let parents = FactValue::Parents {
        father: ParentWhere { away: Away::InProvince, place: "西安".to_owned(), since: Some(day()) },
        mother: ParentWhere::unknown(),
    };
    let facts =
        vec![NewFact { id: FactId(id(2)), household: HouseholdId(id(3)), value: parents, base: Some(FactId(id(9))) }];
    let captured_at = DateTime::from_timestamp(1_789_693_200, 0).unwrap_or_default();
    Op { op_id: OpId(id(4)), captured_at, change: Change::RecordLog { log: LogId(id(5)), body, facts } }
}

#[test]
fn a_request_and_what_it_carries() {
    let revise = Change::ReviseLog {
        log: LogId(id(5)),
        base_revision: 1,
        patch: LogPatch { note: Some("改".to_owned()), follow_up_on: Some(None), ..LogPatch::default() },
    };
    let second = Op { op_id: OpId(id(6)), change: revise, ..op() };
    let json = |op: &Op| serde_json::to_value(op).unwrap_or_default();
    let request = SyncRequest {
        protocol: PROTOCOL,
        device: DeviceId(id(7)),
        ops: vec![NumberedOp { n: 1, op: json(&op()) }, NumberedOp { n: 2, op: json(&second) }],
        more_ops: false,
        cursor: Some(Cursor { seq: 9, children: vec![ChildId(id(1))], ..Cursor::start() }.encode()),
        refetch: vec![],
        unsent: Unsent { count: 1, oldest: Some(op().captured_at), rejected: 0 },
    };
    insta::assert_json_snapshot!("request", request);
    assert_eq!(serde_json::from_value::<Op>(json(&op())).ok(), Some(op()));
    insta::assert_snapshot!("content_hash", op().content_hash());
}

#[test]
fn a_reply() {
    let invalid = Rejection {
        code: RejectionCode::Invalid,
        problems: vec![Problem { field: LogField::OccurredOn, fault: Fault::InFuture }],
    };
    let household = domain::person::Household { id: HouseholdId(id(3)), address: "上坝村".to_owned() };
    let reply = SyncResponse {
        last_n: 2,
        results: vec![
            OpResult { n: 1, op_id: Some(OpId(id(4))), settlement: Settlement::Applied { version: 12, exact: true } },
            OpResult { n: 2, op_id: None, settlement: Settlement::Rejected(invalid) },
        ],
        page: Page {
            rows: vec![Row { version: 12, body: RowBody::Household(household) }],
            removed: vec![ChildId(id(8))],
            files: vec![FileSum { child: ChildId(id(1)), count: 1, sum: 77 }],
        },
        cursor: Cursor::start().encode(),
        more: false,
        resync: false,
        revoked: false,
        server_time: op().captured_at,
    };
    insta::assert_json_snapshot!("reply", reply);
}
