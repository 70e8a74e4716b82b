//! Operations: what a person did, one file a kind.
//!
//! A kind is a type with its payload; it says which rows it makes or changes and how it lies over them
//! before the server has it. A new one is a file here and a line in the list below (and what the server
//! does with it).

mod feedback;
mod follow_up;
mod record_log;
mod rejection;
mod revise_log;
mod understood;
mod withdraw_log;
mod write_page;
mod written;

pub use feedback::Feedback;
pub use follow_up::FollowUp;
pub use record_log::{NewFact, RecordLog};
pub use rejection::{Rejection, RejectionCode};
pub use revise_log::{LogPatch, ReviseLog};
pub use withdraw_log::WithdrawLog;
pub use write_page::WritePage;
pub use written::Written;

use std::fmt;

use chrono::{DateTime, Utc};
use domain::id::{AccountId, OpId, PhotoId};
use domain::log::PhotoRef;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::json;
use crate::row::RowKey;
use crate::view::Snapshot;

/// A kind of operation.
pub trait Operation: Serialize + DeserializeOwned + Into<Change> {
    /// The rows it makes or changes.
    fn keys(&self) -> Vec<RowKey>;

    /// Lays it over the rows, as the server will apply it: changes the JSON, so that what this version
    /// does not know lives on.
    fn lay(&self, as_written: &Written, author: AccountId, view: &mut Snapshot);

    /// Photos that it brings.
    fn photos(&self) -> &[PhotoRef] {
        &[]
    }

    /// Whether all that it carries as JSON is known here.
    fn is_understood(&self) -> bool {
        true
    }
}

/// Lists the kinds of operations with their codes.
macro_rules! operations {
    ($($(#[$meta:meta])* $name:ident = $code:literal,)+) => {
        /// What was done. On the wire it is the payload under its kind's code: `{"feedback": {"text": "…"}}`.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum Change {
            $($(#[$meta])* $name($name),)+
            /// What only a later version can read: a kind unknown here, or a known one with a payload that
            /// has changed. It is kept and sent as it is, and lies over nothing here.
            Other {
                /// The kind's code, as the later version names it.
                kind: String,
                /// Its payload as it came.
                payload: Value,
            },
        }

        $(impl From<$name> for Change {
            fn from(payload: $name) -> Self {
                Self::$name(payload)
            }
        })+

        impl Change {
            /// The kind's stable code.
            pub fn code(&self) -> &str {
                match self {
                    $(Self::$name(_) => $code,)+
                    Self::Other { kind, .. } => kind,
                }
            }

            /// The rows it makes or changes.
            pub fn keys(&self) -> Vec<RowKey> {
                match self {
                    $(Self::$name(payload) => payload.keys(),)+
                    // What changes an entry names it so.
                    Self::Other { payload, .. } => {
                        let log = payload.get("log").and_then(Value::as_str).and_then(|id| id.parse().ok());
                        log.map(RowKey::of_log).into_iter().collect()
                    }
                }
            }

            /// Photos that it brings.
            pub fn photos(&self) -> &[PhotoRef] {
                match self {
                    $(Self::$name(payload) => payload.photos(),)+
                    Self::Other { .. } => &[],
                }
            }

            pub(crate) fn lay(&self, as_written: &Written, author: AccountId, view: &mut Snapshot) {
                match self {
                    $(Self::$name(payload) => payload.lay(as_written, author, view),)+
                    Self::Other { .. } => {}
                }
            }

            fn is_understood(&self) -> bool {
                match self {
                    $(Self::$name(payload) => payload.is_understood(),)+
                    Self::Other { .. } => false,
                }
            }

            fn read(kind: &str, payload: &RawValue) -> Result<Self, serde_json::Error> {
                let known = match kind {
                    $($code => json::read(payload.get()).map(Self::$name).ok(),)+
                    _ => None,
                };
                match known {
                    Some(known) => Ok(known),
                    None => Ok(Self::Other { kind: kind.to_owned(), payload: json::read(payload.get())? }),
                }
            }
        }

        impl Serialize for Change {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeMap as _;
                let mut map = to.serialize_map(Some(1))?;
                match self {
                    $(Self::$name(payload) => map.serialize_entry($code, payload)?,)+
                    Self::Other { kind, payload } => map.serialize_entry(kind, payload)?,
                }
                map.end()
            }
        }
    };
}

operations! {
    /// A new entry, with the facts a home visit found changed.
    RecordLog = "record_log",
    /// A correction of an own entry.
    ReviseLog = "revise_log",
    /// An own entry is taken back.
    WithdrawLog = "withdraw_log",
    /// A follow-up was done.
    FollowUp = "follow_up",
    /// The page of a child and term.
    WritePage = "write_page",
    /// Words to the people who keep the system.
    Feedback = "feedback",
}

impl<'de> Deserialize<'de> for Change {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct OneKind;
        impl<'de> Visitor<'de> for OneKind {
            type Value = Change;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a payload under its kind")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Change, A::Error> {
                let kind: String = map.next_key()?.ok_or_else(|| serde::de::Error::invalid_length(0, &self))?;
                let payload: Box<RawValue> = map.next_value()?;
                let change = Change::read(&kind, &payload).map_err(serde::de::Error::custom)?;
                match map.next_key::<String>()? {
                    None => Ok(change),
                    Some(_) => Err(serde::de::Error::invalid_length(2, &self)),
                }
            }
        }
        from.deserialize_map(OneKind)
    }
}

/// One action of a person. [`Written`] is its form in the outbox and on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Op {
    /// Made when the form opened.
    pub op_id: OpId,
    /// When it was saved, by the device's clock.
    pub captured_at: DateTime<Utc>,
    /// What the person did: a kind with its payload.
    pub change: Change,
}

impl Op {
    /// The rows it makes or changes.
    pub fn keys(&self) -> Vec<RowKey> {
        self.change.keys()
    }

    /// Photos of the entry it records.
    pub fn photos(&self) -> &[PhotoRef] {
        self.change.photos()
    }

    /// Whether it records an entry with this photo.
    pub fn names_photo(&self, photo: PhotoId) -> bool {
        self.photos().iter().any(|named| named.id == photo)
    }
}
