//! Ways to break the code on purpose. Each must be noticed by a law.

use sync::wire::NumberedOp;
use sync::{Plan, SyncRequest, SyncResponse};
use uuid::Uuid;

/// One way to break it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// A refused operation is taken for an applied one.
    DropsRejections,
    /// What was sent counts as received, although no answer came.
    TrustsSending,
    /// An operation in the middle of a request is left out, and the rest moves up.
    SkipsTheCounter,
    /// Each try makes new operation ids.
    NewIdsForEachTry,
    /// The server takes every request for new work.
    ServerForgetsTheCounter,
    /// The cursor runs ahead of the rows, as one made from a timestamp does.
    TrustsATimestamp,
    /// Half a page is taken in, with the whole page's cursor.
    TakesHalfAPage,
    /// A child who left stays on the phone.
    KeepsLostChildren,
    /// A resync begins with an empty outbox.
    ResyncClearsTheOutbox,
    /// The report to the school says that nothing waits.
    ReportsNothing,
    /// A revoked phone forgets nothing.
    KeepsAfterRevocation,
    /// Work for the school to decide about is marked as accepted and never applied.
    AcceptsWithoutApplying,
}

/// Gives what stands at a place of an operation another identifier.
fn rename(op: &mut NumberedOp, place: &str, id: Uuid) {
    let mut value = op.value();
    if let Some(known) = value.pointer_mut(place) {
        *known = serde_json::json!(id);
        *op = NumberedOp::new(op.n, &value);
    }
}

impl Bug {
    /// Every bug.
    pub const ALL: [Self; 12] = [
        Self::DropsRejections,
        Self::TrustsSending,
        Self::SkipsTheCounter,
        Self::NewIdsForEachTry,
        Self::ServerForgetsTheCounter,
        Self::TrustsATimestamp,
        Self::TakesHalfAPage,
        Self::KeepsLostChildren,
        Self::ResyncClearsTheOutbox,
        Self::ReportsNothing,
        Self::KeepsAfterRevocation,
        Self::AcceptsWithoutApplying,
    ];

    /// Spoils a request as it leaves the phone. `tries` counts requests.
    pub fn spoil_request(self, request: &mut SyncRequest, tries: u32) {
        match self {
            Self::SkipsTheCounter if request.ops.len() > 2 => {
                request.ops.remove(1);
                for (at, op) in request.ops.iter_mut().enumerate().skip(1) {
                    op.n = op.n.min(u64::MAX - 1) - 1;
                    debug_assert!(at > 0);
                }
            }
            Self::NewIdsForEachTry => {
                for (at, op) in request.ops.iter_mut().enumerate() {
                    let made = (u128::from(tries) << 32) + at as u128;
                    rename(op, "/op_id", Uuid::from_u128(0xbad << 96 | made));
                }
            }
            Self::ReportsNothing => request.unsent.count = 0,
            _ => {}
        }
    }

    /// Spoils a request as the server reads it, before its counter is asked.
    pub fn spoil_arrival(self, request: &mut SyncRequest, counter: u64) {
        if self == Self::ServerForgetsTheCounter {
            for (op, n) in request.ops.iter_mut().zip(counter + 1..) {
                op.n = n;
                // Its own identifiers, as a server makes them that trusts each request.
                let made = (u128::from(n) << 64) + u128::from(counter);
                rename(op, "/op_id", Uuid::from_u128((0xbad << 96) + made));
                rename(op, "/change/record_log/log", Uuid::from_u128((0xbee << 96) + made));
            }
        }
    }

    /// Spoils a reply as it reaches the phone.
    pub fn spoil_reply(self, reply: &mut SyncResponse) {
        match self {
            Self::TakesHalfAPage => {
                let half = reply.page.rows.len().div_ceil(2);
                reply.page.rows.truncate(half);
                reply.page.files.clear();
            }
            Self::TrustsATimestamp => {
                if let Some(mut cursor) = sync::cursor::Cursor::decode(&reply.cursor).filter(|c| c.seq > 0) {
                    cursor.seq += 1;
                    reply.cursor = cursor.encode();
                }
            }
            _ => {}
        }
    }

    /// Spoils what the phone is about to do.
    pub fn spoil_plan(self, plan: &mut Plan) {
        match self {
            Self::DropsRejections => {
                let refused = std::mem::take(&mut plan.rejected);
                plan.settled.extend(refused.into_iter().map(|(n, _)| n));
            }
            Self::KeepsLostChildren => {
                plan.removes.clear();
                plan.lost.clear();
            }
            Self::KeepsAfterRevocation => plan.revoked = false,
            _ => {}
        }
    }
}
