//! Laws of the rules.

use domain::rules::{RuleBook, RuleSet, RuleVersion};

use super::fixtures::{COUNTY, by, day, missing};
use crate::{KeptRules, Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    assert_eq!(unit.rules().book().await?, KeptRules::default(), "nobody has set any");
    let version = |month, talk| RuleVersion {
        from: day(month, 1),
        rules: RuleSet { talk_every_days: talk, ..RuleSet::default() },
    };
    let first = unit.commits().next(by()).await?;
    unit.rules().put(first, &version(9, 7)).await?;
    unit.rules().put(first, &version(9, 10)).await?;
    let second = unit.commits().next(by()).await?;
    unit.rules().put(second, &version(3, 20)).await?;
    let value = RuleBook::new(vec![version(3, 20), version(9, 10)]);
    let kept = KeptRules { seq: second, value: value.clone(), unreadable: vec![] };
    assert_eq!(unit.rules().book().await?, kept);
    // What is withdrawn is gone, and its number is the newest: phones are told.
    unit.rules().put(second, &version(12, 5)).await?;
    let third = unit.commits().next(by()).await?;
    unit.rules().withdraw(third, day(12, 1)).await?;
    assert_eq!(unit.rules().book().await?, KeptRules { seq: third, ..kept });
    for none in [day(12, 1), day(11, 1)] {
        missing(unit.rules().withdraw(third, none).await, "rule_set");
    }
    unit.rules().put(third, &version(12, 6)).await?;
    assert_eq!(unit.rules().book().await?.value.on(day(12, 1)).talk_every_days, 6, "they may be set again");
    unit.commit().await
}
