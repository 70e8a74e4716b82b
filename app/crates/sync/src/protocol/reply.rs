//! What the server answers.

use std::fmt;

use chrono::{DateTime, Utc};
use domain::id::{ChildId, OpId};
use serde::de::{IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::ErrorCode;
use crate::op::{Rejection, Written};
use crate::row::{Envelope, FileSum};

/// What the server did with an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpResult {
    /// The operation's number, by the device's counter.
    pub n: u64,
    /// The operation; `None` when it was unreadable.
    pub op_id: Option<OpId>,
    /// What became of it.
    pub settlement: Settlement,
}

impl OpResult {
    /// Whether this is the result of an operation; an unreadable one is known by its number alone.
    pub fn is_for(&self, op: &crate::Op) -> bool {
        self.op_id.is_none_or(|id| id == op.op_id)
    }
}

/// What became of an operation. Whichever it is, the server has stored it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// It is part of the register, as one commit.
    Applied {
        /// The commit sequence; the version of every row the operation made.
        version: u64,
        /// Whether the rows that the operation made are just as the device shows them, so that the
        /// page does not repeat them.
        #[serde(default)]
        exact: bool,
    },
    /// The server keeps it, and the school decides: it concerns a child who had moved on by then.
    Parked,
    /// The server keeps it whole, because a later version wrote it; it is applied once the server has
    /// been updated. An outcome that this version does not know is read as this: it has arrived.
    Kept,
    /// Rejected for good: the server keeps its words, and the phone shows them.
    Rejected(Rejection),
}

impl<'de> Deserialize<'de> for Settlement {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Applied {
            version: u64,
            #[serde(default)]
            exact: bool,
        }
        struct OneOf;
        impl<'de> Visitor<'de> for OneOf {
            type Value = Settlement;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("what became of an operation")
            }
            fn visit_str<E: serde::de::Error>(self, code: &str) -> Result<Settlement, E> {
                Ok(if code == "parked" { Settlement::Parked } else { Settlement::Kept })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Settlement, A::Error> {
                let mut settlement = Settlement::Kept;
                while let Some(code) = map.next_key::<String>()? {
                    match code.as_str() {
                        "applied" => {
                            let Applied { version, exact } = map.next_value()?;
                            settlement = Settlement::Applied { version, exact };
                        }
                        "rejected" => settlement = Settlement::Rejected(map.next_value()?),
                        _ => drop(map.next_value::<IgnoredAny>()?),
                    }
                }
                Ok(settlement)
            }
        }
        from.deserialize_any(OneOf)
    }
}

/// An operation that comes back to its author: kept once, refused now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// The operation, with every word.
    pub op: Written,
    /// Why it is refused now.
    pub rejection: Rejection,
}

/// What changed in the device's scope.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// New and changed rows.
    pub rows: Vec<Envelope>,
    /// Children whose files the device must forget.
    pub removed: Vec<ChildId>,
    /// Children whom the device's owner ever had and who were erased since the cursor: nothing of them may stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub erased: Vec<ChildId>,
    /// Sums of the files that changed; only on the last page.
    pub files: Vec<FileSum>,
}

/// What the server answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncResponse {
    /// The device's counter after this request.
    pub last_n: u64,
    /// One result for each operation of the request.
    pub results: Vec<OpResult>,
    /// What changed in the device's scope since the cursor of the request.
    pub page: Page,
    /// The cursor to keep.
    pub cursor: String,
    /// Whether another round is wanted at once.
    pub more: bool,
    /// Forget all rows and the cursor; the outbox stays.
    #[serde(default)]
    pub resync: bool,
    /// This device was revoked: what it pushed is settled, and it must now forget everything.
    #[serde(default)]
    pub revoked: bool,
    /// Operations that the server kept earlier without understanding them, and, now that it does, refuses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub returned: Vec<Returned>,
    /// Why nothing was pulled although the work was taken in: ask again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<ErrorCode>,
    /// The epoch of the server: another one after it was put back from a backup. None when it could not be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub epoch: Option<u64>,
    /// Of the operations that the device said it holds, those that the server does not know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unknown: Vec<OpId>,
    /// When the server answered, by its clock.
    pub server_time: DateTime<Utc>,
}
