//! Laws of pictures.

use domain::id::{AccountId, ChildId, LogId, PhotoId};

use super::fixtures::{COUNTY, id, inconsistent, missing};
use crate::{PhotoState, Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let (photo, none) = (PhotoId(id(95)), PhotoId(id(96)));
    let state = PhotoState { account: AccountId(id(21)), sha256: "ab".repeat(32), bytes: 5, received: 0 };
    let mut unit = storage.write(COUNTY).await?;
    assert_eq!(unit.photos().state(photo).await?, None);
    unit.photos().expect(photo, &state).await?;
    unit.photos().add_chunk(photo, 0, &[0, 1, 255]).await?;
    missing(unit.photos().add_chunk(photo, 2, &[9]).await, "photo with so many bytes");
    missing(unit.photos().add_chunk(none, 0, &[9]).await, "photo with so many bytes");
    unit.photos().add_chunk(photo, 3, &[3, 4]).await?;
    assert_eq!(unit.photos().state(photo).await?, Some(PhotoState { received: 5, ..state.clone() }));
    assert_eq!(unit.photos().bytes(photo).await?, [0, 1, 255, 3, 4]);
    assert_eq!(unit.photos().bytes(none).await?, Vec::<u8>::new());
    unit.photos().reset(photo).await?;
    assert_eq!(unit.photos().state(photo).await?.as_ref(), Some(&state));
    assert_eq!(unit.photos().bytes(photo).await?, Vec::<u8>::new());
    missing(unit.photos().reset(none).await, "photo");
    inconsistent(unit.photos().expect(none, &PhotoState { bytes: u64::MAX, ..state }).await);

    assert_eq!(unit.photos().children(photo).await?, []);
    assert_eq!(unit.photos().log(photo).await?, None);
    unit.photos().tie(LogId(id(81)), &[photo]).await?;
    assert_eq!(unit.photos().log(photo).await?, Some(LogId(id(81))));
    unit.photos().tie(LogId(id(83)), &[photo]).await?;
    let children = unit.photos().children(photo).await?;
    assert_eq!(children, [ChildId(id(41)), ChildId(id(43))], "it stays with the first entry");
    unit.commit().await
}
