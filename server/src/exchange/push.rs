//! Push: applies operations and advances the device's counter, in one transaction.

use chrono::{DateTime, Utc};
use domain::id::OpId;
use storage::{Account, Device, KeptOp, SettledOp, Storage, StorageError, Unit};
use sync::limits::OP_BYTES_MAX;
use sync::protocol::NumberedOp;
use sync::{Change, ErrorCode, Op, OpResult, RejectionCode, Settlement, Written};

use super::apply::{self, Context};
use super::arrived::Arrived;
use super::kept::{self, KeptRows};
use super::rows;
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
        results.push(OpResult { n: earlier.n, op_id: earlier.op, settlement: rows::settlement(&earlier) });
    }
    let fresh: Vec<(u64, Arrived<'_>)> =
        ops.iter().filter(|op| op.n > counter).map(|op| (op.n, Arrived::read(op))).collect();
    if fresh.is_empty() {
        return Ok((counter, results));
    }
    let readable: Vec<&Op> = fresh.iter().filter_map(|(_, arrived)| arrived.op.as_deref()).collect();
    let context = Context::load(unit.as_mut(), account, now, &readable).await?.ending(device.revoked_at);
    let waiting = KeptRows::load(unit.as_mut(), device.id).await?;
    let mut settler = Settler { device, now, context, waiting };
    let mut settled = Vec::with_capacity(fresh.len());
    for (n, arrived) in &fresh {
        let one = settler.settle(unit.as_mut(), *n, arrived).await?;
        results.push(OpResult { n: one.n, op_id: one.op_id, settlement: one.settlement.clone() });
        settled.push(one);
    }
    settler.context.flush(unit.as_mut()).await?;
    // What others wait with is about an entry that has come now.
    let mut come = KeptRows::default();
    if settler.context.is_restored() {
        readable.iter().filter(|op| matches!(op.change, Change::RecordLog(_))).for_each(|op| come.add(op));
    }
    let settled = settled.into_iter().map(|one| one.kept(now)).collect::<Result<Vec<_>, _>>()?;
    unit.ops().add(device.id, &settled).await?;
    unit.devices().advance(device.id, last.n).await?;
    unit.commit().await?;
    let waits = |text: &str| kept::understood(text).filter(|op| come.concern(op));
    if !come.is_empty()
        && let Err(error) = kept::apply_kept_of(storage, account.county, now, &waits).await
    {
        tracing::error!(%error, "what waits for other phones was not applied");
    }
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

/// Whether the text of an operation is kept: of what was refused every word, but of an erased child nothing.
fn is_kept(settlement: &Settlement) -> bool {
    matches!(settlement, Settlement::Rejected(why) if why.code != RejectionCode::Erased)
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
            refused: is_kept(&settlement).then(|| (*text).to_owned()),
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
        let aside = too_large || *set_aside;
        let settlement = if aside || !op.is_understood() || self.waiting.concern(op) {
            // What would be kept whole names nobody who was erased, as far as this version can tell.
            if apply::of_erased(unit, &mut self.context, op).await? {
                reject(RejectionCode::Erased)
            } else if aside {
                reject(if too_large { RejectionCode::TooLarge } else { RejectionCode::Unreadable })
            } else {
                self.keep(unit, n, op).await?
            }
        } else {
            let settlement = apply::apply(unit, &mut self.context, op).await?;
            if self.context.may_come(op, &settlement) { self.keep(unit, n, op).await? } else { settlement }
        };
        self.context.remember(op.op_id, hash, &settlement);
        Ok(settled(Some(op.op_id), settlement))
    }

    async fn keep(&mut self, unit: &mut dyn Unit, n: u64, op: &Written) -> Result<Settlement, ApiError> {
        if self.waiting.full() {
            return Err(StorageError::Unavailable("enough is kept of this device".to_owned()).into());
        }
        self.waiting.add(op);
        let text = op.text().get().to_owned();
        unit.ops().keep(&KeptOp { op: op.op_id, device: self.device.id, n, text, received_at: self.now }).await?;
        Ok(Settlement::Kept)
    }
}
