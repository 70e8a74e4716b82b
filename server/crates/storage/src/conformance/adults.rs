//! Laws of adults.

use domain::id::AdultId;

use super::fixtures::{COUNTY, adult, id};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next().await?;
    let grandmother = adult(35, 31);
    unit.adults().add(seq, std::slice::from_ref(&grandmother)).await?;
    assert_eq!(unit.adults().get(grandmother.id).await?, Some(grandmother), "with the whole phone number");
    assert_eq!(unit.adults().get(AdultId(id(99))).await?, None);
    unit.commit().await
}
