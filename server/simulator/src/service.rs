//! The server: its database, which can die between two transactions, its clock, its version, and what is under way
//! to it.

use std::cell::{Cell, RefCell};
use std::io::BufReader;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use async_trait::async_trait;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::id::{AccountId, ChildId, CountyId, DeviceId};
use local_store::syncer::PhotoInfo;
use serde_json::Value;
use server::auth::session::make_token;
use server::clock::Clock;
use server::error::ApiError;
use server::exchange::rows::{of_files, of_logs};
use server::state::Settings;
use server::{AppState, router};
use storage::{Account, Decision, Directory, Session, Since, Storage, StorageError, Unit};
use storage_sql::archive::{self, ArchiveError};
use storage_sql::sqlite::dialect;
use sync::limits::REQUEST_BYTES_MAX;
use sync::protocol::NumberedOp;
use sync::{Change, Envelope, ErrorCode, RowKind, Settlement, Snapshot, SyncRequest, SyncResponse};
use tower::ServiceExt as _;

use crate::bug::Bug;
use crate::future;
use crate::network::{Answer, Asks, Letter};
use crate::world::{COORDINATOR, COUNTY, id};

/// Words over which the server fails.
pub const POISON: &str = "毒";

/// What a cursor of the next version ends in.
pub const CURSOR: &str = "+";

/// Days that a session lasts: longer than any history.
const SESSION_DAYS: i64 = 400;

/// A database that can die before one of its transactions.
pub struct MortalStorage {
    inner: RwLock<Arc<dyn Storage>>,
    /// Transactions left plus one; 0 lives for ever.
    left: AtomicU32,
}

impl MortalStorage {
    /// Dies before the transaction of this number, from 0; `None` lets it live.
    pub fn dies_before(&self, transaction: Option<u8>) {
        self.left.store(transaction.map_or(0, |n| u32::from(n) + 1), Ordering::Relaxed);
    }

    fn begin(&self) -> Result<Arc<dyn Storage>, StorageError> {
        match self.left.load(Ordering::Relaxed) {
            0 => Ok(self.inner()),
            1 => Err(StorageError::Unavailable("the server died".to_owned())),
            left => {
                self.left.store(left - 1, Ordering::Relaxed);
                Ok(self.inner())
            }
        }
    }

    fn inner(&self) -> Arc<dyn Storage> {
        Arc::clone(&self.inner.read().unwrap_or_else(PoisonError::into_inner))
    }
}

#[async_trait]
impl Storage for MortalStorage {
    async fn read(&self, county: CountyId) -> Result<Box<dyn Unit>, StorageError> {
        self.begin()?.read(county).await
    }

    async fn write(&self, county: CountyId) -> Result<Box<dyn Unit>, StorageError> {
        self.begin()?.write(county).await
    }

    async fn directory(&self) -> Result<Box<dyn Directory>, StorageError> {
        self.begin()?.directory().await
    }

    async fn scrub(&self) -> Result<(), StorageError> {
        self.inner().scrub().await
    }

    async fn amiss(&self) -> Result<Vec<String>, StorageError> {
        self.inner().amiss().await
    }

    fn chain(&self) -> [u8; 32] {
        self.inner().chain()
    }

    fn engine(&self) -> &'static str {
        self.inner().engine()
    }
}

/// The server, as phones reach it.
pub struct Service {
    /// Its database, SQLite in memory.
    pub storage: Arc<MortalStorage>,
    /// Whether it is of the next version.
    pub is_updated: Cell<bool>,
    /// Requests that are under way, when their senders have given up.
    pub letters: RefCell<Vec<Letter>>,
    /// How the code is broken on purpose.
    pub bug: Option<Bug>,
    running: RefCell<(AppState, Router)>,
    address: RefCell<String>,
    restores: Cell<u32>,
}

/// A database in memory that several connections can open, as long as one of them is open.
fn address() -> String {
    static MADE: AtomicU64 = AtomicU64::new(0);
    // The dialect knows by these words that one connection is enough.
    format!("sqlite:file:county:memory:{}?mode=memory", MADE.fetch_add(1, Ordering::Relaxed))
}

fn running(storage: &Arc<MortalStorage>, now: DateTime<Utc>, seed: u64) -> (AppState, Router) {
    let (shared, clock) = (Arc::clone(storage) as Arc<dyn Storage>, Clock::fixed(now, seed));
    let state = AppState::new(shared, clock, storage_sql::Keys::for_tests(), Settings::for_tests());
    (state.clone(), router::service(state))
}

impl Service {
    /// A server over an empty database, at some moment.
    pub async fn new(now: DateTime<Utc>, bug: Option<Bug>) -> Result<Self, StorageError> {
        let address = address();
        let inner = RwLock::new(storage_sql::open(&address, storage_sql::Keys::for_tests()).await?);
        let storage = Arc::new(MortalStorage { inner, left: AtomicU32::new(0) });
        Ok(Self {
            running: RefCell::new(running(&storage, now, 42)),
            storage,
            is_updated: Cell::default(),
            letters: RefCell::default(),
            bug,
            address: RefCell::new(address),
            restores: Cell::default(),
        })
    }

    /// A backup, as the command makes it, but for its seal.
    pub async fn backup(&self) -> Result<Vec<u8>, ArchiveError> {
        let (mut bytes, address) = (Vec::new(), self.address.borrow().clone());
        archive::export(&address, &mut bytes).await?;
        Ok(bytes)
    }

    /// Puts a backup into an empty database, as the command does, and starts on that.
    pub async fn restore(&self, backup: &[u8]) -> Result<(), ArchiveError> {
        self.restores.set(self.restores.get() + 1);
        let address = address();
        // Held open, or the database would be gone between one connection and the next.
        let (held, _) = dialect::connect(&address).await.map_err(|e| StorageError::Driver(e.to_string()))?;
        let epoch = self.now().timestamp() + i64::from(self.restores.get());
        archive::import(&address, &mut BufReader::new(backup), epoch).await?;
        let inner = storage_sql::open(&address, storage_sql::Keys::for_tests()).await?;
        held.close().await;
        *self.storage.inner.write().unwrap_or_else(PoisonError::into_inner) = inner;
        let next = running(&self.storage, self.now(), 42 + u64::from(self.restores.get()));
        drop(self.running.replace(next));
        self.address.replace(address);
        Ok(())
    }

    /// What its parts share.
    pub fn state(&self) -> AppState {
        self.running.borrow().0.clone()
    }

    /// The time by the server's clock, which is right.
    pub fn now(&self) -> DateTime<Utc> {
        self.state().clock.now()
    }

    /// Today in the county.
    pub fn today(&self) -> NaiveDate {
        self.state().clock.today()
    }

    /// Hours pass.
    pub fn pass(&self, hours: u8) {
        self.state().clock.advance(TimeDelta::hours(i64::from(hours)));
    }

    /// Opens a device's session.
    pub async fn open_session(&self, account: AccountId, device: DeviceId) -> Result<(), StorageError> {
        let (_, token_hash) = token(device);
        let expires_at = self.now() + TimeDelta::days(SESSION_DAYS);
        let session = Session::opened(token_hash, (COUNTY, account), Some(device), self.now(), expires_at);
        let mut unit = self.storage.write(COUNTY).await?;
        unit.sessions().add(&session).await?;
        unit.commit().await
    }

    /// A request that was under way arrives; nobody waits for the reply any more.
    pub async fn arrive(&self, letter: &Letter) {
        drop(self.serve(letter).await);
    }

    /// Answers a request, whatever its sender has become meanwhile.
    pub async fn serve(&self, letter: &Letter) -> Answer {
        match &letter.asks {
            Asks::Photo(photo, at) => self.take_chunk(letter, photo, *at).await,
            Asks::Exchange => match self.exchange(letter).await {
                Ok(body) => Answer { status: 200, body },
                Err(error) => {
                    let (status, code) = error.status();
                    let last_n = if let ApiError::Gap(n) = error { Some(n) } else { None };
                    Answer::error(status.as_u16(), code, last_n)
                }
            },
        }
    }

    /// Bytes of a picture go through the whole service, to the address that the app calls.
    async fn take_chunk(&self, letter: &Letter, photo: &PhotoInfo, at: u64) -> Answer {
        let broken = || Answer::error(500, ErrorCode::Internal, None);
        let PhotoInfo { id, sha256, bytes } = photo;
        let request = Request::put(format!("/api/v1/photos/{id}?sha256={sha256}&bytes={bytes}&at={at}"))
            .header(header::AUTHORIZATION, format!("Bearer {}", token(letter.device).0))
            .body(Body::from(letter.bytes.clone()));
        let Ok(request) = request else { return broken() };
        let router = self.running.borrow().1.clone();
        let Ok(response) = router.oneshot(request).await;
        let status = response.status().as_u16();
        match to_bytes(response.into_body(), REQUEST_BYTES_MAX).await {
            Ok(body) => Answer { status, body: body.to_vec() },
            Err(_) => broken(),
        }
    }

    /// The endpoint of exchanges, as `api::v1::sync` has it, with what the next version does besides.
    async fn exchange(&self, letter: &Letter) -> Result<Vec<u8>, ApiError> {
        let unreadable = |_| ApiError::Bad(ErrorCode::Unreadable);
        let mut request: SyncRequest = serde_json::from_slice(&letter.bytes).map_err(unreadable)?;
        // A poisoned operation kills the server, but not one that was set aside.
        let is_poisoned = |op: &NumberedOp| {
            let change = op.value().map(|op| future::undone(&op));
            change.is_some_and(|op| op.pointer("/change/feedback/text").is_some_and(|text| text == POISON))
        };
        if request.ops.iter().any(is_poisoned) {
            return Err(ApiError::Internal("poison"));
        }
        let mut unit = self.storage.read(COUNTY).await?;
        let device = unit.devices().get(letter.device).await?.ok_or(ApiError::SignedOut)?;
        let account = unit.accounts().get(device.account).await?.ok_or(ApiError::SignedOut)?;
        drop(unit);
        let sent: Vec<(u64, Value)> = request.ops.iter().map(|op| (op.n, op.value().unwrap_or_default())).collect();
        if let Some(bug) = self.bug {
            bug.spoil_arrival(&mut request, device.last_n);
        }
        if self.is_updated.get() {
            understand(&mut request)?;
        }
        let storage = self.storage.as_ref();
        let mut reply = server::exchange::exchange(storage, &account, &device, request, self.now()).await?;
        if self.is_updated.get() {
            self.speak_later(&account, &sent, &mut reply).await?;
        }
        if let Some(bug) = self.bug {
            restore_names(bug, &mut reply, &sent);
            if bug == Bug::AcceptsWithoutApplying {
                self.accept_unseen(&reply).await?;
            }
            bug.spoil_reply(&mut reply);
        }
        serde_json::to_vec(&reply).map_err(|_| ApiError::Internal("reply"))
    }

    /// A server of the next version answers in its words.
    async fn speak_later(
        &self,
        account: &Account,
        sent: &[(u64, Value)],
        reply: &mut SyncResponse,
    ) -> Result<(), ApiError> {
        reply.cursor += CURSOR;
        let mut unit = self.storage.read(COUNTY).await?;
        let pairings = unit.pairings().of_mentor(account.id).await?;
        let scope: Vec<ChildId> = pairings.iter().filter(|p| p.on(self.today())).map(|p| p.child).collect();
        // What a phone shows of a new entry or page is not all that this server says of it; of a correction it is.
        let is_new = |n: u64| {
            let op = sent.iter().find(|(number, _)| *number == n);
            let changed = |op: &Value, field: &str| op.pointer("/change/revise_log/patch")?.get(field).cloned();
            // Nor of a correction of a list or of what was given, written before this server had more to say in it.
            let is_short = |op: &Value| {
                let mut said =
                    ["met", "aid"].iter().filter_map(|field| changed(op, field)).filter(|said| !said.is_null());
                said.any(|said| !said.to_string().contains(future::LATER))
            };
            let is_whole =
                |op: &Value| ["record_log", "write_page"].iter().any(|kind| op["change"].get(kind).is_some());
            op.is_some_and(|(_, op)| is_whole(op) || is_short(op))
        };
        let mut inexact = vec![];
        for result in &mut reply.results {
            if let Settlement::Applied { version, exact } = &mut result.settlement
                && *exact
                && is_new(result.n)
            {
                *exact = false;
                inexact.push(*version);
            }
        }
        let mut rows = of_files(unit.files().rows(&scope, &scope, Some(account.id), Since::BEGINNING).await?);
        drop(unit);
        rows.retain(|row| inexact.contains(&row.version) && !reply.resync && !reply.revoked);
        for row in rows {
            reply.page.rows.push(Envelope::try_from(row).map_err(|_| ApiError::Internal("row"))?);
        }
        let further: Vec<Envelope> =
            reply.page.rows.iter().filter(|row| row.kind == RowKind::Child).filter_map(future::further_row).collect();
        reply.page.rows = reply.page.rows.iter().filter_map(future::row).chain(further).collect();
        let files: Vec<ChildId> = reply.page.files.iter().map(|sum| sum.child).collect();
        if !files.is_empty() {
            let all = self.rows_of(account, &scope).await?;
            reply.page.files = files.iter().map(|child| all.file_sum(*child)).collect();
        }
        Ok(())
    }

    /// Everything in some files, as the server sends it.
    pub async fn rows_of(&self, account: &Account, scope: &[ChildId]) -> Result<Snapshot, ApiError> {
        let mut unit = self.storage.read(COUNTY).await?;
        let mut rows = of_files(unit.files().rows(scope, scope, Some(account.id), Since::BEGINNING).await?);
        rows.extend(of_logs(unit.files().class_sessions(account.id, scope, Since::BEGINNING).await?));
        let mut all = Snapshot::default();
        for row in rows {
            let row = Envelope::try_from(row).map_err(|_| ApiError::Internal("row"))?;
            if self.is_updated.get() {
                let beside = Some(&row).filter(|row| row.kind == RowKind::Child).and_then(future::further_row);
                future::row(&row).into_iter().chain(beside).for_each(|row| all.put(row));
            } else {
                all.put(row);
            }
        }
        Ok(all)
    }

    /// A server that takes late work for decided.
    async fn accept_unseen(&self, reply: &SyncResponse) -> Result<(), ApiError> {
        let mut unit = self.storage.write(COUNTY).await?;
        for result in reply.results.iter().filter(|r| r.settlement == Settlement::Parked) {
            if let Some(op) = result.op_id {
                let decision = Decision { accepted: true, by: AccountId(id(COORDINATOR)), at: self.now() };
                unit.parking().resolve(op, decision).await?;
            }
        }
        Ok(unit.commit().await?)
    }
}

/// The token of a device's session, and its hash.
fn token(device: DeviceId) -> (String, Vec<u8>) {
    let (mut random, own) = ([0; 32], device.0.into_bytes());
    random[..own.len()].copy_from_slice(&own);
    make_token(random)
}

/// A server of the next version understands what its own phones write.
fn understand(request: &mut SyncRequest) -> Result<(), ApiError> {
    // It has rows of a further kind: cursors of the version before are good no more.
    request.cursor = request.cursor.take().map(|text| text.strip_suffix(CURSOR).unwrap_or_default().to_owned());
    for op in &mut request.ops {
        if let Some(value) = op.value().filter(future::is_later) {
            let known = future::undone(&value);
            *op = NumberedOp::of(op.n, &known).map_err(|_| ApiError::Internal("op"))?;
        }
    }
    Ok(())
}

/// A server that renamed the operations answers under their own names all the same.
fn restore_names(bug: Bug, reply: &mut SyncResponse, sent: &[(u64, Value)]) {
    if bug == Bug::ServerForgetsTheCounter {
        for (result, (n, op)) in reply.results.iter_mut().zip(sent) {
            result.n = *n;
            result.op_id = future::op_id(op);
        }
    }
}

/// Whether an operation is one over which the server fails.
pub fn is_poison(change: &Change) -> bool {
    match change {
        Change::Feedback(feedback) => feedback.text == POISON,
        Change::Other { payload, .. } => payload.get("text").is_some_and(|text| text == POISON),
        _ => false,
    }
}
