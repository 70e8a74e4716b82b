//! A child changes hands: to another mentor, to another school; or a mentor leaves.
//!
//! Nothing here touches what anybody recorded. Phones learn of it from their scope at the next
//! exchange, after they have handed in their work.

use chrono::NaiveDate;
use domain::id::{AccountId, ChildId, PairingId, SchoolId};
use domain::register::{Pairing, PairingRole};
use storage::{StorageError, Unit};

/// Ends every pairing of a child that is in force on a day or begins after it. `first_free` is the
/// first day without them.
async fn end_all(
    unit: &mut dyn Unit,
    seq: u64,
    pairings: &[Pairing],
    first_free: NaiveDate,
) -> Result<(), StorageError> {
    let Some(last) = first_free.pred_opt() else { return Ok(()) };
    for pairing in pairings.iter().filter(|p| p.to.is_none_or(|to| to > last)) {
        unit.pairings().end(seq, pairing.id, last).await?;
    }
    Ok(())
}

/// Gives a child to a mentor from a day on; whoever had the child has it up to the day before.
pub async fn pair(
    unit: &mut dyn Unit,
    child: ChildId,
    mentor: AccountId,
    from: NaiveDate,
    id: PairingId,
) -> Result<(), StorageError> {
    let before = unit.pairings().of_child(child).await?;
    if before.iter().any(|p| p.mentor == mentor && p.on(from) && p.to.is_none()) {
        return Ok(());
    }
    let seq = unit.commits().next().await?;
    end_all(unit, seq, &before, from).await?;
    let pairing = Pairing { id, child, mentor, role: PairingRole::Primary, from, to: None, ended: None };
    unit.pairings().add(seq, &[pairing]).await
}

/// Moves a child to another school, from a day on. The pairings end; the new school makes its own.
pub async fn move_child(
    unit: &mut dyn Unit,
    child: ChildId,
    school: SchoolId,
    class_name: &str,
    from: NaiveDate,
) -> Result<(), StorageError> {
    let before = unit.pairings().of_child(child).await?;
    let seq = unit.commits().next().await?;
    end_all(unit, seq, &before, from).await?;
    unit.children().move_to(seq, child, school, class_name).await
}

/// A mentor leaves: the children are free from a day on, sign-in is refused, and each phone hands in
/// its work at its next contact and then forgets everything.
pub async fn leave(unit: &mut dyn Unit, mentor: AccountId, from: NaiveDate) -> Result<(), StorageError> {
    let before = unit.pairings().of_mentor(mentor).await?;
    let seq = unit.commits().next().await?;
    end_all(unit, seq, &before, from).await?;
    unit.accounts().disable(mentor).await
}
