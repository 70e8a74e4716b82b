//! Two answers to one question about a home: the school says which holds.

use chrono::NaiveDate;
use domain::guardianship::Fact;
use domain::id::{AccountId, FactId, SchoolId};
use domain::register::Written;
use storage::{By, StorageError, Unit};

use crate::exchange::rows::{readable, unless_damaged};

/// Two answers to one question.
pub struct Disputed {
    /// The one that came later.
    pub later: Fact,
    /// The one that was there.
    pub earlier: Fact,
}

/// The questions about a school's children and their homes that have two answers on a day, the oldest first.
pub async fn of_school(unit: &mut dyn Unit, school: SchoolId, today: NaiveDate) -> Result<Vec<Disputed>, StorageError> {
    let mut all = Vec::new();
    for later in readable(unit.facts().disputed(school, today).await?) {
        let Some(earlier) = later.disputes else { continue };
        let earlier = unless_damaged(unit.facts().get(earlier).await, earlier.0)?.flatten();
        all.extend(earlier.map(|earlier| Disputed { later, earlier }));
    }
    Ok(all)
}

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
