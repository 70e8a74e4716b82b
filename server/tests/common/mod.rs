//! The whole service over an in-memory database with a small county, a clock that stands still, and
//! one signed-in browser for each person.
#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]
#![expect(dead_code, reason = "each test file uses a part")]

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, ChildId, DeviceId, HouseholdId, LogId, OpId, PairingId, SchoolId};
use domain::log::{ActivityKind, LogBody, Mode};
use domain::policy::{Grant, Role};
use domain::register::{Adult, AdultKind, Child, Household, Pairing, PairingRole, School, SchoolKind};
use serde_json::Value;
use server::auth::session::make_token;
use server::clock::Clock;
use server::sealing::Sealer;
use server::state::{COUNTY, Settings};
use server::{AppState, router};
use storage::{Account, Device, NewChild, Session, Storage};
use sync::protocol::NumberedOp;
use sync::{Change, Op, RecordLog, SyncRequest, SyncResponse, Unsent, Written};
use tower::ServiceExt as _;
use uuid::Uuid;

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0191_0000_0000_7000_8000_0000_0000_0000 + n)
}

pub fn now() -> DateTime<Utc> {
    // 18 September 2026, 09:00 in the county.
    DateTime::from_timestamp(1_789_693_200, 0).unwrap()
}

pub fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// Two schools with a class of left-behind children each; siblings 41 and 42 with mentor 21.
pub const SCHOOL: u128 = 11;
pub const OTHER_SCHOOL: u128 = 12;
pub const MENTOR: u128 = 21;
pub const OTHER_MENTOR: u128 = 22;

pub struct Service {
    pub state: AppState,
    router: Router,
}

/// A signed-in browser.
#[derive(Clone)]
pub struct Browser {
    pub cookie: String,
    pub device: DeviceId,
    pub account: AccountId,
}

/// Status, JSON body if any, and the response's headers.
pub struct Reply {
    pub status: StatusCode,
    pub json: Value,
    pub text: String,
    pub headers: axum::http::HeaderMap,
}

pub fn people() -> Vec<(u128, &'static str, Role, Option<u128>)> {
    vec![
        (MENTOR, "mentor", Role::Mentor, Some(SCHOOL)),
        (OTHER_MENTOR, "mentor2", Role::Mentor, Some(OTHER_SCHOOL)),
        (23, "coordinator", Role::Coordinator, Some(SCHOOL)),
        (24, "coordinator2", Role::Coordinator, Some(OTHER_SCHOOL)),
        (25, "lead", Role::SchoolLead, Some(SCHOOL)),
        (26, "lead2", Role::SchoolLead, Some(OTHER_SCHOOL)),
        (27, "centre", Role::Centre, None),
        (28, "auditor", Role::Auditor, None),
    ]
}

pub fn child(n: u128, school: u128, home: u128) -> NewChild {
    NewChild {
        child: Child {
            id: ChildId(id(n)),
            school: SchoolId(id(school)),
            household: HouseholdId(id(home)),
            name: format!("孩子{n}"),
            sex: None,
            birth: None,
            class_name: "三年级2班".to_owned(),
            boarding: None,
            entered_on: day(9, 1),
        },
        id_number: None,
        id_digest: None,
    }
}

pub fn pairing(n: u128, child: u128, mentor: u128) -> Pairing {
    Pairing {
        id: PairingId(id(n)),
        child: ChildId(id(child)),
        mentor: AccountId(id(mentor)),
        role: PairingRole::Primary,
        from: day(9, 3),
        to: None,
    }
}

impl Service {
    pub async fn start() -> Self {
        Self::on(storage_sql::open("sqlite::memory:").await.unwrap()).await
    }

    pub async fn on(storage: Arc<dyn Storage>) -> Self {
        let mut unit = storage.write().await.unwrap();
        unit.county(COUNTY, "青石县").await.unwrap();
        let school = |n, name: &str| School {
            id: SchoolId(id(n)),
            name: name.to_owned(),
            kind: SchoolKind::NineYear,
            town: "松岭镇".to_owned(),
        };
        unit.add_schools(COUNTY, &[school(SCHOOL, "甲校"), school(OTHER_SCHOOL, "乙校")]).await.unwrap();
        let accounts: Vec<Account> = people()
            .into_iter()
            .map(|(n, login, role, school)| Account {
                id: AccountId(id(n)),
                county: COUNTY,
                login: login.to_owned(),
                name: format!("人{n}"),
                phone: None,
                password_hash: None,
                activation: None,
                activation_until: None,
                disabled: false,
                grants: vec![Grant { role, school: school.map(|s| SchoolId(id(s))) }],
            })
            .collect();
        unit.add_accounts(&accounts).await.unwrap();
        let seq = unit.next_seq(COUNTY).await.unwrap();
        let homes = [31, 32, 33].map(|n| Household { id: HouseholdId(id(n)), address: "上坝村".to_owned() });
        unit.add_households(COUNTY, seq, &homes).await.unwrap();
        let carer = |n, home| Adult {
            id: domain::id::AdultId(id(n)),
            household: HouseholdId(id(home)),
            kind: AdultKind::Carer,
            name: "罗桂兰".to_owned(),
            relation: "奶奶".to_owned(),
            phone: Some("13900324292".to_owned()),
        };
        unit.add_adults(COUNTY, seq, &[carer(35, 31), carer(36, 32)]).await.unwrap();
        let children =
            [child(41, SCHOOL, 31), child(42, SCHOOL, 31), child(43, OTHER_SCHOOL, 32), child(44, SCHOOL, 33)];
        unit.add_children(COUNTY, seq, &children).await.unwrap();
        let pairings = [pairing(51, 41, MENTOR), pairing(52, 42, MENTOR), pairing(53, 43, OTHER_MENTOR)];
        unit.add_pairings(COUNTY, seq, &pairings).await.unwrap();
        unit.commit().await.unwrap();
        let clock = Clock::fixed(now(), 42);
        let state = AppState::new(storage, clock, Sealer::new([9; 32]), Settings::for_tests());
        Self { router: router::service(state.clone()), state }
    }

    /// Signs a person in on a new device, past the password.
    pub async fn browser(&self, account: u128) -> Browser {
        let device = DeviceId(self.state.clock.uuid());
        let (token, token_hash) = make_token(self.state.clock.random());
        let account = AccountId(id(account));
        let mut unit = self.state.storage.write().await.unwrap();
        unit.add_device(&Device {
            id: device,
            account,
            label: "Android Chrome".to_owned(),
            recovery_key: vec![1; 32],
            last_n: 0,
            revoked: false,
            unsent: Unsent::default(),
            added_at: self.state.clock.now(),
        })
        .await
        .unwrap();
        let expires_at = self.state.clock.now() + chrono::TimeDelta::days(120);
        unit.add_session(&Session { token_hash, account, device: Some(device), expires_at }).await.unwrap();
        unit.commit().await.unwrap();
        Browser { cookie: format!("wuyou={token}"), device, account }
    }

    pub async fn request(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap();
        Reply {
            status: parts.status,
            json: serde_json::from_slice(&bytes).unwrap_or(Value::Null),
            text: String::from_utf8_lossy(&bytes).into_owned(),
            headers: parts.headers,
        }
    }

    pub async fn call(&self, who: Option<&Browser>, method: &str, path: &str, body: Option<Value>) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
        if let Some(who) = who {
            request = request.header(header::COOKIE, &who.cookie);
        }
        if body.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/json");
        }
        let body = body.map_or_else(Body::empty, |b| Body::from(b.to_string()));
        self.request(request.body(body).unwrap()).await
    }

    pub async fn sync(&self, who: &Browser, request: &SyncRequest) -> Reply {
        self.call(Some(who), "POST", "/api/v1/sync", Some(serde_json::to_value(request).unwrap())).await
    }

    /// A sync that must succeed.
    pub async fn synced(&self, who: &Browser, request: &SyncRequest) -> SyncResponse {
        let reply = self.sync(who, request).await;
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.text);
        serde_json::from_value(reply.json).unwrap()
    }
}

pub fn body(children: &[u128]) -> LogBody {
    let children = children.iter().map(|c| ChildId(id(*c))).collect();
    let plain = LogBody::plain(children, ActivityKind::HomeSchool, Mode::HomeVisit, day(9, 17));
    LogBody { note: "记下的话".to_owned(), ..plain }
}

pub fn op(n: u128, change: impl Into<Change>) -> Op {
    Op { op_id: OpId(id(1000 + n)), captured_at: now(), change: change.into() }
}

pub fn record(n: u128, children: &[u128]) -> Op {
    op(n, RecordLog { log: LogId(id(2000 + n)), body: body(children), facts: vec![] })
}

pub fn written(op: &Op) -> Written {
    op.clone().try_into().unwrap()
}

pub fn numbered(n: u64, op: &Op) -> NumberedOp {
    NumberedOp::of(n, op).unwrap()
}

pub fn request(who: &Browser, ops: Vec<NumberedOp>, cursor: Option<String>) -> SyncRequest {
    SyncRequest {
        protocol: sync::PROTOCOL,
        device: who.device,
        ops,
        more_ops: false,
        cursor,
        refetch: vec![],
        unsent: Unsent::default(),
    }
}
