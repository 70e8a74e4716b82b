//! Between phone and server: what is sent as bytes, and what the phone makes of what comes back.

use domain::id::{AccountId, DeviceId};
use server::error::ApiError;
use storage::{Decision, Storage as _};
use sync::wire::ErrorBody;
use sync::{Failure, Settlement, SyncRequest, SyncResponse};

use crate::bug::Bug;
use crate::plan::{Instead, Way, Weather};
use crate::world::{COORDINATOR, COUNTY, World, id};

/// Words over which the server fails.
pub const POISON: &str = "毒";

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
    fn error(status: u16, code: &str, last_n: Option<u64>) -> Self {
        let body = serde_json::to_vec(&ErrorBody { code: code.to_owned(), last_n }).unwrap_or_default();
        Self { status, body }
    }
}

/// Carries a request to the server and the reply back, as the weather has it.
pub async fn carry(
    world: &mut World,
    letters: &mut Vec<Letter>,
    request: &SyncRequest,
    weather: &Weather,
    bug: Option<Bug>,
) -> Result<SyncResponse, Failure> {
    let letter = Letter { device: request.device, bytes: serde_json::to_vec(request).unwrap_or_default() };
    match weather.instead {
        Some(Instead::Portal) => return Err(understood(&Answer { status: 200, body: b"<html>".to_vec() })),
        Some(Instead::Gateway) => return Err(understood(&Answer { status: 502, body: b"<html>".to_vec() })),
        Some(Instead::TooLarge(most)) if request.ops.len() > usize::from(most) => {
            return Err(understood(&Answer { status: 413, body: vec![] }));
        }
        Some(Instead::SignedOut) => return Err(understood(&Answer::error(401, "signed_out", None))),
        Some(Instead::TooOld) => return Err(understood(&Answer::error(409, "too_old", None))),
        _ => {}
    }
    match weather.request {
        Way::Lost => return Err(Failure::Unreachable),
        Way::Late => {
            letters.push(letter);
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
        Way::Arrives | Way::Twice => read(&answer),
        Way::Lost | Way::Late => Err(Failure::Unreachable),
        Way::Cut => read(&Answer { body: answer.body[..answer.body.len() / 2].to_vec(), ..answer }),
    }
}

/// A request that was under way arrives; nobody waits for the reply any more.
pub async fn arrive(world: &World, letter: &Letter, bug: Option<Bug>) {
    drop(serve(world, letter, bug).await);
}

/// The phone reads an answer, as `app::state::api` does.
fn read(answer: &Answer) -> Result<SyncResponse, Failure> {
    if answer.status != 200 {
        return Err(understood(answer));
    }
    serde_json::from_slice(&answer.body).map_err(|_| Failure::Foreign)
}

fn understood(answer: &Answer) -> Failure {
    match serde_json::from_slice::<ErrorBody>(&answer.body) {
        Ok(body) => Failure::from_status(answer.status, Some(&body.code), body.last_n),
        Err(_) => Failure::from_status(answer.status, None, None),
    }
}

/// The server's endpoint, as `api::v1::sync` has it.
async fn serve(world: &World, letter: &Letter, bug: Option<Bug>) -> Answer {
    match try_serve(world, letter, bug).await {
        Ok(reply) => Answer { status: 200, body: serde_json::to_vec(&reply).unwrap_or_default() },
        Err(error) => {
            let (status, code) = error.status();
            let last_n = if let ApiError::Gap(n) = error { Some(n) } else { None };
            Answer::error(status.as_u16(), code, last_n)
        }
    }
}

async fn try_serve(world: &World, letter: &Letter, bug: Option<Bug>) -> Result<SyncResponse, ApiError> {
    let mut request: SyncRequest = serde_json::from_slice(&letter.bytes).map_err(|_| ApiError::Bad("unreadable"))?;
    // A poisoned operation kills the server, but not one that was set aside.
    let poisoned =
        |op: &sync::wire::NumberedOp| op.value().pointer("/change/feedback/text").is_some_and(|t| *t == POISON);
    if request.ops.iter().any(poisoned) {
        return Err(ApiError::Internal("poison"));
    }
    let mut unit = world.storage.read(COUNTY).await?;
    let device = unit.devices().get(letter.device).await?.ok_or(ApiError::SignedOut)?;
    let account = unit.accounts().get(device.account).await?.ok_or(ApiError::SignedOut)?;
    drop(unit);
    let sent: Vec<(u64, serde_json::Value)> = request.ops.iter().map(|op| (op.n, op.value())).collect();
    if let Some(bug) = bug {
        bug.spoil_arrival(&mut request, device.last_n);
    }
    let mut reply = server::exchange::exchange(&world.storage, &account, &device, request, world.now).await?;
    if let Some(bug) = bug {
        restore_names(bug, &mut reply, &sent);
        if bug == Bug::AcceptsWithoutApplying {
            accept_unseen(world, &reply).await?;
        }
        bug.spoil_reply(&mut reply);
    }
    Ok(reply)
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
fn restore_names(bug: Bug, reply: &mut SyncResponse, sent: &[(u64, serde_json::Value)]) {
    if bug == Bug::ServerForgetsTheCounter {
        for (result, (n, op)) in reply.results.iter_mut().zip(sent) {
            result.n = *n;
            result.op_id = op.get("op_id").and_then(|id| serde_json::from_value(id.clone()).ok());
        }
    }
}
