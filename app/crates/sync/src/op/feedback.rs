//! Words to the people who keep the system.

use domain::id::AccountId;
use serde::{Deserialize, Serialize};

use super::{Operation, Written};
use crate::row::RowKey;
use crate::view::Snapshot;

/// Feedback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feedback {
    /// The words.
    pub text: String,
}

impl Operation for Feedback {
    fn keys(&self) -> Vec<RowKey> {
        vec![]
    }

    fn lay(&self, _: &Written, _: AccountId, _: &mut Snapshot) {}
}
