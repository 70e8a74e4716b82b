//! Why the server will never accept an operation.

use domain::code::coded;
use domain::log::Problem;
use serde::{Deserialize, Serialize};

coded! {
    /// Why the server will never accept an operation.
    RejectionCode {
        /// The server could not read it.
        Unreadable = "unreadable",
        /// Fields are wrong; `problems` names them.
        Invalid = "invalid",
        /// A child was not paired with the recorder on the day of the entry.
        NotYourChild = "not_your_child",
        /// No such class at the recorder's school.
        UnknownClass = "unknown_class",
        /// The entry to correct is not known.
        UnknownLog = "unknown_log",
        /// The entry to correct was written by somebody else.
        NotAuthor = "not_author",
        /// The entry was withdrawn before.
        Withdrawn = "withdrawn",
        /// The same operation id came before with other content.
        OpIdReused = "op_id_reused",
        /// The phone or the account was ended: what was recorded before cannot be changed from it.
        Ended = "ended",
        /// It came too long after the phone or the account was ended.
        TooLate = "too_late",
        /// The child was erased: nothing is kept of it any more, not even what was refused.
        Erased = "erased",
        /// Larger than an operation may be.
        TooLarge = "too_large",
    }
}

/// A rejection as it is stored and shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejection {
    /// The reason, for the app's words.
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
