//! Laws of the rule set.

use domain::rules::RuleSet;

use super::fixtures::COUNTY;
use crate::{Storage, StorageError, Versioned};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut unit = storage.write(COUNTY).await?;
    let defaults = Versioned { seq: 0, value: RuleSet::default() };
    assert_eq!(unit.rules().get().await?, defaults, "without a rule set the defaults hold");
    let rules = RuleSet { talk_every_days: 7, ..RuleSet::default() };
    let seq = unit.commits().next().await?;
    unit.rules().set(seq, &RuleSet::default()).await?;
    unit.rules().set(seq, &rules).await?;
    assert_eq!(unit.rules().get().await?, Versioned { seq, value: rules });
    unit.commit().await
}
