//! What a device sends.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use domain::id::{ChildId, DeviceId, OpId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::op::Written;

/// The name under which an operation is wrapped that the server failed over again and again.
pub const SET_ASIDE: &str = "set_aside";

/// What a device sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncRequest {
    /// The version of the protocol that this client speaks.
    pub protocol: u16,
    /// The device that asks; its session must be of it.
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
    /// Acknowledged operations that the device still holds: which of them does the server not know? Asked, with no
    /// operations besides, when one side may have forgotten something.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holds: Vec<OpId>,
    /// What waits on the device besides this request.
    #[serde(default)]
    pub unsent: Unsent,
}

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

/// An operation on the wire. It stays text there, so that one the server cannot read is rejected alone.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct NumberedOp {
    /// The operation's number: the device counts from 1, without gaps.
    pub n: u64,
    /// An [`crate::Op`] as it was written.
    pub op: Box<RawValue>,
}

impl NumberedOp {
    /// An operation with its number, to the letter as it was written.
    pub fn new(n: u64, op: &Written) -> Self {
        Self { n, op: op.text().to_owned() }
    }

    /// An operation that the server failed over again and again, wrapped so that nobody takes it for one.
    pub fn set_aside(n: u64, op: &Written) -> Result<Self, serde_json::Error> {
        Self::of(n, &BTreeMap::from([(SET_ASIDE, op)]))
    }

    /// Anything in the place of an operation.
    pub fn of(n: u64, op: &impl Serialize) -> Result<Self, serde_json::Error> {
        Ok(Self { n, op: to_raw_value(op)? })
    }

    /// The operation as it came, whatever it is; `None` when it is nested too deeply to be looked into.
    pub fn value(&self) -> Option<Value> {
        crate::json::read(self.op.get()).ok()
    }
}

impl PartialEq for NumberedOp {
    fn eq(&self, other: &Self) -> bool {
        (self.n, self.op.get()) == (other.n, other.op.get())
    }
}

impl Eq for NumberedOp {}
