//! Words to the people who keep the system.

use domain::id::AccountId;
use serde::{Deserialize, Serialize};

use super::{Operation, Written};
use crate::row::RowKey;
use crate::view::Snapshot;

/// What a mentor writes to those who keep the system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// The words, at most [`crate::limits::FEEDBACK_CHARS_MAX`] characters.
    pub text: String,
}

impl Operation for Feedback {
    fn keys(&self) -> Vec<RowKey> {
        vec![]
    }

    fn lay(&self, _: &Written, _: AccountId, _: &mut Snapshot) {}
}
