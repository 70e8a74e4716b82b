//! Push: applies operations and advances the device's counter, in one transaction.

use chrono::{DateTime, Utc};
use storage::{Account, Device, Kept, Settled, Storage, Unit};
use sync::limits::OP_BYTES_MAX;
use sync::protocol::NumberedOp;
use sync::{ErrorCode, Op, OpResult, RejectionCode, Settlement, Written};

use super::apply::{self, Context};
use super::arrived::Arrived;
use super::kept::KeptRows;
use crate::error::ApiError;

/// Applies operations; returns the device's counter and a result for each.
pub async fn push(
    storage: &dyn Storage,
    account: &Account,
    device: &Device,
    ops: &[NumberedOp],
    now: DateTime<Utc>,
) -> Result<(u64, Vec<OpResult>), ApiError> {
    let (Some(first), Some(last)) = (ops.first(), ops.last()) else { return Ok((device.last_n, vec![])) };
    if !ops.iter().zip(first.n..).all(|(op, n)| op.n == n) {
        return Err(ApiError::Bad(ErrorCode::NotInOrder));
    }
    let mut unit = storage.write().await?;
    let counter = unit.lock_counter(device.id).await?.ok_or(ApiError::DeviceRevoked)?;
    if first.n == 0 || first.n > counter + 1 {
        return Err(ApiError::Gap(counter));
    }
    let mut results = Vec::with_capacity(ops.len());
    for (earlier, sent) in unit.settled(device.id, first.n, last.n.min(counter)).await?.into_iter().zip(ops) {
        // The same number for something else: one side has forgotten. Acknowledging it would lose it.
        let arrived = Arrived::read(sent);
        let same = earlier.hash == arrived.hash
            || earlier.op_id.is_some_and(|id| arrived.op.as_ref().is_some_and(|op| op.op_id == id));
        if earlier.n != sent.n || !same {
            return Err(ApiError::Gap(counter));
        }
        results.push(OpResult { n: earlier.n, op_id: earlier.op_id, settlement: earlier.settlement });
    }
    let fresh: Vec<(u64, Arrived<'_>)> =
        ops.iter().filter(|op| op.n > counter).map(|op| (op.n, Arrived::read(op))).collect();
    if fresh.is_empty() {
        return Ok((counter, results));
    }
    let readable: Vec<&Op> = fresh.iter().filter_map(|(_, arrived)| arrived.op.as_deref()).collect();
    let context = Context::load(unit.as_mut(), account, now, &readable).await?;
    let waiting = KeptRows::load(unit.as_mut(), device.id).await?;
    let mut settler = Settler { device, now, context, waiting };
    let mut settled = Vec::with_capacity(fresh.len());
    for (n, arrived) in &fresh {
        let one = settler.settle(unit.as_mut(), *n, arrived).await?;
        results.push(OpResult { n: one.n, op_id: one.op_id, settlement: one.settlement.clone() });
        settled.push(one);
    }
    settler.context.flush(unit.as_mut()).await?;
    unit.settle(device.id, &settled, now).await?;
    unit.commit().await?;
    Ok((last.n.max(counter), results))
}

struct Settler<'a> {
    device: &'a Device,
    now: DateTime<Utc>,
    context: Context<'a>,
    /// Rows that wait for a kept operation; what changes them waits behind it.
    waiting: KeptRows,
}

impl Settler<'_> {
    /// Applies, parks, keeps or rejects one operation. An error is the database's and ends the whole request.
    async fn settle(&mut self, unit: &mut dyn Unit, n: u64, arrived: &Arrived<'_>) -> Result<Settled, ApiError> {
        let Arrived { text, op, set_aside, hash } = arrived;
        let settled = |op_id, settlement: Settlement| Settled {
            n,
            op_id,
            hash: hash.clone(),
            rejected_op: matches!(settlement, Settlement::Rejected(_)).then(|| (*text).to_owned()),
            settlement,
        };
        let reject = |code: RejectionCode| Settlement::Rejected(code.into());
        let too_large = text.len() > OP_BYTES_MAX;
        let Some(op) = op else {
            let code = if too_large { RejectionCode::TooLarge } else { RejectionCode::Unreadable };
            return Ok(settled(None, reject(code)));
        };
        // The same action under another number, after one side forgot: what was done stands.
        if let Some((known, settlement)) = self.context.settled(op.op_id) {
            let again = if known == hash { settlement.clone() } else { reject(RejectionCode::OpIdReused) };
            return Ok(settled(None, again));
        }
        let settlement = if too_large {
            reject(RejectionCode::TooLarge)
        } else if *set_aside {
            reject(RejectionCode::Unreadable)
        } else if !op.is_understood() || self.waiting.concern(op) {
            self.keep(unit, n, op).await?
        } else {
            apply::apply(unit, &mut self.context, op).await?
        };
        self.context.remember(op.op_id, hash, &settlement);
        Ok(settled(Some(op.op_id), settlement))
    }

    async fn keep(&mut self, unit: &mut dyn Unit, n: u64, op: &Written) -> Result<Settlement, ApiError> {
        self.waiting.add(op);
        let text = op.text().get().to_owned();
        unit.keep(&Kept { op: op.op_id, device: self.device.id, n, text, received_at: self.now }).await?;
        Ok(Settlement::Kept)
    }
}
