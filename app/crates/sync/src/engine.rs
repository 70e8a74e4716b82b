//! The engine: what to send next, what a reply means, what to do after a failure.
//!
//! It owns nothing and awaits nothing. The caller reads the outbox and the rows, asks the engine,
//! and carries out the plan; so the phone and the simulator run the same code.

use domain::id::{AccountId, ChildId, DeviceId};

use crate::limits::{BACK_OFF_SECONDS_MAX, PUSH_BATCH_BYTES, PUSH_OPS_MAX};
use crate::op::{Op, Rejection};
use crate::row::{Row, RowKey};
use crate::snapshot::Snapshot;
use crate::wire::{NumberedOp, Settlement, SyncRequest, SyncResponse, Unsent};

/// Builds the next request from the outbox.
///
/// `outbox` is sorted by `n`; `batch` is the number of operations to send at most, halved by the
/// caller after a 413.
pub fn request(
    device: DeviceId,
    outbox: &[(u64, Op)],
    batch: usize,
    cursor: Option<String>,
    refetch: Vec<ChildId>,
    rejected: u32,
) -> SyncRequest {
    let mut bytes = 0;
    let mut ops = Vec::new();
    for (n, op) in outbox.iter().take(batch.clamp(1, PUSH_OPS_MAX)) {
        let op = serde_json::to_value(op).unwrap_or_default();
        bytes += op.to_string().len();
        // The first always goes, however large: the server judges it, and it never blocks the rest.
        if !ops.is_empty() && bytes > PUSH_BATCH_BYTES {
            break;
        }
        ops.push(NumberedOp { n: *n, op });
    }
    let rest = &outbox[ops.len()..];
    SyncRequest {
        protocol: crate::PROTOCOL,
        device,
        more_ops: !rest.is_empty(),
        unsent: Unsent {
            count: u32::try_from(rest.len()).unwrap_or(u32::MAX),
            oldest: rest.iter().map(|(_, op)| op.captured_at).min(),
            rejected,
        },
        ops,
        cursor,
        refetch,
    }
}

/// What a device does with a reply. Rows are written first, then the outbox is settled, so that a
/// crash between the two repeats work and loses none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Plan {
    /// Rows to write.
    pub puts: Vec<Row>,
    /// Rows to forget.
    pub removes: Vec<RowKey>,
    /// Forget every row before writing.
    pub clear: bool,
    /// The cursor to keep.
    pub cursor: Option<String>,
    /// Operations to take out of the outbox.
    pub settled: Vec<u64>,
    /// Operations to move to "needs your attention".
    pub rejected: Vec<(u64, Rejection)>,
    /// Children whose file did not add up.
    pub refetch: Vec<ChildId>,
    /// Children that are new on this device.
    pub gained: Vec<ChildId>,
    /// Children that left this device.
    pub lost: Vec<ChildId>,
    /// This device was revoked: forget everything once the outbox is empty.
    pub revoked: bool,
    /// Ask again at once.
    pub again: bool,
}

/// Reads a reply against the rows of the last pull (without unsent operations) and what was sent.
pub fn digest(base: &Snapshot, sent: &[(u64, Op)], author: AccountId, reply: &SyncResponse) -> Plan {
    let mut plan =
        Plan { clear: reply.resync, revoked: reply.revoked, cursor: Some(reply.cursor.clone()), ..Plan::default() };
    let mut after = if reply.resync { Snapshot::default() } else { base.clone() };

    for result in &reply.results {
        let op = sent.iter().find(|(n, _)| *n == result.n).map(|(_, op)| op);
        match &result.settlement {
            Settlement::Applied { version, exact } => {
                plan.settled.push(result.n);
                if let (true, Some(op)) = (*exact, op) {
                    for key in after.lay(op, author) {
                        after.acknowledge(key, *version);
                        plan.puts.extend(after.row(key));
                    }
                }
            }
            Settlement::Rejected(rejection) => plan.rejected.push((result.n, rejection.clone())),
        }
    }

    for row in &reply.page.rows {
        if let crate::RowBody::Child(child) = &row.body
            && base.child(child.id).is_none()
        {
            plan.gained.push(child.id);
        }
        after.put(row.clone());
        plan.puts.push(row.clone());
    }
    for child in &reply.page.removed {
        for key in after.only_of(*child) {
            after.remove(key);
            plan.removes.push(key);
        }
        plan.lost.push(*child);
    }
    // A row may have been put and then removed with its child.
    plan.puts.retain(|row| after.row(row.body.key()).is_some());
    plan.refetch =
        reply.page.files.iter().filter(|sum| after.file_sum(sum.child) != **sum).map(|sum| sum.child).collect();
    plan.again = reply.more || reply.resync || !plan.refetch.is_empty();
    plan
}

/// Why an exchange brought no reply that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Failure {
    /// No answer at all.
    Unreachable,
    /// The session has ended; the outbox stays.
    SignedOut,
    /// This device was revoked.
    Revoked,
    /// The account may not sync, for example because it has no mentor role any more.
    Forbidden,
    /// The request was too large for something on the way.
    TooLarge,
    /// The server asked to wait, or failed.
    Busy,
    /// An answer that is not ours, such as a sign-in page of the network.
    Foreign,
    /// This app is too old for the server.
    TooOld,
    /// The device's counter and the server's do not fit.
    Gap,
}

impl Failure {
    /// The stable code, for the status line's words.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::SignedOut => "signed_out",
            Self::Revoked => "revoked",
            Self::Forbidden => "forbidden",
            Self::TooLarge => "too_large",
            Self::Busy => "busy",
            Self::Foreign => "foreign",
            Self::TooOld => "too_old",
            Self::Gap => "gap",
        }
    }

    /// Reads an HTTP status and, where there is one, our error code.
    pub fn from_status(status: u16, code: Option<&str>) -> Self {
        match (status, code) {
            (_, Some("device_revoked")) => Self::Revoked,
            (_, Some("too_old")) => Self::TooOld,
            (_, Some("gap")) => Self::Gap,
            (401, Some("signed_out")) => Self::SignedOut,
            (403, Some("forbidden")) => Self::Forbidden,
            (413, _) => Self::TooLarge,
            (429 | 500..=599, _) => Self::Busy,
            _ => Self::Foreign,
        }
    }
}

/// What to do after a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// Try again after so many seconds.
    Wait(u32),
    /// Send half as many operations at once.
    Halve,
    /// Ask the person to sign in; try again then.
    SignIn,
    /// Ask the person to update the app or to seek help; try again at the next start.
    Stop,
}

/// Decides what to do after the `attempt`-th failure in a row (from 1). `jitter` is a random number.
pub fn after(failure: Failure, attempt: u32, batch: usize, jitter: u32) -> Next {
    match failure {
        Failure::SignedOut => Next::SignIn,
        Failure::Revoked | Failure::TooOld | Failure::Gap | Failure::Forbidden => Next::Stop,
        Failure::TooLarge if batch > 1 => Next::Halve,
        Failure::TooLarge | Failure::Unreachable | Failure::Busy | Failure::Foreign => {
            let base = 4u32.saturating_mul(1 << attempt.min(7)).min(BACK_OFF_SECONDS_MAX);
            Next::Wait(base / 2 + jitter % (base / 2 + 1))
        }
    }
}

#[cfg(test)]
mod tests;
