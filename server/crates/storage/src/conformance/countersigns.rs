//! Laws of what waits for a second person.

use domain::id::{AccountId, CountersignId};
use domain::policy::Countersigned;

use super::fixtures::{COUNTY, at, conflict, id, missing};
use crate::{Countersign, Decision, Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let asked = |n, what, seconds| Countersign {
        id: CountersignId(id(n)),
        what,
        of: AccountId(id(22)),
        by: AccountId(id(23)),
        at: at(seconds),
        decision: None,
        done_at: None,
    };
    let code = asked(651, Countersigned::Code, 20);
    let reset = asked(652, Countersigned::SecondStep, 10);
    let mut unit = storage.write(COUNTY).await?;
    for one in [&code, &reset] {
        unit.countersigns().add(one).await?;
    }
    assert_eq!(unit.countersigns().get(code.id).await?.as_ref(), Some(&code));
    assert_eq!(unit.countersigns().get(CountersignId(id(659))).await?, None);
    assert_eq!(unit.countersigns().open(at(0)).await?, [reset.clone(), code.clone()], "oldest first");
    assert_eq!(unit.countersigns().open(at(11)).await?, std::slice::from_ref(&code), "what is too old is over");
    missing(unit.countersigns().done(code.id, at(30)).await, "countersign that is agreed to");

    let said = Decision { accepted: true, by: AccountId(id(21)), at: at(30) };
    unit.countersigns().resolve(code.id, said).await?;
    missing(unit.countersigns().resolve(code.id, said).await, "countersign that waits");
    let agreed = Countersign { decision: Some(said), ..code.clone() };
    assert_eq!(unit.countersigns().open(at(11)).await?, std::slice::from_ref(&agreed), "it is not done yet");
    unit.countersigns().done(code.id, at(40)).await?;
    missing(unit.countersigns().done(code.id, at(41)).await, "countersign that is agreed to");
    assert_eq!(unit.countersigns().get(code.id).await?, Some(Countersign { done_at: Some(at(40)), ..agreed }));

    unit.countersigns().resolve(reset.id, Decision { accepted: false, ..said }).await?;
    missing(unit.countersigns().done(reset.id, at(40)).await, "countersign that is agreed to");
    assert_eq!(unit.countersigns().open(at(0)).await?, []);
    unit.commit().await?;
    conflict(storage.write(COUNTY).await?.countersigns().add(&code).await);
    Ok(())
}
