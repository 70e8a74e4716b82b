//! The access log, for the auditor.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::iter;

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::access_log::{AccessLogDesk, AccessView, Logged, LookLine};
use domain::id::AccountId;
use domain::policy::{Action, Subject};

use super::{Desk, answer, name_of};
use crate::core::access_log::{Checked, check};

/// How many of the newest entries are shown.
const ENTRIES_SHOWN: u32 = 200;

#[async_trait]
impl AccessLogDesk for Desk {
    async fn access_log(&self) -> Result<AccessView, DeskError> {
        answer(async {
            self.require(Action::SeeAccessLog, Subject::County)?;
            let now = self.state.clock.now();
            let checked = check(self.state.storage.as_ref(), &self.state.guard, self.home(), now).await?;
            let mut unit = self.read().await?;
            let entries = unit.access().newest(ENTRIES_SHOWN).await?;
            let total = entries.first().map_or(0, |newest| newest.n);
            let mut names = BTreeMap::new();
            for account in entries.iter().flat_map(|entry| iter::once(entry.account).chain(entry.affected)) {
                if let Entry::Vacant(place) = names.entry(account) {
                    place.insert(name_of(unit.as_mut(), account).await?);
                }
            }
            let name = |account: Option<AccountId>| account.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
            let line = |entry: storage::AccessEntry| LookLine {
                n: entry.n,
                at: entry.at,
                who: name(Some(entry.account)),
                what: Logged::of(&entry.action),
                subject: entry.subject,
                affected: name(entry.affected),
                reason: entry.reason,
            };
            let Checked { after, misfit } = checked;
            let written_after = self.state.guard.begins_after(self.home());
            Ok(AccessView { total, newest: entries.into_iter().map(line).collect(), after, misfit, written_after })
        })
        .await
    }
}
