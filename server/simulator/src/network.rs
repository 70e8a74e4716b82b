//! Between phone and server: what is sent as bytes, and what the phone makes of what comes back.

use std::cell::{Cell, RefCell};

use async_trait::async_trait;
use domain::id::{AccountId, ChildId, DeviceId};
use local_store::syncer::{PhotoInfo, Transport};
use local_store::vault::Vault;
use serde_json::Value;
use server::error::ApiError;
use server::exchange::rows::{of_files, of_logs};
use storage::{Account, Decision, Since, Storage as _};
use sync::account::PhotoProgress;
use sync::protocol::NumberedOp;
use sync::{
    Change, Envelope, ErrorBody, ErrorCode, Failure, PROTOCOL, RowKind, Settlement, Snapshot, SyncRequest, SyncResponse,
};

use crate::bug::Bug;
use crate::future;
use crate::phone::Device;
use crate::plan::{Instead, Way, Weather};
use crate::world::{COORDINATOR, COUNTY, World, id};

/// Words over which the server fails.
pub const POISON: &str = "毒";

/// What a cursor of the next version ends in.
pub const CURSOR: &str = "+";

/// A request under way: to which device's session it belongs, and its bytes.
#[derive(Debug, Clone)]
pub struct Letter {
    device: DeviceId,
    bytes: Vec<u8>,
}

/// What a server answers: a status and a body.
struct Answer {
    status: u16,
    body: Vec<u8>,
}

impl Answer {
    fn error(status: u16, code: ErrorCode, last_n: Option<u64>) -> Self {
        let body = serde_json::to_vec(&ErrorBody { code, last_n }).unwrap_or_default();
        Self { status, body }
    }
}

/// The network of one exchange.
pub struct Wire<'a> {
    world: &'a World,
    letters: &'a RefCell<Vec<Letter>>,
    weather: &'a Weather,
    bug: Option<Bug>,
    vault: &'a Vault,
    protocol: u16,
    waiting: usize,
    tries: u32,
    /// A law that the request broke, and what was seen.
    pub offence: Cell<Option<(&'static str, String)>>,
    /// Whether the reply said that nothing could be pulled.
    pub troubled: Cell<bool>,
}

impl<'a> Wire<'a> {
    /// A device's network, with so many operations waiting on it.
    pub fn new(
        world: &'a World,
        letters: &'a RefCell<Vec<Letter>>,
        weather: &'a Weather,
        bug: Option<Bug>,
        device: &'a Device,
        waiting: usize,
        tries: u32,
    ) -> Self {
        let (vault, protocol) = (&device.vault, device.protocol);
        let (offence, troubled) = (Cell::default(), Cell::default());
        Self { world, letters, weather, bug, vault, protocol, waiting, tries, offence, troubled }
    }

    /// Carries a letter to the server and the answer back, as the weather has it.
    async fn carry(&self, letter: Letter, ops: usize) -> Result<Answer, Failure> {
        let (world, weather, bug) = (self.world, self.weather, self.bug);
        match weather.instead {
            Some(Instead::Portal) => return Ok(Answer { status: 200, body: b"<html>".to_vec() }),
            Some(Instead::Gateway) => return Ok(Answer { status: 502, body: b"<html>".to_vec() }),
            Some(Instead::TooLarge(most)) if ops > usize::from(most) => {
                return Ok(Answer { status: 413, body: vec![] });
            }
            Some(Instead::SignedOut) => return Ok(Answer::error(401, ErrorCode::SignedOut, None)),
            Some(Instead::TooOld) => return Ok(Answer::error(409, ErrorCode::TooOld, None)),
            _ => {}
        }
        match weather.request {
            Way::Lost => return Err(Failure::Unreachable),
            Way::Late => {
                self.letters.borrow_mut().push(letter);
                return Err(Failure::Unreachable);
            }
            _ => {}
        }
        world.storage.dies_before(weather.server_dies);
        let answer = match weather.request {
            Way::Cut => {
                let half = letter.bytes.len() / 2;
                serve(world, &Letter { bytes: letter.bytes[..half].to_vec(), ..letter }, bug).await
            }
            Way::Twice => {
                let first = serve(world, &letter, bug).await;
                let second = serve(world, &letter, bug).await;
                if weather.reply == Way::Twice { first } else { second }
            }
            _ => serve(world, &letter, bug).await,
        };
        world.storage.dies_before(None);
        match weather.reply {
            Way::Arrives | Way::Twice => Ok(answer),
            Way::Lost | Way::Late => Err(Failure::Unreachable),
            Way::Cut => Ok(Answer { body: answer.body[..answer.body.len() / 2].to_vec(), ..answer }),
        }
    }

    /// The phone reads an answer, as `app::state::api` does.
    fn read(&self, answer: &Answer) -> Result<SyncResponse, Failure> {
        if answer.status != 200 {
            return Err(match serde_json::from_slice::<ErrorBody>(&answer.body) {
                Ok(body) => Failure::from_status(answer.status, Some(body.code), body.last_n),
                Err(_) => Failure::from_status(answer.status, None, None),
            });
        }
        serde_json::from_slice(&answer.body).map_err(|_| Failure::Foreign)
    }
}

#[async_trait(?Send)]
impl Transport for Wire<'_> {
    async fn exchange(&self, request: &SyncRequest) -> Result<SyncResponse, Failure> {
        let mut request = request.clone();
        request.protocol = self.protocol;
        let (ops, numbers) = (request.ops.len(), request.ops.iter().map(|op| op.n).collect::<Vec<_>>());
        if let Some(bug) = self.bug {
            bug.spoil_request(&mut request, self.tries);
        }
        let told = request.unsent.count as usize + ops;
        if told != self.waiting {
            let seen = format!("{} wait, {told} were reported", self.waiting);
            self.offence.set(Some(("the school is told the truth", seen)));
            return Err(Failure::Unreachable);
        }
        let bytes = match serde_json::to_value(&request) {
            Ok(value) if self.protocol > PROTOCOL => written_later(value),
            Ok(value) => value.to_string().into_bytes(),
            Err(_) => return Err(Failure::Broken),
        };
        let answer = self.carry(Letter { device: request.device, bytes }, request.ops.len()).await;
        let reply = answer.and_then(|answer| self.read(&answer));
        match (&reply, self.bug) {
            (Err(_), Some(Bug::TrustsSending)) => drop(self.vault.settle(&numbers, &[]).await),
            (Ok(reply), Some(Bug::ResyncClearsTheOutbox)) if reply.resync => {
                let all: Vec<u64> = self.vault.outbox().await.unwrap_or_default().into_iter().map(|(n, _)| n).collect();
                drop(self.vault.settle(&all, &[]).await);
            }
            _ => {}
        }
        reply.map(|mut reply| {
            self.troubled.set(reply.trouble.is_some());
            self.bug.iter().for_each(|bug| bug.spoil_reading(&mut reply));
            reply
        })
    }

    async fn send_chunk(&self, _: &PhotoInfo, _: u64, _: &[u8]) -> Result<PhotoProgress, Failure> {
        Err(Failure::Unreachable)
    }
}

/// A request of the next version; its operations are as they were written.
fn written_later(mut request: Value) -> Vec<u8> {
    if let Some(fields) = request.as_object_mut() {
        fields.insert("later".to_owned(), 1.into());
    }
    request.to_string().into_bytes()
}

/// A request that was under way arrives; nobody waits for the reply any more.
pub async fn arrive(world: &World, letter: &Letter, bug: Option<Bug>) {
    drop(serve(world, letter, bug).await);
}

/// The server's endpoint, as `api::v1::sync` has it.
async fn serve(world: &World, letter: &Letter, bug: Option<Bug>) -> Answer {
    match try_serve(world, letter, bug).await {
        Ok(body) => Answer { status: 200, body },
        Err(error) => {
            let (status, code) = error.status();
            let last_n = if let ApiError::Gap(n) = error { Some(n) } else { None };
            Answer::error(status.as_u16(), code, last_n)
        }
    }
}

async fn try_serve(world: &World, letter: &Letter, bug: Option<Bug>) -> Result<Vec<u8>, ApiError> {
    let unreadable = |_| ApiError::Bad(ErrorCode::Unreadable);
    let mut request: SyncRequest = serde_json::from_slice(&letter.bytes).map_err(unreadable)?;
    // A poisoned operation kills the server, but not one that was set aside.
    let is_poisoned = |op: &NumberedOp| {
        let change = op.value().map(|op| future::undone(&op));
        change.is_some_and(|op| op.pointer("/change/feedback/text").is_some_and(|text| *text == POISON))
    };
    if request.ops.iter().any(is_poisoned) {
        return Err(ApiError::Internal("poison"));
    }
    let mut unit = world.storage.read(COUNTY).await?;
    let device = unit.devices().get(letter.device).await?.ok_or(ApiError::SignedOut)?;
    let account = unit.accounts().get(device.account).await?.ok_or(ApiError::SignedOut)?;
    drop(unit);
    let sent: Vec<(u64, Value)> = request.ops.iter().map(|op| (op.n, op.value().unwrap_or_default())).collect();
    if let Some(bug) = bug {
        bug.spoil_arrival(&mut request, device.last_n);
    }
    if world.is_updated {
        understand(&mut request)?;
    }
    let mut reply = server::exchange::exchange(&world.storage, &account, &device, request, world.now).await?;
    if world.is_updated {
        speak_later(world, &account, &sent, &mut reply).await?;
    }
    if let Some(bug) = bug {
        restore_names(bug, &mut reply, &sent);
        if bug == Bug::AcceptsWithoutApplying {
            accept_unseen(world, &reply).await?;
        }
        bug.spoil_reply(&mut reply);
    }
    serde_json::to_vec(&reply).map_err(|_| ApiError::Internal("reply"))
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

/// A server of the next version answers in its words.
async fn speak_later(
    world: &World,
    account: &Account,
    sent: &[(u64, Value)],
    reply: &mut SyncResponse,
) -> Result<(), ApiError> {
    reply.cursor += CURSOR;
    let mut unit = world.storage.read(COUNTY).await?;
    let pairings = unit.pairings().of_mentor(account.id).await?;
    let scope: Vec<ChildId> = pairings.iter().filter(|p| p.on(world.today())).map(|p| p.child).collect();
    // What a phone shows of a new entry is not all that this server says of it; of a correction it is.
    let is_new = |n: u64| {
        let op = sent.iter().find(|(number, _)| *number == n);
        let list = |op: &Value| op.pointer("/change/revise_log/patch/met").cloned();
        // Nor of a correction of a list that was written before this server had more to say in it.
        let is_short = |op: &Value| list(op).is_some_and(|codes| !codes.to_string().contains(future::LATER));
        op.is_some_and(|(_, op)| op.pointer("/change/record_log").is_some() || is_short(op))
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
        let all = rows_of(world, account, &scope).await?;
        reply.page.files = files.iter().map(|child| all.file_sum(*child)).collect();
    }
    Ok(())
}

/// Everything in some files, as the server sends it.
pub async fn rows_of(world: &World, account: &Account, scope: &[ChildId]) -> Result<Snapshot, ApiError> {
    let mut unit = world.storage.read(COUNTY).await?;
    let mut rows = of_files(unit.files().rows(scope, scope, Some(account.id), Since::BEGINNING).await?);
    rows.extend(of_logs(unit.files().class_sessions(account.id, scope, Since::BEGINNING).await?));
    let mut all = Snapshot::default();
    for row in rows {
        let row = Envelope::try_from(row).map_err(|_| ApiError::Internal("row"))?;
        if world.is_updated {
            let beside = Some(&row).filter(|row| row.kind == RowKind::Child).and_then(future::further_row);
            future::row(&row).into_iter().chain(beside).for_each(|row| all.put(row));
        } else {
            all.put(row);
        }
    }
    Ok(all)
}

/// A server that takes late work for decided.
async fn accept_unseen(world: &World, reply: &SyncResponse) -> Result<(), ApiError> {
    let mut unit = world.storage.write(COUNTY).await?;
    for result in reply.results.iter().filter(|r| r.settlement == Settlement::Parked) {
        if let Some(op) = result.op_id {
            let decision = Decision { accepted: true, by: AccountId(id(COORDINATOR)), at: world.now };
            unit.parking().resolve(op, decision).await?;
        }
    }
    Ok(unit.commit().await?)
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
