//! The access log, for the auditor.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use async_trait::async_trait;
use desk_api::DeskError;
use desk_api::access_log::{AccessLogDesk, AccessView, Look, LookLine};
use domain::policy::{Action, Subject};

use super::{Desk, answer, name_of};
use crate::core::access_log::first_break;

/// How many of the newest looks are shown.
const LOOKS_SHOWN: u32 = 200;

#[async_trait]
impl AccessLogDesk for Desk {
    async fn access_log(&self) -> Result<AccessView, DeskError> {
        answer(async {
            self.require(Action::SeeAccessLog, Subject::County)?;
            let mut unit = self.read().await?;
            let first_break = first_break(unit.as_mut()).await?;
            let entries = unit.access().newest(LOOKS_SHOWN).await?;
            let total = entries.first().map_or(0, |newest| newest.n);
            let mut names = BTreeMap::new();
            for entry in &entries {
                if let Entry::Vacant(place) = names.entry(entry.account) {
                    place.insert(name_of(unit.as_mut(), entry.account).await?);
                }
            }
            let line = |entry: storage::AccessEntry| LookLine {
                n: entry.n,
                at: entry.at,
                who: names.get(&entry.account).cloned().unwrap_or_default(),
                look: Look::of(&entry.action),
                subject: entry.subject,
            };
            Ok(AccessView { total, newest: entries.into_iter().map(line).collect(), first_break })
        })
        .await
    }
}
