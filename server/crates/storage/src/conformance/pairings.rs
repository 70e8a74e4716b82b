//! Laws of pairings.

use domain::id::{AccountId, ChildId, PairingId, SchoolId};
use domain::register::Pairing;

use super::fixtures::{COUNTY, day, id, missing, pairing};
use crate::{Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next().await?;
    let kept = pairing(51, 41, 21);
    unit.pairings().add(seq, std::slice::from_ref(&kept)).await?;
    unit.commit().await?;

    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next().await?;
    let short = Pairing { from: day(9, 1), ..pairing(52, 43, 21) };
    unit.pairings().add(seq, std::slice::from_ref(&short)).await?;
    unit.pairings().end(seq, short.id, day(9, 10)).await?;
    let ended = Pairing { to: Some(day(9, 10)), ..short };
    assert_eq!(unit.pairings().of_mentor(AccountId(id(21))).await?, [ended.clone(), kept.clone()], "past ones too");
    assert_eq!(unit.pairings().of_child(ChildId(id(43))).await?, std::slice::from_ref(&ended));
    assert_eq!(unit.pairings().of_child(ChildId(id(42))).await?, []);
    assert_eq!(unit.pairings().of_school(SchoolId(id(11))).await?, [ended, kept]);
    assert_eq!(unit.pairings().of_school(SchoolId(id(12))).await?, []);
    missing(unit.pairings().end(seq, PairingId(id(99)), day(9, 10)).await, "pairing");
    // Not committed: the other suites know one pairing.
    Ok(())
}
