//! Ways to break the code on purpose. Each must be noticed by a law.

use local_store::sent::{SENT, Sent};
use local_store::{Step, Table};
use sync::cursor::{Cursor, SCHEMA};
use sync::protocol::{NumberedOp, SET_ASIDE};
use sync::{Envelope, Rejection, Row, Settlement, SyncRequest, SyncResponse};
use uuid::Uuid;

use crate::future;
use crate::service::CURSOR;

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
    /// A phone keeps of a row only what it can read of it.
    KeepsWhatItReads,
    /// A row that is sent to nobody, because it cannot be read, counts in the sum of its file.
    CountsWithheldRows,
    /// The server refuses what a later app wrote instead of keeping it.
    RefusesTheFuture,
    /// A picture that was sent counts as received, although no answer came.
    TrustsSendingPictures,
    /// A revoked phone forgets the key of whoever was on it last.
    ForgetsWhoeverWasLast,
    /// Two files become one, and the entries of the closed one stay where they were.
    LeavesEntriesBehind,
    /// The server knows a class by no name but another.
    MisreadsClasses,
    /// A phone does not offer what it keeps to a server that was put back from a backup.
    OffersNothing,
    /// A phone lets go of what was acknowledged, as if no server ever lost anything.
    KeepsNothing,
}

/// Gives what stands at a place of an operation another identifier.
fn rename(op: &mut NumberedOp, place: &str, id: Uuid) {
    replace(op, place, serde_json::json!(id));
}

/// Puts something in place of what stands at a place of an operation.
fn replace(op: &mut NumberedOp, place: &str, by: serde_json::Value) {
    let Some(mut value) = op.value() else { return };
    if let Some(known) = value.pointer_mut(place) {
        *known = by;
        if let Ok(renamed) = NumberedOp::of(op.n, &value) {
            *op = renamed;
        }
    }
}

impl Bug {
    /// Every bug, each of which must be noticed.
    pub const ALL: [Self; 21] = [
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
        Self::KeepsWhatItReads,
        Self::CountsWithheldRows,
        Self::RefusesTheFuture,
        Self::TrustsSendingPictures,
        Self::ForgetsWhoeverWasLast,
        Self::LeavesEntriesBehind,
        Self::MisreadsClasses,
        Self::OffersNothing,
        Self::KeepsNothing,
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
            Self::OffersNothing => request.holds.clear(),
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
        if self == Self::MisreadsClasses {
            request.ops.iter_mut().for_each(|op| replace(op, "/change/record_log/body/classes/0", "别的班".into()));
        }
        if self == Self::RefusesTheFuture {
            for op in request.ops.iter_mut().filter(|op| op.value().is_some_and(|op| future::is_later(&op))) {
                if let Ok(refused) = NumberedOp::of(op.n, &serde_json::json!({ SET_ASIDE: op.value() })) {
                    *op = refused;
                }
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
            Self::CountsWithheldRows => reply.page.files.iter_mut().for_each(|file| file.count += 1),
            Self::TrustsATimestamp => {
                let (text, ending) = match reply.cursor.strip_suffix(CURSOR) {
                    Some(text) => (text, CURSOR),
                    None => (reply.cursor.as_str(), ""),
                };
                if let Some(mut cursor) = Cursor::decode(text, SCHEMA).filter(|c| c.seq > 0) {
                    cursor.seq += 1;
                    reply.cursor = cursor.encode() + ending;
                }
            }
            _ => {}
        }
    }

    /// Spoils what the phone makes of a reply.
    pub fn spoil_reading(self, reply: &mut SyncResponse) {
        match self {
            Self::DropsRejections => {
                let refused = reply.results.iter_mut().map(|result| &mut result.settlement);
                let refused = refused.filter(|settlement| matches!(settlement, Settlement::Rejected(Rejection { .. })));
                refused.for_each(|settlement| *settlement = Settlement::Parked);
            }
            Self::KeepsLostChildren => reply.page.removed.clear(),
            Self::KeepsAfterRevocation => reply.revoked = false,
            _ => {}
        }
    }

    /// Spoils a batch that the phone writes into its store.
    pub fn forget_too_soon(self, steps: &mut Vec<Step>) {
        let mark = steps.iter().find_map(|step| match step {
            Step::Put(Table::WorkMeta, key, bytes) if key == SENT => Some(Sent::read(Some(bytes))),
            _ => None,
        });
        if let (Self::KeepsNothing, Some(mark)) = (self, mark) {
            steps.push(Step::DeleteRange(Table::Outbox, String::new(), mark.upto));
        }
    }

    /// Spoils what the phone writes into its store, whose values are plain here but for a mark at the end.
    pub fn spoil_writing(self, step: &mut Step) {
        if self == Self::KeepsWhatItReads
            && let Step::Put(Table::Rows, _, bytes) = step
            && let Some((mark, plain)) = bytes.split_last()
            && let Ok(page) = serde_json::from_slice::<Vec<Envelope>>(plain)
        {
            let read = |row: Envelope| match row.read().cloned() {
                Some(body) => Envelope::try_from(Row { version: row.version, body }).unwrap_or(row),
                None => row,
            };
            let page: Vec<Envelope> = page.into_iter().map(read).collect();
            *bytes = [serde_json::to_vec(&page).unwrap_or_default(), vec![*mark]].concat();
        }
    }
}
