//! The server's side of the sync protocol: push, then pull. The protocol is described in [`sync`].

pub mod apply;
mod pull;
pub mod rows;

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use domain::id::OpId;
use domain::term::local_day;
use sha2::{Digest, Sha256};
use storage::{Account, Device, SettledOp, Storage, StorageError};
use sync::engine::SET_ASIDE;
use sync::legacy;
use sync::limits::{OP_BYTES_MAX, PUSH_OPS_MAX, REFETCH_MAX};
use sync::wire::{Comparison, NumberedOp};
use sync::{Op, OpResult, PROTOCOL, Page, RejectionCode, Settlement, SyncRequest, SyncResponse};

use crate::error::ApiError;

use pull::Pulled;
pub use pull::compare;

/// One exchange with one device.
pub async fn exchange(
    storage: &dyn Storage,
    account: &Account,
    device: &Device,
    request: SyncRequest,
    now: DateTime<Utc>,
) -> Result<SyncResponse, ApiError> {
    if !(PROTOCOL.saturating_sub(1)..=PROTOCOL).contains(&request.protocol) {
        return Err(ApiError::TooOld);
    }
    if request.device != device.id || device.account != account.id {
        return Err(ApiError::Forbidden);
    }
    if request.ops.len() > PUSH_OPS_MAX || request.refetch.len() > REFETCH_MAX {
        return Err(ApiError::Bad("too_many"));
    }
    let (last_n, results) = if request.ops.is_empty() {
        (device.last_n, vec![])
    } else {
        push(storage, account, device, &request.ops, now).await?
    };
    let unsent = rows::unsent(&request.unsent);
    if unsent != device.unsent {
        let mut unit = storage.write(account.county).await?;
        unit.devices().report_unsent(device.id, &unsent).await?;
        unit.commit().await?;
    }
    if device.revoked || account.disabled {
        return Ok(SyncResponse {
            last_n,
            results,
            page: Page::default(),
            cursor: sync::cursor::Cursor::start().encode(),
            more: false,
            resync: false,
            revoked: true,
            server_time: now,
        });
    }
    let own: Vec<u64> = results
        .iter()
        .filter_map(|r| match r.settlement {
            Settlement::Applied { version, exact: true } => Some(version),
            _ => None,
        })
        .collect();
    let pulled = match pull::pull(storage, account, &request, &own, local_day(now)).await {
        Ok(pulled) => pulled,
        // What was pushed is settled and must be said, or the phone would take its work for the trouble.
        Err(error) if !results.is_empty() => {
            tracing::error!(%error, "a pull failed after its push");
            Pulled::nothing(&request)
        }
        Err(error) => return Err(error),
    };
    Ok(SyncResponse {
        last_n,
        results,
        page: pulled.page,
        cursor: pulled.cursor,
        more: pulled.more,
        resync: pulled.resync,
        revoked: false,
        server_time: now,
    })
}

/// Applies operations and advances the device's counter, in one transaction.
async fn push(
    storage: &dyn Storage,
    account: &Account,
    device: &Device,
    ops: &[NumberedOp],
    now: DateTime<Utc>,
) -> Result<(u64, Vec<OpResult>), ApiError> {
    let (Some(first), Some(last)) = (ops.first(), ops.last()) else { return Ok((device.last_n, vec![])) };
    if !ops.iter().zip(first.n..).all(|(op, n)| op.n == n) {
        return Err(ApiError::Bad("not_in_order"));
    }
    let mut unit = storage.write(account.county).await?;
    let counter = unit.devices().lock_counter(device.id).await?.ok_or(ApiError::DeviceRevoked)?;
    if first.n == 0 || first.n > counter + 1 {
        return Err(ApiError::Gap(counter));
    }
    let mut results = Vec::with_capacity(ops.len());
    for (earlier, sent) in unit.ops().of_device(device.id, first.n, last.n.min(counter)).await?.into_iter().zip(ops) {
        // The same number for something else: one side has forgotten. Acknowledging it would lose it.
        let arrived = Arrived::read(sent);
        let same = earlier.hash == arrived.hash
            || earlier.op.is_some_and(|id| arrived.op.as_ref().is_some_and(|op| op.op_id == id));
        if earlier.n != sent.n || !same {
            return Err(ApiError::Gap(counter));
        }
        results.push(OpResult { n: earlier.n, op_id: earlier.op, settlement: rows::settlement(&earlier)? });
    }
    let fresh: Vec<(u64, Arrived)> =
        ops.iter().filter(|op| op.n > counter).map(|op| (op.n, Arrived::read(op))).collect();
    let readable: Vec<&Op> = fresh.iter().filter_map(|(_, arrived)| arrived.op.as_ref()).collect();
    let mut context = apply::Context::load(unit.as_mut(), account, now, &readable).await?;
    let mut settled = Vec::with_capacity(fresh.len());
    for (n, arrived) in &fresh {
        let one = settle_one(unit.as_mut(), &mut context, *n, arrived).await?;
        results.push(OpResult { n: one.n, op_id: one.op_id, settlement: one.settlement.clone() });
        settled.push(one);
    }
    if settled.is_empty() {
        return Ok((counter, results));
    }
    context.flush(unit.as_mut()).await?;
    let kept = settled.into_iter().map(|one| one.kept(now)).collect::<Result<Vec<_>, _>>()?;
    unit.ops().add(device.id, &kept).await?;
    unit.devices().advance(device.id, last.n).await?;
    unit.commit().await?;
    Ok((last.n.max(counter), results))
}

/// What was done with an operation of this request.
struct Settled {
    n: u64,
    /// The operation; none when it was unreadable or its id was used before.
    op_id: Option<OpId>,
    hash: String,
    settlement: Settlement,
    /// For a refused one, everything the person had typed, as it came.
    refused: Option<String>,
}

impl Settled {
    fn kept(self, at: DateTime<Utc>) -> Result<SettledOp, StorageError> {
        Ok(SettledOp {
            n: self.n,
            op: self.op_id,
            hash: self.hash,
            settlement: rows::kept(&self.settlement)?,
            refused: self.refused,
            received_at: at,
        })
    }
}

/// An operation as it came.
struct Arrived<'a> {
    /// Everything, as text.
    text: Cow<'a, str>,
    /// The operation, if it can be read.
    op: Option<Op>,
    /// Whether the device set it aside because the server failed over it.
    set_aside: bool,
    /// What binds it to its number: the operation's content, or the text when it cannot be read.
    hash: String,
}

impl<'a> Arrived<'a> {
    fn read(numbered: &'a NumberedOp) -> Self {
        let text = numbered.op.get();
        if let Ok(op) = serde_json::from_str::<Op>(text) {
            return Self { text: text.into(), hash: op.content_hash(), op: Some(op), set_aside: false };
        }
        // In the words of the protocol before, set aside, or not to be read at all.
        let all = numbered.value();
        let text = all.to_string();
        let inside = all.get(SET_ASIDE);
        let mut value = inside.unwrap_or(&all).clone();
        legacy::modernise(&mut value);
        let op: Option<Op> = serde_json::from_value(value).ok();
        let hash = op.as_ref().map_or_else(|| hex::encode(Sha256::digest(text.as_bytes())), Op::content_hash);
        Self { set_aside: inside.is_some(), text: text.into(), op, hash }
    }
}

/// Applies, parks or rejects one operation. An error is the database's and ends the whole request.
async fn settle_one(
    unit: &mut dyn storage::Unit,
    context: &mut apply::Context<'_>,
    n: u64,
    arrived: &Arrived<'_>,
) -> Result<Settled, ApiError> {
    let Arrived { text, op, set_aside, hash } = arrived;
    let settled = |op_id, settlement: Settlement| Settled {
        n,
        op_id,
        hash: hash.clone(),
        refused: matches!(settlement, Settlement::Rejected(_)).then(|| text.to_string()),
        settlement,
    };
    let reject = |code: RejectionCode| settled(None, Settlement::Rejected(code.into()));
    let too_large = text.len() > OP_BYTES_MAX;
    let Some(op) = op else {
        return Ok(reject(if too_large { RejectionCode::TooLarge } else { RejectionCode::Unreadable }));
    };
    // The same action under another number, after one side forgot: what was done stands.
    if let Some((known, settlement)) = context.settled(op.op_id) {
        return Ok(if known == hash { settled(None, settlement.clone()) } else { reject(RejectionCode::OpIdReused) });
    }
    let settlement = if too_large {
        Settlement::Rejected(RejectionCode::TooLarge.into())
    } else if *set_aside {
        Settlement::Rejected(RejectionCode::Unreadable.into())
    } else {
        apply::apply(unit, context, op).await?
    };
    context.remember(op.op_id, hash, &settlement);
    Ok(settled(Some(op.op_id), settlement))
}

/// What the server holds of an account's scope.
pub async fn comparison(storage: &dyn Storage, account: &Account, now: DateTime<Utc>) -> Result<Comparison, ApiError> {
    compare(storage, account, local_day(now)).await
}
