//! A child is paired with a mentor.
//!
//! Nothing here touches what anybody recorded. Phones learn of it from their scope at the next
//! exchange, after they have handed in their work.

use chrono::NaiveDate;
use domain::id::{AccountId, ChildId, CountyId, PairingId, SchoolId};
use domain::policy::Role;
use domain::register::{Pairing, PairingRole};
use storage::{Account, StorageError, Unit};

/// Whether an account can have children of a school.
pub fn is_mentor_at(account: &Account, school: SchoolId) -> bool {
    !account.disabled && account.grants.iter().any(|g| g.role == Role::Mentor && g.school == Some(school))
}

/// Ends every pairing of some that is in force on a day or begins after it. `first_free` is the first
/// day without them.
pub(super) async fn end_all(
    unit: &mut dyn Unit,
    seq: u64,
    pairings: &[Pairing],
    first_free: NaiveDate,
) -> Result<(), StorageError> {
    let Some(last) = first_free.pred_opt() else { return Ok(()) };
    for pairing in pairings.iter().filter(|p| p.to.is_none_or(|to| to > last)) {
        unit.end_pairing(seq, pairing.id, last).await?;
    }
    Ok(())
}

/// Gives a child to a mentor from a day on; whoever had the child has it up to the day before.
pub async fn pair(
    unit: &mut dyn Unit,
    county: CountyId,
    child: ChildId,
    mentor: AccountId,
    from: NaiveDate,
    id: PairingId,
) -> Result<(), StorageError> {
    let before = unit.pairings_of_child(child).await?;
    if before.iter().any(|p| p.mentor == mentor && p.on(from) && p.to.is_none()) {
        return Ok(());
    }
    let seq = unit.next_seq(county).await?;
    end_all(unit, seq, &before, from).await?;
    let pairing = Pairing { id, child, mentor, role: PairingRole::Primary, from, to: None };
    unit.add_pairings(county, seq, &[pairing]).await
}
