//! Two answers to one question about a home: the school says which holds.

use domain::guardianship::Fact;
use domain::id::{AccountId, FactId};
use domain::register::Written;
use storage::{By, StorageError, Unit};

/// Says which of two versions of a fact holds, by a new version with that answer. Both stay on record.
pub async fn settle_dispute(
    unit: &mut dyn Unit,
    holds: &Fact,
    other: &Fact,
    id: FactId,
    author: AccountId,
    by: By,
) -> Result<(), StorageError> {
    let seq = unit.commits().next(by).await?;
    let settled = Fact {
        id,
        subject: holds.subject,
        value: holds.value.clone(),
        seen_on: holds.seen_on.max(other.seen_on),
        author: Some(author),
        // Of two versions of one day the later captured is current; a phone's clock may be ahead.
        captured_at: by.at.max(holds.captured_at).max(other.captured_at),
        disputes: None,
        unsaid: false,
    };
    unit.register().write(seq, &[Written::Fact(settled)]).await
}
