//! The request and the reply of the one sync endpoint.

use chrono::{DateTime, Utc};
use domain::id::{ChildId, DeviceId, OpId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::op::Rejection;
use crate::row::{FileSum, Row, RowKey};

/// How much waits on a device. It tells the school whose phone needs help, not who worked when.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unsent {
    /// Operations still waiting after this request's.
    pub count: u32,
    /// When the oldest of them was saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub oldest: Option<DateTime<Utc>>,
    /// Rejected operations that the person has not looked at.
    #[serde(default)]
    pub rejected: u32,
}

/// What a device sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRequest {
    /// Protocol version.
    pub protocol: u16,
    /// The device.
    pub device: DeviceId,
    /// The oldest operations of the outbox, by `n`, without gaps.
    #[serde(default)]
    pub ops: Vec<NumberedOp>,
    /// Whether the outbox holds more than `ops`.
    #[serde(default)]
    pub more_ops: bool,
    /// The cursor of the last pull.
    #[serde(default)]
    pub cursor: Option<String>,
    /// Children whose file did not add up.
    #[serde(default)]
    pub refetch: Vec<ChildId>,
    /// What waits.
    #[serde(default)]
    pub unsent: Unsent,
}

/// An operation on the wire. It stays text there, so that one the server cannot read is rejected alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NumberedOp {
    /// The device's counter.
    pub n: u64,
    /// An [`crate::Op`] as JSON.
    pub op: Box<RawValue>,
}

impl NumberedOp {
    /// An operation, or what stands in its place.
    pub fn new(n: u64, op: &impl Serialize) -> Self {
        Self { n, op: to_raw_value(op).unwrap_or_default() }
    }

    /// The operation as it came, whatever it is.
    pub fn value(&self) -> Value {
        serde_json::from_str(self.op.get()).unwrap_or_default()
    }
}

impl PartialEq for NumberedOp {
    fn eq(&self, other: &Self) -> bool {
        (self.n, self.op.get()) == (other.n, other.op.get())
    }
}

impl Eq for NumberedOp {}

/// What the server did with an operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpResult {
    /// The device's counter.
    pub n: u64,
    /// The operation; `None` when it was unreadable.
    pub op_id: Option<OpId>,
    /// Applied or rejected.
    pub settlement: Settlement,
}

impl OpResult {
    /// Whether this is the result of an operation; an unreadable one is known by its number alone.
    pub fn is_for(&self, op: &crate::Op) -> bool {
        self.op_id.is_none_or(|id| id == op.op_id)
    }
}

/// Applied or rejected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// Applied.
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
    /// Rejected for good.
    Rejected(Rejection),
}

/// What changed in the device's scope.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// New and changed rows.
    pub rows: Vec<Row>,
    /// Children whose files the device must forget.
    pub removed: Vec<ChildId>,
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
    /// What changed.
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
    /// The server's clock.
    pub server_time: DateTime<Utc>,
}

/// What the server holds of a device's scope, for "compare with server".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comparison {
    /// Each child's file: its rows by name and version.
    pub files: Vec<ComparedFile>,
    /// The owner's class sessions that are in none of the files, by name and version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sessions: Vec<(String, u64)>,
}

impl Comparison {
    /// Every row that can be read.
    pub fn keys(&self) -> impl Iterator<Item = (RowKey, u64)> + '_ {
        let rows = self.files.iter().flat_map(|file| &file.rows).chain(&self.sessions);
        rows.filter_map(|(key, version)| key.parse().ok().map(|k| (k, *version)))
    }
}

/// One child's file in a comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedFile {
    /// The child.
    pub child: ChildId,
    /// Each row's name and version.
    pub rows: Vec<(String, u64)>,
}

/// An error of the whole request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// A stable code, such as `gap`, `too_old`, `signed_out`, `device_revoked`.
    pub code: String,
    /// For `gap`: the device's counter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_n: Option<u64>,
}
