//! One-time codes, by which a person sets a password.

use chrono::{DateTime, TimeDelta, Utc};
use domain::id::AccountId;
use storage::{StorageError, Unit};

use crate::auth::code;

/// Issues a one-time code for an account, and says until when it is good. An older one ends.
pub async fn issue_code(
    unit: &mut dyn Unit,
    account: AccountId,
    by: AccountId,
    now: DateTime<Utc>,
    random: [u8; 12],
) -> Result<(String, DateTime<Utc>), StorageError> {
    let code = code::make(random);
    let until = now + TimeDelta::days(code::VALID_DAYS);
    unit.accounts().set_activation(account, &code::digest(&code), until, by).await?;
    Ok((code, until))
}
