//! Two answers to one question about a home: the school says which holds.

use chrono::{DateTime, Utc};
use domain::guardianship::Fact;
use domain::id::{AccountId, CountyId, FactId};
use storage::{StorageError, Unit};

/// Says which of two versions of a fact holds, by a new version with that answer. Both stay on record.
pub async fn settle_dispute(
    unit: &mut dyn Unit,
    county: CountyId,
    holds: &Fact,
    other: &Fact,
    id: FactId,
    by: AccountId,
    now: DateTime<Utc>,
) -> Result<(), StorageError> {
    let seq = unit.next_seq(county).await?;
    let settled = Fact {
        id,
        household: holds.household,
        value: holds.value.clone(),
        seen_on: holds.seen_on.max(other.seen_on),
        author: Some(by),
        // Of two versions of one day the later captured is current; a phone's clock may be ahead.
        captured_at: now.max(holds.captured_at).max(other.captured_at),
        disputes: None,
    };
    unit.add_facts(county, seq, &[settled]).await
}
