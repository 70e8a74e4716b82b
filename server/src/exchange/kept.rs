//! Operations of a later version: kept whole, and applied once this server understands them. And those about an entry that
//! a server which was put back from a backup does not have yet: kept until the phone that has it hands it in again.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use domain::id::{CountyId, DeviceId};
use domain::register::Cause;
use serde_json::value::RawValue;
use storage::{By, KeptOp, Storage, StorageError, Unit, Unreadable};
use sync::{Op, Returned, RowKey, Settlement, Written};

use super::apply::{Context, apply, restored_lately};
use super::rows;

/// Most operations that are kept of one device: each of its pushes reads them all. Whatever comes beyond stays on
/// the phone until the server has been updated.
const KEPT_MAX: usize = 500;

/// The rows that a device's kept operations make or change, as far as this version can tell.
#[derive(Debug, Default)]
pub struct KeptRows {
    rows: BTreeSet<RowKey>,
    count: usize,
}

impl KeptRows {
    /// Reads what a device has waiting.
    pub async fn load(unit: &mut dyn Unit, device: DeviceId) -> Result<Self, StorageError> {
        let mut rows = Self::default();
        for kept in unit.ops().kept(Some(device)).await? {
            rows.count += 1;
            rows.rows.extend(read(&kept).iter().flat_map(|op| op.keys()));
        }
        Ok(rows)
    }

    /// Adds the rows of one more operation that waits.
    pub fn add(&mut self, op: &Op) {
        self.rows.extend(op.keys());
        self.count += 1;
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Whether no more can be kept.
    pub fn full(&self) -> bool {
        self.count >= KEPT_MAX
    }

    /// Whether an operation changes a row that waits: applied before it, it would be undone or refused.
    pub fn concern(&self, op: &Op) -> bool {
        op.keys().iter().any(|key| self.rows.contains(key))
    }
}

fn read(kept: &KeptOp) -> Option<Written> {
    let text = RawValue::from_string(kept.text.clone()).ok()?;
    Written::read(&text).ok()
}

/// Reads an operation that this server wholly understands.
pub fn understood(text: &str) -> Option<Op> {
    let text = RawValue::from_string(text.to_owned()).ok()?;
    Written::read(&text).ok().filter(Written::is_understood).map(|op| Op::clone(&op))
}

/// Applies every kept operation of every county that is understood now, in the order of arrival, each for itself; what
/// waits for one that is still not understood goes on waiting. Returns how many were applied, parked or
/// refused. A second run finds nothing to do.
///
/// One that fails is named in the log and stays kept; it stops neither the others nor the server.
pub async fn apply_kept(
    storage: &dyn Storage,
    now: DateTime<Utc>,
    understand: impl Fn(&str) -> Option<Op> + Send + Sync,
) -> Result<usize, StorageError> {
    let counties = storage.directory().await?.counties().await?;
    let mut done = 0;
    for county in counties {
        match apply_kept_of(storage, county.id, now, &understand).await {
            Ok(of_county) => done += of_county,
            Err(error) => tracing::error!(county = %county.id, %error, "what is kept in a county cannot be read"),
        }
    }
    Ok(done)
}

/// The same of one county.
pub async fn apply_kept_of(
    storage: &dyn Storage,
    county: CountyId,
    now: DateTime<Utc>,
    understand: &(impl Fn(&str) -> Option<Op> + Send + Sync),
) -> Result<usize, StorageError> {
    let all = storage.read(county).await?.ops().kept(None).await?;
    let mut done = 0;
    let mut waiting = std::collections::BTreeMap::<DeviceId, KeptRows>::new();
    for kept in &all {
        let rows = waiting.entry(kept.device).or_default();
        if let Some(op) = understand(&kept.text).filter(|op| !rows.concern(op)) {
            match apply_one(storage, county, now, kept, &op).await {
                Ok(applied) => {
                    done += usize::from(applied);
                    continue;
                }
                Err(error) => {
                    tracing::error!(op = %kept.op, %error, "a kept operation cannot be applied: it stays kept");
                }
            }
        }
        // It goes on waiting, and what changes the same rows waits behind it.
        if let Some(op) = read(kept) {
            rows.add(&op);
        }
    }
    let left = all.len() - done;
    if left > 0 {
        tracing::warn!(%county, left, "operations are kept that this version does not understand or cannot apply");
    }
    Ok(done)
}

/// Applies one, as it would have been on the day it arrived. False when somebody else did so before, and when the entry
/// that it is about may still come.
async fn apply_one(
    storage: &dyn Storage,
    county: CountyId,
    now: DateTime<Utc>,
    kept: &KeptOp,
    op: &Op,
) -> Result<bool, StorageError> {
    let mut unit = storage.write(county).await?;
    if !unit.ops().kept(Some(kept.device)).await?.iter().any(|other| other.op == kept.op) {
        return Ok(false);
    }
    let Some(device) = unit.devices().get(kept.device).await? else { return Ok(false) };
    let Some(account) = unit.accounts().get(device.account).await? else { return Ok(false) };
    let ended = device.revoked_at.filter(|at| *at <= kept.received_at);
    let mut context = Context::load(unit.as_mut(), &account, kept.received_at, &[op]).await?.ending(ended);
    context = context.restored_at(restored_lately(unit.as_mut(), now).await?);
    let settlement = apply(unit.as_mut(), &mut context, op).await?;
    if context.may_come(op, &settlement) {
        return Ok(false);
    }
    context.flush(unit.as_mut()).await?;
    let refused = matches!(settlement, Settlement::Rejected(_));
    let by = By { at: kept.received_at, actor: Some(account.id), cause: Cause::Push };
    let seq = if refused { unit.commits().next(by).await? } else { unit.commits().newest().await? };
    unit.ops().settle_kept(kept.op, &rows::kept(&settlement)?, refused, seq).await?;
    unit.commit().await?;
    Ok(true)
}

/// What goes back to a device: kept once, and refused above a number of the commit sequence.
pub async fn returned(unit: &mut dyn Unit, device: DeviceId, above: u64) -> Result<Vec<Returned>, StorageError> {
    let mut all = Vec::new();
    for (text, settlement) in unit.ops().refused_after_all(device, above).await? {
        let op = RawValue::from_string(text).and_then(|text| Written::read(&text));
        match (op, serde_json::from_str(&settlement)) {
            (Ok(op), Ok(Settlement::Rejected(rejection))) => all.push(Returned { op, rejection }),
            // It stays on record, and nobody can be told what it says.
            _ => rows::report(&[Unreadable { what: "kept_op", id: device.0 }]),
        }
    }
    Ok(all)
}
