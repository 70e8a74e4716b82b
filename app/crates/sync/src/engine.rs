//! The engine: what to send next, and what a reply means. What to do after a failure is [`crate::pace`].
//!
//! It owns nothing and awaits nothing. The caller reads the outbox and the rows, asks the engine,
//! and carries out what it says; so the phone and the simulator run the same code.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::id::{AccountId, ChildId, DeviceId, OpId};

use crate::limits::{PUSH_BATCH_BYTES, PUSH_OPS_MAX};
use crate::op::{Rejection, RejectionCode, Written};
use crate::pace::Pace;
use crate::protocol::{NumberedOp, Returned, Settlement, SyncRequest, SyncResponse, Unsent};
use crate::row::{Envelope, RowKey, RowKind};
use crate::view::Snapshot;

/// Builds the next request from the outbox.
///
/// `head` are the oldest operations, sorted by `n`, of `waiting` in all; `pace` says how many to send
/// at most. When it says to set one aside, the first goes alone and wrapped, so that a server which
/// fails over it keeps its text, answers `unreadable`, and the rest can follow.
pub fn request(
    device: DeviceId,
    head: &[(u64, Written)],
    waiting: usize,
    pace: &Pace,
    cursor: Option<String>,
    refetch: Vec<ChildId>,
    rejected: u32,
) -> Result<SyncRequest, serde_json::Error> {
    let mut bytes = 0;
    let mut ops = Vec::new();
    let most = if pace.set_aside { 1 } else { pace.batch.clamp(1, PUSH_OPS_MAX) };
    for (n, op) in head.iter().take(most) {
        let op = if pace.set_aside { NumberedOp::set_aside(*n, op)? } else { NumberedOp::new(*n, op) };
        bytes += op.op.get().len();
        // The first always goes, however large: the server judges it, and it never blocks the rest.
        if !ops.is_empty() && bytes > PUSH_BATCH_BYTES {
            break;
        }
        ops.push(op);
    }
    let rest = waiting.saturating_sub(ops.len());
    Ok(SyncRequest {
        protocol: crate::PROTOCOL,
        device,
        more_ops: rest > 0,
        unsent: Unsent {
            count: u32::try_from(rest).unwrap_or(u32::MAX),
            oldest: head.get(ops.len()).map(|(_, op)| op.captured_at),
            rejected,
        },
        ops,
        cursor,
        refetch,
        holds: vec![],
    })
}

/// Makes of a request one that asks what the server still has, and pushes nothing: what it has lost must come before
/// all that is newer.
pub fn offering(request: &mut SyncRequest, holds: Vec<OpId>, head: &[(u64, Written)], waiting: usize) {
    request.ops.clear();
    request.holds = holds;
    request.more_ops = waiting > 0;
    request.unsent.count = u32::try_from(waiting).unwrap_or(u32::MAX);
    request.unsent.oldest = head.first().map(|(_, op)| op.captured_at);
}

/// What a device takes in from a reply. Rows are written first, then the outbox is settled, so that a
/// crash between the two repeats work and loses none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Intake {
    /// Rows to write, in place of those with the same names.
    pub puts: Vec<Arc<Envelope>>,
    /// Names of rows to forget before that.
    pub removes: Vec<RowKey>,
    /// Forget every row before writing.
    pub clear: bool,
    /// The cursor to keep.
    pub cursor: Option<String>,
    /// Operations to take out of the outbox.
    pub settled: Vec<u64>,
    /// Operations that the school decides about; they leave the outbox too.
    pub parked: Vec<u64>,
    /// Operations that the server keeps until it has been updated; they leave the outbox too.
    pub kept: Vec<u64>,
    /// Operations to move to "needs your attention".
    pub rejected: Vec<(u64, Rejection)>,
    /// Operations that were kept once and are refused now: they need attention too.
    pub returned: Vec<Returned>,
    /// Children whose file did not add up.
    pub refetch: Vec<ChildId>,
    /// Children that are new on this device.
    pub gained: Vec<ChildId>,
    /// Children that left this device.
    pub lost: Vec<ChildId>,
    /// Children who were erased: what somebody has begun to write of them goes as well.
    pub erased: Vec<ChildId>,
    /// This device was revoked: forget everything once the outbox is empty.
    pub revoked: bool,
    /// Ask again at once.
    pub again: bool,
    /// When the server answered, by its clock.
    pub at: DateTime<Utc>,
    /// The server's epoch, when it was said.
    pub epoch: Option<u64>,
    /// The device's counter, as the server has it.
    pub last_n: u64,
    /// Of the operations that were offered, those that the server does not know.
    pub unknown: Vec<OpId>,
}

impl Intake {
    /// Every operation that leaves the outbox.
    pub fn gone(&self) -> Vec<u64> {
        let refused = self.rejected.iter().map(|(n, _)| *n);
        self.settled.iter().chain(&self.parked).chain(&self.kept).copied().chain(refused).collect()
    }

    /// Whether words leave the phone for good, because whom they tell of was erased.
    pub fn lets_go(&self) -> bool {
        !self.erased.is_empty() || self.rejected.iter().any(|(_, why)| why.code == RejectionCode::Erased)
    }

    /// Brings the rows of the last pull up to date.
    pub fn apply(&self, base: &mut Snapshot) {
        if self.clear {
            *base = Snapshot::default();
        }
        self.removes.iter().for_each(|key| base.remove(key));
        self.puts.iter().for_each(|row| base.put(Arc::clone(row)));
    }
}

/// Reads a reply against the rows of the last pull (without unsent operations) and what was sent.
pub fn digest(base: &Snapshot, sent: &[(u64, Written)], author: AccountId, reply: &SyncResponse) -> Intake {
    let mut intake = Intake {
        clear: reply.resync,
        revoked: reply.revoked,
        cursor: Some(reply.cursor.clone()),
        returned: reply.returned.clone(),
        at: reply.server_time,
        epoch: reply.epoch,
        last_n: reply.last_n,
        unknown: reply.unknown.clone(),
        erased: reply.page.erased.clone(),
        ..Intake::default()
    };
    let mut after = if reply.resync { Snapshot::default() } else { base.clone() };

    for (n, op) in sent {
        // A result is taken for the operation it names and for no other. What comes after one without a result stays
        // unsent with it, and is acknowledged again.
        let Some(result) = reply.results.iter().find(|result| result.n == *n && result.is_for(op)) else { break };
        match &result.settlement {
            Settlement::Applied { version, exact } => {
                intake.settled.push(result.n);
                // A repeated acknowledgement, after a crash between rows and outbox, changes nothing any more.
                let known = op.keys().iter().all(|key| after.version(key).is_some_and(|known| known >= *version));
                if *exact && !known {
                    after.lay(op, author);
                    for key in op.keys() {
                        after.acknowledge(&key, *version);
                        intake.puts.extend(after.row(&key).cloned());
                    }
                }
            }
            Settlement::Parked => intake.parked.push(result.n),
            Settlement::Kept => intake.kept.push(result.n),
            Settlement::Rejected(rejection) => intake.rejected.push((result.n, rejection.clone())),
        }
    }

    // A child's own row comes with its whole file: what is not in the answer is in it no more.
    let own_rows = reply.page.rows.iter().filter(|row| row.kind == RowKind::Child);
    let whole: Vec<ChildId> = own_rows.map(|row| ChildId(row.id)).collect();
    if !whole.is_empty() {
        after.forget(&whole);
        tidy(&mut after, author, None, &mut intake);
    }
    for row in &reply.page.rows {
        if row.kind == RowKind::Child && base.row(&row.key()).is_none() {
            intake.gained.push(ChildId(row.id));
        }
        let row = Arc::new(row.clone());
        after.put(Arc::clone(&row));
        intake.puts.push(row);
    }
    intake.lost.clone_from(&reply.page.removed);
    after.forget(&reply.page.removed);
    // Only when children come, change or go can a row that was here before have lost its place.
    let moved = !reply.page.removed.is_empty() || !whole.is_empty();
    let fresh = (!moved).then(|| intake.puts.iter().map(|row| row.key()).collect());
    tidy(&mut after, author, fresh, &mut intake);
    intake.removes.extend(reply.page.removed.iter().map(|child| RowKey::of_child(*child)));
    intake.puts.retain(|row| after.row(&row.key()).is_some());
    intake.refetch =
        reply.page.files.iter().filter(|sum| after.file_sum(sum.child) != **sum).map(|sum| sum.child).collect();
    intake.again = reply.more || reply.resync || !intake.refetch.is_empty();
    intake
}

/// Takes out of some rows, or of all, who is not here.
fn tidy(after: &mut Snapshot, author: AccountId, among: Option<Vec<RowKey>>, intake: &mut Intake) {
    let among = among.unwrap_or_else(|| after.rows().map(Envelope::key).collect());
    // What belongs to no child here may not stay: the files of those who left, and own late work on them.
    intake.removes.extend(after.sweep(author, &among));
    // Of a row shared with children of others this phone keeps the own ones, as the server would send it.
    intake.puts.extend(after.narrow(&among));
}

#[cfg(test)]
mod tests;
