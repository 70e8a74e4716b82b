//! What people are told of acts of power that affected them. The access log writes it with the act.

use chrono::{Days, NaiveDate};
use desk_api::notices::TOLD_DAYS;
use domain::id::AccountId;
use domain::term::day_begins;
use storage::{Notice, StorageError, Unit};

use crate::exchange::rows::unless_damaged;

/// What an account was told with the commits after `seq`, for as long as it is told; each with the name of who did
/// it, the oldest first.
pub async fn told(
    unit: &mut dyn Unit,
    account: AccountId,
    seq: u64,
    today: NaiveDate,
) -> Result<Vec<(Notice, String)>, StorageError> {
    let since = day_begins(today - Days::new(TOLD_DAYS));
    let mut all = Vec::new();
    for notice in unit.notices().of_account(account, seq, since).await? {
        let by = unless_damaged(unit.accounts().get(notice.by).await, notice.by.0)?.flatten();
        all.push((notice, by.map(|by| by.name).unwrap_or_default()));
    }
    Ok(all)
}
