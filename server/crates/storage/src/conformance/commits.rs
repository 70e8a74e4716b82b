//! Laws of the commit sequence.

use domain::register::{Cause, Commit};

use super::fixtures::{COUNTY, OTHER, at, by, missing};
use crate::{By, Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    assert_eq!(unit.county(), COUNTY);
    assert_eq!(unit.commits().newest().await?, 0);
    assert_eq!(unit.commits().epoch().await?, 0, "it was never put back");
    missing(unit.commits().next(by()).await.map(drop), "county");
    unit.commits().found("青石县").await?;
    unit.commits().found("again").await?;
    assert_eq!(unit.commits().taken().await?, None);
    assert_eq!(unit.commits().next(by()).await?, 1, "the sequence begins at 1");
    assert_eq!(unit.commits().take(3, by()).await?, 2);
    assert_eq!(unit.commits().next(by()).await?, 5, "after all that were taken");
    assert_eq!(unit.commits().newest().await?, 5);
    assert_eq!(unit.commits().taken().await?, Some(1), "the first of this unit's");
    // The clock is set back; what was known when does not change by it.
    let earlier = By { at: at(-99), actor: None, cause: Cause::Desk };
    assert_eq!(unit.commits().next(earlier).await?, 6);
    let kept = unit.commits().get(6).await?;
    assert_eq!(kept, Some(Commit { seq: 6, at: at(0), actor: None, cause: Cause::Desk }), "the instant never falls");
    assert_eq!(unit.commits().get(7).await?, None);
    unit.commit().await?;

    let mut unit = storage.write(OTHER).await?;
    missing(unit.commits().made_up().await, "county");
    unit.commits().found("白水县").await?;
    unit.commits().made_up().await?;
    assert_eq!(unit.commits().next(by()).await?, 1, "each county counts for itself");
    unit.commit().await?;
    assert_eq!(storage.read(COUNTY).await?.commits().newest().await?, 6);
    Ok(())
}
