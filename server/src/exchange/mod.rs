//! The server's side of the sync protocol: push, then pull. The protocol is described in [`sync`].

mod apply;
mod pull;

use chrono::{DateTime, Utc};
use domain::calendar::local_day;
use storage::{Account, Device, Settled, Storage};
use sync::limits::{OP_BYTES_MAX, PUSH_OPS_MAX, REFETCH_MAX};
use sync::wire::{Comparison, NumberedOp};
use sync::{Op, OpResult, PROTOCOL, Page, Rejection, RejectionCode, Settlement, SyncRequest, SyncResponse};

use crate::error::ApiError;

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
    if request.unsent != device.unsent {
        let mut unit = storage.write().await?;
        unit.report_unsent(device.id, &request.unsent).await?;
        unit.commit().await?;
    }
    if device.revoked {
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
    let pulled = pull::pull(storage, account, &request, &own, local_day(now)).await?;
    Ok(SyncResponse {
        last_n,
        results,
        page: pulled.page,
        cursor: pulled.cursor.encode(),
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
    let mut unit = storage.write().await?;
    let counter = unit.lock_counter(device.id).await?.ok_or(ApiError::DeviceRevoked)?;
    if first.n == 0 || first.n > counter + 1 {
        return Err(ApiError::Gap(counter));
    }
    let mut results: Vec<OpResult> = unit
        .settled(device.id, first.n, last.n.min(counter))
        .await?
        .into_iter()
        .map(|s| OpResult { n: s.n, op_id: s.op_id, settlement: s.settlement })
        .collect();
    let mut settled = Vec::new();
    let mut context = apply::Context::load(unit.as_mut(), account, now).await?;
    for numbered in ops.iter().filter(|op| op.n > counter) {
        let one = settle_one(unit.as_mut(), &mut context, numbered).await?;
        results.push(OpResult { n: one.n, op_id: one.op_id, settlement: one.settlement.clone() });
        settled.push(one);
    }
    if settled.is_empty() {
        return Ok((counter, results));
    }
    unit.settle(device.id, &settled, now).await?;
    unit.commit().await?;
    Ok((last.n.max(counter), results))
}

/// Applies or rejects one operation. An error is the database's and ends the whole request.
async fn settle_one(
    unit: &mut dyn storage::Unit,
    context: &mut apply::Context<'_>,
    numbered: &NumberedOp,
) -> Result<Settled, ApiError> {
    let text = numbered.op.to_string();
    let reject = |rejection: Rejection, op_id, hash| Settled {
        n: numbered.n,
        op_id,
        hash,
        settlement: Settlement::Rejected(rejection),
        // PostgreSQL's text knows no NUL; JSON writes it as an escape, so it stays readable.
        rejected_op: Some(text.clone()),
    };
    if text.len() > OP_BYTES_MAX {
        return Ok(reject(RejectionCode::TooLarge.into(), None, String::new()));
    }
    let Ok(op) = serde_json::from_value::<Op>(numbered.op.clone()) else {
        return Ok(reject(RejectionCode::Unreadable.into(), None, String::new()));
    };
    let hash = op.content_hash();
    if context.is_new(unit, op.op_id).await? {
        match apply::apply(unit, context, &op).await? {
            Ok((version, exact)) => Ok(Settled {
                n: numbered.n,
                op_id: Some(op.op_id),
                hash,
                settlement: Settlement::Applied { version, exact },
                rejected_op: None,
            }),
            Err(rejection) => Ok(reject(rejection, Some(op.op_id), hash)),
        }
    } else {
        // The same action twice under two numbers: the first stands, this one is shown to its author.
        Ok(reject(RejectionCode::OpIdReused.into(), None, hash))
    }
}

/// What the server holds of an account's scope.
pub async fn comparison(storage: &dyn Storage, account: &Account, now: DateTime<Utc>) -> Result<Comparison, ApiError> {
    compare(storage, account, local_day(now)).await
}
