//! Laws of the commit sequence.

use super::fixtures::{COUNTY, OTHER, missing};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    assert_eq!(unit.county(), COUNTY);
    assert_eq!(unit.commits().newest().await?, 0);
    missing(unit.commits().next().await.map(drop), "county");
    unit.commits().found("青石县").await?;
    unit.commits().found("again").await?;
    assert_eq!(unit.commits().next().await?, 1, "the sequence begins at 1");
    assert_eq!(unit.commits().take(3).await?, 2);
    assert_eq!(unit.commits().next().await?, 5, "after all that were taken");
    assert_eq!(unit.commits().newest().await?, 5);
    unit.commit().await?;

    let mut unit = storage.write(OTHER).await?;
    unit.commits().found("白水县").await?;
    assert_eq!(unit.commits().next().await?, 1, "each county counts for itself");
    unit.commit().await?;
    assert_eq!(storage.read(COUNTY).await?.commits().newest().await?, 5);
    Ok(())
}
