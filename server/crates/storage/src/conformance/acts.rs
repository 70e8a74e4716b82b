//! Laws of acts.

use std::collections::BTreeMap;

use domain::id::{ActId, SchoolId};
use domain::register::{Act, Draft, SchoolYear};

use super::fixtures::{COUNTY, by, conflict, id, missing};
use crate::{DoneAct, Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    let seq = unit.commits().next(by()).await?;
    let act = Act::MoveUp {
        school: SchoolId(id(11)),
        year: SchoolYear(2027),
        classes: BTreeMap::new(),
        children: BTreeMap::new(),
    };
    let done =
        DoneAct { id: ActId(id(301)), school: SchoolId(id(11)), seq, act, draft: Draft::default(), taken_back: None };
    unit.acts().add(&done).await?;
    assert_eq!(unit.acts().get(done.id).await?, Some(done.clone()), "an act comes back as it was");
    assert_eq!(unit.acts().get(ActId(id(399))).await?, None);
    let later = DoneAct { id: ActId(id(302)), seq: unit.commits().next(by()).await?, ..done.clone() };
    unit.acts().add(&later).await?;
    let back = unit.commits().next(by()).await?;
    unit.acts().take_back(later.id, back).await?;
    assert_eq!(unit.acts().get(later.id).await?.and_then(|a| a.taken_back), Some(back));
    assert_eq!(unit.acts().get(done.id).await?.and_then(|a| a.taken_back), None, "and it is one act's");
    let ids = |all: Vec<DoneAct>| all.into_iter().map(|act| act.id).collect::<Vec<_>>();
    assert_eq!(ids(unit.acts().of_school(done.school, 9).await?), [later.id, done.id], "newest first");
    assert_eq!(ids(unit.acts().of_school(done.school, 1).await?), [later.id]);
    assert_eq!(unit.acts().of_school(SchoolId(id(12)), 9).await?, [], "not another school's");
    missing(unit.acts().take_back(later.id, back).await, "act that stands");
    missing(unit.acts().take_back(ActId(id(399)), back).await, "act that stands");
    conflict(unit.acts().add(&done).await);
    Ok(())
}
