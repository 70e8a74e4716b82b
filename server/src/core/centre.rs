//! The people of the centre, of whom there are few: who else there is, for what one of them may not do alone.

use domain::id::AccountId;
use domain::policy::{Grant, Role};
use storage::{Account, StorageError, Unit};

/// Whether somebody works at the centre now: who was given a code and has never come does not.
pub fn is_active(account: &Account) -> bool {
    let centre = Grant { role: Role::Centre, school: None };
    !account.disabled && account.password_hash.is_some() && account.grants.contains(&centre)
}

/// How many others there are.
pub async fn others(unit: &mut dyn Unit, than: AccountId) -> Result<usize, StorageError> {
    let all = unit.accounts().of_county().await?;
    Ok(all.iter().filter(|account| account.id != than && is_active(account)).count())
}
