//! Laws of devices.

use domain::id::{AccountId, DeviceId};

use super::fixtures::{COUNTY, at, device, id, missing};
use crate::{Device, Storage, StorageError, Unsent};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    let (phone, older) = (device(61, 21), device(60, 21));
    for one in [&phone, &older, &device(63, 22)] {
        unit.devices().add(one).await?;
    }
    assert_eq!(unit.devices().get(phone.id).await?.as_ref(), Some(&phone), "a device comes back as it was");
    assert_eq!(unit.devices().of_account(AccountId(id(21))).await?, [phone.clone(), older], "newest first");
    assert_eq!(unit.devices().lock_counter(phone.id).await?, Some(0));
    unit.devices().advance(phone.id, 7).await?;
    assert_eq!(unit.devices().lock_counter(phone.id).await?, Some(7));
    unit.devices().advance(phone.id, 0).await?;
    let unsent = Unsent { count: 3, oldest: Some(at(-9000)), rejected: 1 };
    unit.devices().report_unsent(phone.id, &unsent).await?;
    assert_eq!(unit.devices().get(phone.id).await?, Some(Device { unsent, ..phone }));

    let nowhere = DeviceId(id(69));
    assert_eq!(unit.devices().last_contact(phone.id).await?, None, "it has sent nothing and nobody is signed in on it");
    assert_eq!(unit.devices().get(nowhere).await?, None);
    assert_eq!(unit.devices().lock_counter(nowhere).await?, None);
    missing(unit.devices().advance(nowhere, 1).await, "device");
    missing(unit.devices().report_unsent(nowhere, &unsent).await, "device");
    missing(unit.devices().revoke(nowhere, at(1), at(2)).await, "device");
    unit.commit().await
}
