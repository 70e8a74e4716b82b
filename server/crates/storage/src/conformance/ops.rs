//! Laws of settled operations.

use domain::id::{DeviceId, OpId};

use super::fixtures::{COUNTY, at, conflict, id};
use crate::{SettledOp, Storage, StorageError};

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
    unit.commit().await?;
    let mut unit = storage.write(COUNTY).await?;
    conflict(unit.ops().add(device, &[SettledOp { n: 3, ..both[0].clone() }]).await);
    Ok(())
}
