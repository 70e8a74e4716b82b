//! Operations and their rejection.

use chrono::{DateTime, Utc};
use domain::id::{OpId, PhotoId};
use domain::log::{PhotoRef, Problem};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::change::Change;
use crate::row::RowKey;

/// One action of a person, pushed until the server has acknowledged it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Op {
    /// Made when the form opened.
    pub op_id: OpId,
    /// When it was saved, by the device's clock.
    pub captured_at: DateTime<Utc>,
    /// What was done.
    pub change: Change,
}

impl Op {
    /// SHA-256 over the operation's JSON, in hexadecimal. It binds the id to the content.
    pub fn content_hash(&self) -> String {
        let json = serde_json::to_vec(self).unwrap_or_default();
        hex::encode(Sha256::digest(&json))
    }

    /// The rows it makes or changes.
    pub fn keys(&self) -> Vec<RowKey> {
        match &self.change {
            Change::RecordLog { log, facts, .. } => {
                let facts = facts.iter().map(|fact| RowKey { kind: 'f', id: fact.id.0 });
                std::iter::once(RowKey::of_log(*log)).chain(facts).collect()
            }
            Change::ReviseLog { log, .. } | Change::WithdrawLog { log } | Change::FollowUp { log, .. } => {
                vec![RowKey::of_log(*log)]
            }
            Change::Feedback { .. } => vec![],
        }
    }

    /// The photos of the entry that it records.
    pub fn photos(&self) -> impl Iterator<Item = &PhotoRef> {
        let body = if let Change::RecordLog { body, .. } = &self.change { Some(body) } else { None };
        body.into_iter().flat_map(|body| &body.photos)
    }

    /// Whether it records an entry with this photo.
    pub fn names_photo(&self, photo: PhotoId) -> bool {
        self.photos().any(|named| named.id == photo)
    }
}

/// Why the server will never accept an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum RejectionCode {
    /// The server could not read it.
    Unreadable,
    /// Fields are wrong; `problems` names them.
    Invalid,
    /// A child was not paired with the recorder on the day of the entry.
    NotYourChild,
    /// No such class at the recorder's school.
    UnknownClass,
    /// The entry to correct is not known.
    UnknownLog,
    /// The entry to correct was written by somebody else.
    NotAuthor,
    /// The entry was withdrawn before.
    Withdrawn,
    /// The same operation id came before with other content.
    OpIdReused,
    /// Larger than an operation may be.
    TooLarge,
}

impl RejectionCode {
    /// The stable code.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Invalid => "invalid",
            Self::NotYourChild => "not_your_child",
            Self::UnknownClass => "unknown_class",
            Self::UnknownLog => "unknown_log",
            Self::NotAuthor => "not_author",
            Self::Withdrawn => "withdrawn",
            Self::OpIdReused => "op_id_reused",
            Self::TooLarge => "too_large",
        }
    }
}

/// A rejection as it is stored and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// Why.
    pub code: RejectionCode,
    /// Where to mend it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

impl From<RejectionCode> for Rejection {
    fn from(code: RejectionCode) -> Self {
        Self { code, problems: vec![] }
    }
}
