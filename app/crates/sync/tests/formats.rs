//! What is sent and stored, to the letter. A change here is a change of the protocol or of what lies
//! on phones: raise the version, and keep the old form readable.

use chrono::{DateTime, NaiveDate};
use domain::guardianship::{
    Away, CareQuality, CarerKind, Fact, FactSubject, FactValue, HomeState, ParentWhere, PhoneState, Status, StatusKind,
};
use domain::id::{
    AccountId, AdultId, CampaignId, ChildId, DeviceId, EnrolmentId, FactId, HouseholdId, LogId, NoticeId, OpId,
    PairingId, RelationId, SchoolId, StatusId,
};
use domain::log::{ActivityKind, Aid, Fault, Log, LogBody, LogField, Met, Mode, Outcome, Pledge, Problem};
use domain::register::{
    Adult, Began, Child, Ended, Enrolment, Household, Pairing, PairingRole, Relation, RelationKind, SchoolYear, Sex,
};
use domain::rules::{RuleBook, RuleSet, RuleVersion};
use sync::cursor::Cursor;
use sync::cursor::SCHEMA;
use sync::protocol::{ComparedFile, Comparison, NumberedOp};
use sync::row::{Colleague, Notice, OwnSchool};
use sync::{
    Change, Envelope, ErrorBody, ErrorCode, Feedback, FileSum, FollowUp, LogPatch, NewFact, Op, OpResult, PROTOCOL,
    Page, RecordLog, Rejection, RejectionCode, Returned, ReviseLog, Row, RowBody, Settlement, SyncRequest,
    SyncResponse, Unsent, WithdrawLog, Written,
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
        phrases: vec!["good_mood".into()],
        note: "土坡开裂".to_owned(),
        met: vec![Met::Carer],
        follow_up_on: Some(day()),
        ..LogBody::plain(vec![ChildId(id(1))], ActivityKind::HomeSchool, Mode::HomeVisit, day())
    };
    let parents = FactValue::Parents {
        father: ParentWhere { away: Away::InProvince, place: "西安".to_owned(), since: Some(day()) },
        mother: ParentWhere::unknown(),
    };
    let facts = vec![NewFact {
        id: FactId(id(2)),
        subject: FactSubject::Household(HouseholdId(id(3))),
        value: parents,
        base: Some(FactId(id(9))),
    }];
    let captured_at = DateTime::from_timestamp(1_789_693_200, 0).unwrap_or_default();
    Op { op_id: OpId(id(4)), captured_at, change: RecordLog { log: LogId(id(5)), body, facts }.into() }
}

fn written(op: Op) -> Written {
    op.try_into().unwrap_or_else(|e| panic!("{e}"))
}

/// As a value, so that raw parts are shown like all others.
fn json(value: &impl serde::Serialize) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or_else(|e| panic!("{e}"))
}

fn envelope(row: Row) -> Envelope {
    row.try_into().unwrap_or_else(|e| panic!("{e}"))
}

#[test]
fn a_request_and_what_it_carries() {
    let patch = LogPatch::default().note("改").follow_up_on(None);
    let revise = ReviseLog { log: LogId(id(5)), base_revision: 1, patch };
    let second = Op { op_id: OpId(id(6)), change: revise.into(), ..op() };
    let request = SyncRequest {
        protocol: PROTOCOL,
        device: DeviceId(id(7)),
        ops: vec![NumberedOp::new(1, &written(op())), NumberedOp::new(2, &written(second))],
        more_ops: false,
        cursor: Some(Cursor { seq: 9, children: vec![ChildId(id(1))], ..Cursor::start(SCHEMA) }.encode()),
        refetch: vec![],
        holds: vec![OpId(id(11))],
        unsent: Unsent { count: 1, oldest: Some(op().captured_at), rejected: 0 },
    };
    insta::assert_json_snapshot!("request", serde_json::to_value(request).unwrap_or_default());
    assert_eq!(serde_json::from_value::<Op>(json(&op())).ok(), Some(op()));
    insta::assert_snapshot!("content_hash", written(op()).content_hash());
}

/// What an entry says was given, and how the parents answered, with what a correction makes of it.
#[test]
fn what_was_given() {
    let aid = Aid {
        occasion: "六一慰问".to_owned(),
        donor: "县慈善协会".to_owned(),
        gift: "书包".to_owned(),
        things_each: 1,
        fen_each: 12_000,
        receipts: true,
        campaign: Some(CampaignId(id(8))),
    };
    let plain = LogBody::plain(vec![ChildId(id(1))], ActivityKind::MaterialAid, Mode::Group, day());
    let body = LogBody { aid: Some(Box::new(aid.clone())), pledge: Some(Pledge::Wechat), ..plain.clone() };
    let less = LogBody { aid: Some(Box::new(Aid { fen_each: 9_950, ..aid })), ..body.clone() };
    let change = |before: &LogBody, after: &LogBody| LogPatch::between(before, after, None);
    let patches = [change(&body, &less), change(&body, &plain)];
    insta::assert_json_snapshot!("given", json(&(&body, &patches)));
    assert_eq!(serde_json::from_value::<LogBody>(json(&body)).ok(), Some(body));
}

fn the_reply() -> SyncResponse {
    let invalid = Rejection {
        code: RejectionCode::Invalid,
        problems: vec![Problem { field: LogField::OccurredOn, fault: Fault::InFuture }],
    };
    let household = domain::register::Household { id: HouseholdId(id(3)), address: "上坝村".to_owned() };
    SyncResponse {
        last_n: 2,
        results: vec![
            OpResult { n: 1, op_id: Some(OpId(id(4))), settlement: Settlement::Applied { version: 12, exact: true } },
            OpResult { n: 2, op_id: None, settlement: Settlement::Rejected(invalid.clone()) },
        ],
        page: Page {
            rows: vec![envelope(Row { version: 12, body: RowBody::Household(household) })],
            removed: vec![ChildId(id(8))],
            erased: vec![ChildId(id(9))],
            files: vec![FileSum { child: ChildId(id(1)), count: 1, sum: 77 }],
        },
        cursor: Cursor::start(SCHEMA).encode(),
        more: false,
        resync: false,
        revoked: false,
        returned: vec![Returned { op: written(op()), rejection: invalid }],
        trouble: Some(ErrorCode::Unavailable),
        epoch: Some(7),
        unknown: vec![OpId(id(12))],
        server_time: op().captured_at,
    }
}

#[test]
fn a_reply() {
    insta::assert_json_snapshot!("reply", json(&the_reply()));
}

#[test]
fn every_kind_of_change() {
    let log = LogId(id(5));
    let changes = [
        Change::from(WithdrawLog { log }),
        FollowUp { log, done_on: day() }.into(),
        Feedback { text: "字能再大一点吗".to_owned() }.into(),
    ];
    insta::assert_json_snapshot!("changes", changes);
}

const CHILD: ChildId = ChildId(Uuid::from_u128(1));
const HOME: HouseholdId = HouseholdId(Uuid::from_u128(3));
const SCHOOL: SchoolId = SchoolId(Uuid::from_u128(11));
const CARER: AdultId = AdultId(Uuid::from_u128(35));
const MENTOR: AccountId = AccountId(Uuid::from_u128(21));

fn fact(n: u128, value: FactValue, disputes: Option<u128>) -> RowBody {
    RowBody::Fact(Fact {
        id: FactId(id(n)),
        subject: FactSubject::Household(HOME),
        value,
        seen_on: day(),
        author: Some(MENTOR),
        captured_at: op().captured_at,
        disputes: disputes.map(|n| FactId(id(n))),
        unsaid: false,
    })
}

/// Who there is, and what was found and done.
fn people_and_work() -> Vec<RowBody> {
    let carer =
        FactValue::Carer { kind: CarerKind::Relative, who: "大伯".to_owned(), quality: Some(CareQuality::Fair) };
    let body = LogBody::plain(vec![CHILD], ActivityKind::Tutoring, Mode::AtSchool, day());
    vec![
        RowBody::Child(Child {
            id: CHILD,
            household: HOME,
            name: "舒睿".to_owned(),
            former_names: vec!["舒小睿".to_owned()],
            sex: Some(Sex::Male),
            birth: Some(day()),
            boarding: Some(true),
            full_plan: true,
            entered_on: day(),
        }),
        RowBody::Household(Household { id: HOME, address: "上坝村".to_owned() }),
        RowBody::Adult(Adult {
            id: CARER,
            household: HOME,
            name: "罗桂兰".to_owned(),
            phone: Some("13900324292".to_owned()),
        }),
        fact(91, FactValue::Phone { state: PhoneState::Works, number: None }, None),
        fact(92, FactValue::Home { state: HomeState::Hazard, hazards: "电线".to_owned() }, Some(91)),
        fact(93, carer, None),
        RowBody::Log(Log::first(LogId(id(5)), MENTOR, body, op().captured_at)),
    ]
}

/// What ties them together, and what they go by.
fn ties_and_rules() -> Vec<RowBody> {
    vec![
        RowBody::Pairing(Pairing {
            id: PairingId(id(51)),
            child: CHILD,
            mentor: MENTOR,
            role: PairingRole::Primary,
            from: day(),
            to: None,
            ended: None,
            told_on: None,
        }),
        RowBody::Colleague(Colleague {
            id: PairingId(id(52)),
            child: CHILD,
            name: "人29".to_owned(),
            role: PairingRole::Co,
            from: day(),
            to: Some(day()),
        }),
        RowBody::School(OwnSchool { id: SCHOOL, name: "甲校".to_owned(), classes: vec!["三年级2班".to_owned()] }),
        RowBody::Rules(RuleBook::new(vec![RuleVersion { from: day(), rules: RuleSet::default() }])),
        RowBody::Notice(Notice {
            id: NoticeId(id(9)),
            at: op().captured_at,
            act: "issue_codes".to_owned(),
            by: "杨红霞".to_owned(),
        }),
        RowBody::Relation(Relation {
            called: "奶奶".to_owned(),
            may_fetch: false,
            ..Relation::plain(RelationId(id(61)), CHILD, CARER, RelationKind::Carer)
        }),
        RowBody::Enrolment(Enrolment {
            id: EnrolmentId(id(62)),
            child: CHILD,
            school: SCHOOL,
            year: SchoolYear(2026),
            class_name: "三年级2班".to_owned(),
            from: day(),
            began: Began::MovedHere,
            to: Some(day()),
            ended: Some(Ended::LeftCounty),
        }),
        RowBody::Status(Status {
            id: StatusId(id(63)),
            child: CHILD,
            kind: StatusKind::InHospital,
            source: String::new(),
            from: day(),
            to: None,
        }),
    ]
}

#[test]
fn every_kind_of_row() {
    let rows = people_and_work().into_iter().chain(ties_and_rules());
    let envelopes: Vec<Envelope> = rows.map(|body| envelope(Row { version: 12, body })).collect();
    insta::assert_json_snapshot!("rows", json(&envelopes));
}

#[test]
fn what_else_goes_over_the_wire() {
    let compared = ComparedFile { child: ChildId(id(1)), rows: vec![("child/1".to_owned(), 4)] };
    insta::assert_json_snapshot!(
        "comparison",
        Comparison { files: vec![compared], sessions: vec![("log/1".to_owned(), 5)] }
    );
    insta::assert_json_snapshot!("error", ErrorBody { code: ErrorCode::Gap, last_n: Some(7) });
    let settlements = [Settlement::Parked, Settlement::Kept, Settlement::Rejected(RejectionCode::TooLarge.into())];
    insta::assert_json_snapshot!("settlements", settlements);
}
