//! Laws of settled operations.

use domain::id::{AccountId, DeviceId, OpId};

use super::fixtures::{COUNTY, at, conflict, id, missing};
use crate::{KeptOp, SettledOp, Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let device = DeviceId(id(61));
    let applied = SettledOp {
        n: 1,
        op: Some(OpId(id(71))),
        hash: "h1".to_owned(),
        settlement: "applied, in whatever words".to_owned(),
        refused: None,
        received_at: at(2),
    };
    let refused = SettledOp {
        n: 2,
        op: None,
        hash: String::new(),
        refused: Some("{\"typed\":\"原话\"}".to_owned()),
        ..applied.clone()
    };
    let both = [applied, refused];
    let mut unit = storage.write(COUNTY).await?;
    unit.ops().add(device, &both).await?;
    unit.ops().add(device, &[]).await?;
    assert_eq!(unit.ops().of_device(device, 1, 2).await?, both);
    assert_eq!(unit.ops().of_device(device, 2, 9).await?, both[1..]);
    assert_eq!(unit.ops().of_device(DeviceId(id(60)), 1, 9).await?, []);
    assert_eq!(unit.ops().find(&[OpId(id(71)), OpId(id(79))]).await?, both[..1]);
    assert_eq!(unit.ops().find(&[]).await?, []);
    let owner = unit.devices().get(device).await?.ok_or(StorageError::Missing { what: "device" })?.account;
    let asked = [OpId(id(71)), OpId(id(79))];
    assert_eq!(unit.ops().known(owner, &asked).await?, asked[..1]);
    assert_eq!(unit.ops().known(AccountId(id(99)), &asked).await?, [], "of others nothing is told");
    unit.commit().await?;
    let mut unit = storage.write(COUNTY).await?;
    conflict(unit.ops().add(device, &[SettledOp { n: 3, ..both[0].clone() }]).await);
    Ok(())
}

/// What a later version wrote waits, is settled once, and goes back to its device when it is refused.
pub async fn kept(storage: &dyn Storage) -> Result<(), StorageError> {
    let device = DeviceId(id(61));
    let mut unit = storage.write(COUNTY).await?;
    let later = |n: u128, seconds| KeptOp {
        op: OpId(id(n)),
        device,
        n: 8,
        text: format!("{{\"later\": {n}}}"),
        received_at: at(seconds),
    };
    let (first, second, unheard_of) = (later(74, 5), later(73, 6), later(75, 7));
    let waits = SettledOp {
        n: 8,
        op: Some(first.op),
        hash: "h8".to_owned(),
        settlement: "kept".to_owned(),
        refused: None,
        received_at: at(5),
    };
    unit.ops().add(device, &[waits.clone(), SettledOp { n: 9, op: Some(second.op), ..waits.clone() }]).await?;
    unit.ops().keep(&second).await?;
    unit.ops().keep(&first).await?;
    assert_eq!(unit.ops().kept(None).await?, [first.clone(), second.clone()], "in the order of arrival");
    assert_eq!(unit.ops().kept(Some(device)).await?.len(), 2);
    assert_eq!(unit.ops().kept(Some(DeviceId(id(69)))).await?, []);
    unit.ops().settle_kept(first.op, "parked", false, 40).await?;
    unit.ops().settle_kept(second.op, "rejected", true, 41).await?;
    assert_eq!(unit.ops().kept(None).await?, []);
    let done = SettledOp { settlement: "parked".to_owned(), ..waits };
    assert_eq!(unit.ops().find(&[first.op]).await?, [done], "whoever asks again hears the last word");
    missing(unit.ops().settle_kept(first.op, "applied", false, 42).await, "a kept operation that waits");
    unit.ops().keep(&unheard_of).await?;
    missing(unit.ops().settle_kept(unheard_of.op, "applied", false, 42).await, "a settled operation");
    let back = (second.text, "rejected".to_owned());
    assert_eq!(unit.ops().refused_after_all(device, 40).await?, [back]);
    assert_eq!(unit.ops().refused_after_all(device, 41).await?, []);
    Ok(())
}
