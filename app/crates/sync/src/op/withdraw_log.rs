//! An own entry is taken back. It stays in the history.

use domain::id::{AccountId, LogId};
use serde::{Deserialize, Serialize};

use super::{Operation, Written};
use crate::row::RowKey;
use crate::view::{Snapshot, next_revision};

/// An own entry is taken back. It stays in the history and counts for nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawLog {
    /// The entry that is taken back.
    pub log: LogId,
}

impl Operation for WithdrawLog {
    fn keys(&self) -> Vec<RowKey> {
        vec![RowKey::of_log(self.log)]
    }

    fn lay(&self, _: &Written, _: AccountId, view: &mut Snapshot) {
        view.edit_log(self.log, |entry| {
            entry.set("withdrawn", &true).ok()?;
            next_revision(entry)
        });
    }
}
