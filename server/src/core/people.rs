//! Those who work for the children: a mentor leaves.

use chrono::NaiveDate;
use domain::id::{AccountId, CountyId};
use storage::{StorageError, Unit};

use super::pairing::end_all;

/// Ends an account: the children are free from a day on, sign-in is refused, and each phone hands in
/// its work at its next contact and then forgets everything.
pub async fn end_account(
    unit: &mut dyn Unit,
    county: CountyId,
    account: AccountId,
    from: NaiveDate,
) -> Result<(), StorageError> {
    let before = unit.pairings_of_mentor(account).await?;
    let seq = unit.next_seq(county).await?;
    end_all(unit, seq, &before, from).await?;
    unit.disable_account(account).await
}
