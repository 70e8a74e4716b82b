//! Laws of the rules.

use domain::rules::{RuleBook, RuleSet, RuleVersion};

use super::fixtures::{COUNTY, by, day};
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
    assert_eq!(unit.rules().book().await?, KeptRules { seq: second, value, unreadable: vec![] });
    unit.commit().await
}
