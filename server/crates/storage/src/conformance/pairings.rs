//! Laws of pairings.

use domain::id::{AccountId, ChildId, SchoolId};
use domain::register::{Pairing, PairingEnded, Written};

use super::fixtures::{COUNTY, by, day, id, pairing};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let kept = pairing(51, 41, 21);
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next(by()).await?;
    let short = Pairing { from: day(9, 1), ..pairing(52, 43, 21) };
    unit.register().write(seq, &[Written::Pairing(short.clone())]).await?;
    let ended = Pairing { told_on: Some(day(9, 3)), ..short.ending(day(9, 10), PairingEnded::Handed) };
    unit.register().write(seq, &[Written::Pairing(ended.clone())]).await?;
    let first = unit.commits().taken().await?.unwrap_or_default();
    assert_eq!(unit.pairings().since(first - 1).await?, [(ended.clone(), true)], "it is new, also where it ends");
    let later = unit.commits().next(by()).await?;
    unit.register().write(later, &[Written::Pairing(ended.clone())]).await?;
    assert_eq!(unit.pairings().since(seq).await?, [(ended.clone(), false)]);
    assert_eq!(
        unit.pairings().of_mentor(AccountId(id(21))).await?.whole()?,
        [ended.clone(), kept.clone()],
        "past ones too"
    );
    assert_eq!(unit.pairings().of_child(ChildId(id(43))).await?, std::slice::from_ref(&ended));
    assert_eq!(unit.pairings().of_child(ChildId(id(42))).await?, []);
    assert_eq!(unit.pairings().of_school(SchoolId(id(11)), day(9, 18)).await?, [ended, kept]);
    assert_eq!(unit.pairings().of_school(SchoolId(id(12)), day(9, 18)).await?, []);
    // Not committed: the other suites know one pairing.
    Ok(())
}
