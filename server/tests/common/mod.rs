//! The whole service over an in-memory database with a small county, a clock that stands still, and
//! one signed-in browser for each person.
#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]

pub mod lines;
pub mod phone;
pub mod process;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{
    AccountId, AdultId, ChildId, CountyId, DeviceId, EnrolmentId, HouseholdId, LogId, OpId, PairingId, RelationId,
    SchoolId,
};
use domain::log::{ActivityKind, LogBody, Mode};
use domain::policy::{Grant, Role};
use domain::register::{
    Adult, Began, Cause, Child, Enrolment, Household, Pairing, PairingRole, Relation, RelationKind, School, SchoolKind,
    SchoolYear, Written,
};
use serde_json::{Value, json};
use server::auth::session::{ends_at, make_token};
use server::clock::Clock;
use server::defences::Defence;
use server::state::Settings;
use server::{AppState, router};
use storage::{Account, By, Device, Directory, Session, SessionKind, Storage, StorageError, Unit, Unsent};
use sync::protocol::NumberedOp;
use sync::{Change, Op, RecordLog, SyncRequest, SyncResponse};
use tower::ServiceExt as _;
use uuid::Uuid;

pub const fn id(n: u128) -> Uuid {
    Uuid::from_u128(0x0191_0000_0000_7000_8000_0000_0000_0000 + n)
}

pub fn now() -> DateTime<Utc> {
    // 18 September 2026, 09:00 in the county.
    DateTime::from_timestamp(1_789_693_200, 0).unwrap()
}

pub fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// The county of these schools.
pub const COUNTY: CountyId = CountyId(Uuid::from_u128(0x0191_0000_0000_7000_8000_0000_0000_0001));
/// Two schools with a class of left-behind children each; siblings 41 and 42 with mentor 21.
pub const SCHOOL: u128 = 11;
pub const OTHER_SCHOOL: u128 = 12;
pub const MENTOR: u128 = 21;
pub const OTHER_MENTOR: u128 = 22;

pub struct Service {
    pub state: AppState,
    router: Router,
}

/// A database that fails once, at a read or a write that is said beforehand.
pub struct Failing {
    inner: Arc<dyn Storage>,
    /// Which of the reads to come fails; 0 for none.
    pub reads: AtomicUsize,
    /// Which of the writes to come fails; 0 for none.
    pub writes: AtomicUsize,
    error: fn() -> StorageError,
}

impl Failing {
    /// Nothing fails yet.
    pub fn new(inner: Arc<dyn Storage>, error: fn() -> StorageError) -> Self {
        Self { inner, reads: AtomicUsize::new(0), writes: AtomicUsize::new(0), error }
    }

    /// One fewer; the last of them fails.
    fn count_down(&self, left: &AtomicUsize) -> Result<(), StorageError> {
        let now = left.load(Ordering::SeqCst);
        left.store(now.saturating_sub(1), Ordering::SeqCst);
        if now == 1 { Err((self.error)()) } else { Ok(()) }
    }
}

#[async_trait]
impl Storage for Failing {
    async fn read(&self, county: CountyId) -> Result<Box<dyn Unit>, StorageError> {
        self.count_down(&self.reads)?;
        self.inner.read(county).await
    }

    async fn write(&self, county: CountyId) -> Result<Box<dyn Unit>, StorageError> {
        self.count_down(&self.writes)?;
        self.inner.write(county).await
    }

    async fn directory(&self) -> Result<Box<dyn Directory>, StorageError> {
        self.count_down(&self.reads)?;
        self.inner.directory().await
    }

    async fn scrub(&self) -> Result<(), StorageError> {
        self.inner.scrub().await
    }

    async fn amiss(&self) -> Result<Vec<String>, StorageError> {
        self.inner.amiss().await
    }

    fn chain(&self) -> [u8; 32] {
        self.inner.chain()
    }

    fn engine(&self) -> &'static str {
        self.inner.engine()
    }
}

/// A signed-in browser.
#[derive(Clone)]
pub struct Browser {
    /// The cookie of a session at a desk.
    pub cookie: String,
    /// The header of a session on a phone.
    pub bearer: String,
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

pub fn child(n: u128, home: u128) -> Child {
    Child::new(ChildId(id(n)), HouseholdId(id(home)), format!("孩子{n}"), day(9, 1))
}

/// A child's place since 1 September. Its identifier is the child's and 400.
pub fn enrolment(child: u128, school: u128, class: &str) -> Enrolment {
    Enrolment {
        id: EnrolmentId(id(child + 400)),
        child: ChildId(id(child)),
        school: SchoolId(id(school)),
        year: SchoolYear(2026),
        class_name: class.to_owned(),
        from: day(9, 1),
        began: Began::Entered,
        to: None,
        ended: None,
    }
}

/// A child in 三年级2班.
pub fn pupil(n: u128, school: u128, home: u128) -> [Written; 2] {
    [Written::Child(child(n, home)), Written::Enrolment(enrolment(n, school, "三年级2班"))]
}

/// Who writes the register in tests.
pub fn by() -> By {
    By { at: now(), actor: None, cause: Cause::Command }
}

pub fn pairing(n: u128, child: u128, mentor: u128) -> Pairing {
    Pairing {
        id: PairingId(id(n)),
        child: ChildId(id(child)),
        mentor: AccountId(id(mentor)),
        role: PairingRole::Primary,
        from: day(9, 3),
        to: None,
        ended: None,
        told_on: None,
    }
}

/// A child that changes hands today.
pub fn handing(child: Uuid, to: Uuid) -> Value {
    json!({"child": child, "handing": {"to": to, "from": "2026-09-18", "why": "handed"}})
}

/// What waits of a kind, out of an answered inbox.
pub fn waiting(inbox: &Value, kind: &str) -> Vec<Value> {
    let entries = inbox["entries"].as_array().unwrap_or_else(|| panic!("no inbox: {inbox}"));
    entries.iter().filter_map(|entry| entry["waiting"].get(kind).cloned()).collect()
}

/// Those of tests. What reads files is the server's own program, which a test is not.
fn settings() -> Settings {
    Settings { reader: Some(env!("CARGO_BIN_EXE_server").into()), ..Settings::for_tests() }
}

impl Service {
    pub async fn start() -> Self {
        Self::on(storage_sql::open("sqlite::memory:", storage_sql::Keys::for_tests()).await.unwrap()).await
    }

    pub async fn on(storage: Arc<dyn Storage>) -> Self {
        let mut unit = storage.write(COUNTY).await.unwrap();
        unit.commits().found("青石县").await.unwrap();
        let school = |n, name: &str| School {
            id: SchoolId(id(n)),
            name: name.to_owned(),
            kind: SchoolKind::NineYear,
            town: "松岭镇".to_owned(),
            merged: None,
        };
        unit.schools().add(&[school(SCHOOL, "甲校"), school(OTHER_SCHOOL, "乙校")]).await.unwrap();
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
        unit.accounts().add(&accounts).await.unwrap();
        let seq = unit.commits().next(by()).await.unwrap();
        let mut written: Vec<Written> = [31, 32, 33]
            .map(|n| Written::Household(Household { id: HouseholdId(id(n)), address: "上坝村".to_owned() }))
            .into();
        for (n, home, children) in [(35, 31, [41, 42].as_slice()), (36, 32, &[43])] {
            let adult = AdultId(id(n));
            written.push(Written::Adult(Adult {
                id: adult,
                household: HouseholdId(id(home)),
                name: "罗桂兰".to_owned(),
                phone: Some("13900324292".to_owned()),
            }));
            for child in children {
                let plain =
                    Relation::plain(RelationId(id(n * 100 + child)), ChildId(id(*child)), adult, RelationKind::Carer);
                written.push(Written::Relation(Relation { called: "奶奶".to_owned(), ..plain }));
            }
        }
        for (n, school, home) in [(41, SCHOOL, 31), (42, SCHOOL, 31), (43, OTHER_SCHOOL, 32), (44, SCHOOL, 33)] {
            written.extend(pupil(n, school, home));
        }
        let pairings = [pairing(51, 41, MENTOR), pairing(52, 42, MENTOR), pairing(53, 43, OTHER_MENTOR)];
        written.extend(pairings.map(Written::Pairing));
        unit.register().write(seq, &written).await.unwrap();
        unit.commit().await.unwrap();
        let clock = Clock::fixed(now(), 42);
        let state = AppState::new(storage, clock, storage_sql::Keys::for_tests(), settings());
        Self { router: router::service(state.clone()), state }
    }

    /// A server over a database that holds a county already.
    pub fn over(storage: Arc<dyn Storage>) -> Self {
        let state = AppState::new(storage, Clock::fixed(now(), 45), storage_sql::Keys::for_tests(), settings());
        Self { router: router::service(state.clone()), state }
    }

    /// The same database behind a server that has just started.
    pub fn again(&self) -> Self {
        let clock = Clock::fixed(now(), 43);
        let state = AppState::new(Arc::clone(&self.state.storage), clock, storage_sql::Keys::for_tests(), settings());
        Self { router: router::service(state.clone()), state }
    }

    /// A service that lacks one of its defences.
    pub async fn without(defence: Defence) -> Self {
        let storage = Arc::clone(&Self::start().await.state.storage);
        let (clock, keys) = (Clock::fixed(now(), 45), storage_sql::Keys::for_tests());
        let state = AppState::without(storage, clock, keys, settings(), defence);
        Self { router: router::service(state.clone()), state }
    }

    /// The same behind a server whose people are said to be made up.
    pub fn made_up(&self) -> Self {
        let (clock, keys) = (Clock::fixed(now(), 44), storage_sql::Keys::for_tests());
        let settings = Settings { demo: true, ..settings() };
        let state = AppState::new(Arc::clone(&self.state.storage), clock, keys, settings);
        Self { router: router::service(state.clone()), state }
    }

    /// Signs a person in on a new phone and at a desk, past the password.
    pub async fn browser(&self, account: u128) -> Browser {
        self.browser_in(COUNTY, account).await
    }

    /// The same in any county.
    pub async fn browser_in(&self, county: CountyId, account: u128) -> Browser {
        self.browser_of(county, AccountId(id(account))).await
    }

    /// The same of any account.
    pub async fn browser_of(&self, county: CountyId, account: AccountId) -> Browser {
        let device = DeviceId(self.state.clock.uuid());
        let mut unit = self.state.storage.write(county).await.unwrap();
        unit.devices()
            .add(&Device {
                id: device,
                account,
                label: "Android Chrome".to_owned(),
                recovery_key: vec![1; 32],
                last_n: 0,
                revoked_at: None,
                unsent: Unsent::default(),
                added_at: self.state.clock.now(),
            })
            .await
            .unwrap();
        unit.commit().await.unwrap();
        let bearer = self.bearer(county, account, device).await;
        let cookie = format!("wuyou-desk={}", self.session(county, account, None).await);
        Browser { cookie, bearer, device, account }
    }

    /// Opens a session on a phone; what comes back is its header.
    pub async fn bearer(&self, county: CountyId, account: AccountId, device: DeviceId) -> String {
        format!("Bearer {}", self.session(county, account, Some(device)).await)
    }

    /// Opens a session; what comes back is its token.
    async fn session(&self, county: CountyId, account: AccountId, device: Option<DeviceId>) -> String {
        let (token, token_hash) = make_token(self.state.clock.random());
        let now = self.state.clock.now();
        let kind = if device.is_some() { SessionKind::Phone } else { SessionKind::Desk };
        let session = Session::opened(token_hash, (county, account), device, now, ends_at(kind, now));
        let mut unit = self.state.storage.write(county).await.unwrap();
        unit.sessions().add(&session).await.unwrap();
        unit.commit().await.unwrap();
        token
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

    /// What an address answers, which must be there.
    pub async fn bytes(&self, request: Request<Body>) -> Vec<u8> {
        let response = self.router.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), StatusCode::OK);
        axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
    }

    /// The first sheet of a workbook that was taken out.
    pub async fn workbook(&self, who: &Browser, out: &str) -> domain::import::sheet::Sheet {
        let request = Request::builder().uri(format!("/api/v1/outs/{out}/workbook")).header(header::HOST, "localhost");
        let request = request.header(header::COOKIE, &who.cookie).body(Body::empty()).unwrap();
        server::reader::in_this_process(&self.bytes(request).await).unwrap().remove(0)
    }

    pub async fn call(&self, who: Option<&Browser>, method: &str, path: &str, body: Option<Value>) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "localhost");
        if let Some(who) = who {
            let desks =
                ["/rpc/", "/print/", "/api/v1/imports/", "/api/v1/outs/", "/api/v1/session/", "/api/v1/second-step"];
            let at_desk = desks.iter().any(|p| path.starts_with(p));
            let (name, value) =
                if at_desk { (header::COOKIE, &who.cookie) } else { (header::AUTHORIZATION, &who.bearer) };
            request = request.header(name, value);
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

/// A safety lesson for a whole class.
pub fn class_session(class: &str) -> LogBody {
    let plain = LogBody::plain(vec![], ActivityKind::SafetyLesson, Mode::Group, day(9, 17));
    LogBody { classes: vec![class.to_owned()], note: "记下的话".to_owned(), ..plain }
}

pub fn op(n: u128, change: impl Into<Change>) -> Op {
    Op { op_id: OpId(id(1000 + n)), captured_at: now(), change: change.into() }
}

pub fn record(n: u128, children: &[u128]) -> Op {
    op(n, RecordLog { log: LogId(id(2000 + n)), body: body(children), facts: vec![] })
}

pub fn written(op: &Op) -> sync::Written {
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
        holds: vec![],
        unsent: sync::Unsent::default(),
    }
}
