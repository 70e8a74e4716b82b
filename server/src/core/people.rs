//! Those who work for the children: a mentor leaves.

use chrono::NaiveDate;
use domain::id::AccountId;
use domain::register::PairingEnded;
use storage::{By, StorageError, Unit};

use super::pairing::end_all;
use crate::exchange::rows::readable;

/// Ends an account: the children are free from a day on, sign-in is refused, and each phone hands in
/// its work at its next contact and then forgets everything.
pub async fn end_account(unit: &mut dyn Unit, account: AccountId, from: NaiveDate, by: By) -> Result<(), StorageError> {
    // One that cannot be read must not keep anybody signed in.
    let before = readable(unit.pairings().of_mentor(account).await?);
    let seq = unit.commits().next(by).await?;
    unit.register().write(seq, &end_all(&before, from, PairingEnded::MentorLeft)).await?;
    unit.accounts().disable(account).await
}
