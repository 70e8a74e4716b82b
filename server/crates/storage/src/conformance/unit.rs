//! Laws of the unit of work.

use domain::policy::Role;

use super::fixtures::{COUNTY, account, by, conflict};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    assert_eq!(storage.amiss().await?, Vec::<String>::new(), "its files are whole");
    let before = storage.read(COUNTY).await?.commits().newest().await?;
    let mut unit = storage.write(COUNTY).await?;
    unit.commits().next(by()).await?;
    drop(unit);
    assert_eq!(storage.read(COUNTY).await?.commits().newest().await?, before, "what is not committed never was");
    let mut unit = storage.write(COUNTY).await?;
    conflict(unit.accounts().add(&[account(COUNTY, 29, "mentor", Role::Mentor, Some(11))]).await);
    Ok(())
}
