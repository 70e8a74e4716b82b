//! Laws of pictures.

use domain::id::{AccountId, ChildId, LogId, PhotoId};
use domain::log::{Mode, Outcome};

use super::fixtures::{COUNTY, at, by, day, id, inconsistent, log, missing};
use crate::{NewLog, PhotoState, PhotosTaken, Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let (photo, none) = (PhotoId(id(95)), PhotoId(id(96)));
    let (me, other) = (AccountId(id(21)), AccountId(id(22)));
    let state = PhotoState { sha256: "ab".repeat(32), bytes: 5, received: 0 };
    let mut unit = storage.write(COUNTY).await?;
    assert_eq!(unit.photos().state(me, photo).await?, None);
    unit.photos().expect(me, photo, &state, at(1)).await?;
    unit.photos().add_chunk(me, photo, 0, &[0, 1, 255]).await?;
    missing(unit.photos().add_chunk(me, photo, 2, &[9]).await, "photo with so many bytes");
    missing(unit.photos().add_chunk(me, none, 0, &[9]).await, "photo with so many bytes");
    unit.photos().add_chunk(me, photo, 3, &[3, 4]).await?;
    let whole = Some(PhotoState { received: 5, ..state.clone() });
    assert_eq!(unit.photos().state(me, photo).await?, whole);
    assert_eq!(unit.photos().bytes(me, photo).await?, [0, 1, 255, 3, 4]);
    assert_eq!(unit.photos().bytes(me, none).await?, Vec::<u8>::new());

    // Somebody else's under the same identifier is another picture.
    assert_eq!(unit.photos().state(other, photo).await?, None);
    missing(unit.photos().add_chunk(other, photo, 5, &[9]).await, "photo with so many bytes");
    missing(unit.photos().reset(other, photo).await, "photo");
    unit.photos().expect(other, photo, &PhotoState { bytes: 1, ..state.clone() }, at(2)).await?;
    unit.photos().add_chunk(other, photo, 0, &[7]).await?;
    assert_eq!(unit.photos().bytes(other, photo).await?, [7]);
    assert_eq!((unit.photos().state(me, photo).await?, unit.photos().bytes(me, photo).await?.len()), (whole, 5));

    unit.photos().reset(me, photo).await?;
    assert_eq!(unit.photos().state(me, photo).await?.as_ref(), Some(&state));
    assert_eq!(unit.photos().bytes(me, photo).await?, Vec::<u8>::new());
    missing(unit.photos().reset(me, none).await, "photo");
    inconsistent(unit.photos().expect(me, none, &PhotoState { bytes: u64::MAX, ..state.clone() }, at(1)).await);

    unit.photos().expect(me, PhotoId(id(97)), &PhotoState { bytes: 7, ..state }, at(3)).await?;
    let taken = |count, bytes| PhotosTaken { count, bytes };
    assert_eq!(unit.photos().taken(me, at(0)).await?, taken(2, 12));
    assert_eq!(unit.photos().taken(me, at(3)).await?, taken(1, 7), "from the instant on");
    assert_eq!(unit.photos().taken(me, at(4)).await?, taken(0, 0));

    let also = log(801, 21, day(9, 18), Mode::HomeVisit, Outcome::Normal);
    let seq = unit.commits().next(by()).await?;
    unit.logs().add(&[NewLog { log: also, children: vec![ChildId(id(41))], op: None, seq }], at(5)).await?;
    assert_eq!(unit.photos().logs(photo).await?, []);
    unit.photos().tie(LogId(id(81)), &[photo, photo]).await?;
    unit.photos().tie(LogId(id(801)), &[photo]).await?;
    unit.photos().tie(LogId(id(81)), &[photo]).await?;
    assert_eq!(unit.photos().logs(photo).await?, [LogId(id(81)), LogId(id(801))]);
    unit.commit().await
}
