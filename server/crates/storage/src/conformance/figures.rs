//! Laws of what is filled in of a year's figures.

use domain::id::AccountId;
use domain::report::annual::{Filled, Gap};

use super::fixtures::{COUNTY, at, by, id};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let filled =
        |gap, count, fen, minutes| Filled { year: 2026, gap, count, fen, by: AccountId(id(21)), at: at(minutes) };
    let first = filled(Gap::NationalAid, Some(8_902), Some(595_987_500), 1);
    let other = filled(Gap::Donations, None, Some(60_000_000), 2);
    let mended = filled(Gap::NationalAid, Some(8_903), None, 3);
    let mut unit = storage.write(COUNTY).await?;
    assert_eq!(unit.figures().filled(2026).await?, []);
    for one in [first, other, mended] {
        let seq = unit.commits().next(by()).await?;
        unit.figures().fill(seq, &one).await?;
    }
    assert_eq!(unit.figures().filled(2026).await?, [mended, other, first], "the last first, and each that ever was");
    assert_eq!(unit.figures().filled(2025).await?, [], "another year's");
    unit.commit().await
}
