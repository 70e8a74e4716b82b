//! A follow-up was done.

use chrono::NaiveDate;
use domain::id::{AccountId, LogId};
use serde::{Deserialize, Serialize};

use super::{Operation, Written};
use crate::row::RowKey;
use crate::view::Snapshot;

/// A follow-up that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowUp {
    /// The entry that asked for it.
    pub log: LogId,
    /// When it was done.
    pub done_on: NaiveDate,
}

impl Operation for FollowUp {
    fn keys(&self) -> Vec<RowKey> {
        vec![RowKey::of_log(self.log)]
    }

    fn lay(&self, _: &Written, _: AccountId, view: &mut Snapshot) {
        view.edit_log(self.log, |entry| entry.set("followed_up_on", &self.done_on).ok());
    }
}
