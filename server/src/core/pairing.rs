//! A child is paired with a mentor.
//!
//! Nothing here touches what anybody recorded. Phones learn of it from their scope at the next
//! exchange, after they have handed in their work.

use chrono::NaiveDate;
use domain::id::{AccountId, ChildId, PairingId, SchoolId};
use domain::policy::Role;
use domain::register::{Pairing, PairingEnded, PairingRole, Written};
use storage::{Account, By, StorageError, Unit};

/// Whether an account can have children of a school.
pub fn is_mentor_at(account: &Account, school: SchoolId) -> bool {
    !account.disabled && account.grants.iter().any(|g| g.role == Role::Mentor && g.school == Some(school))
}

/// The versions that end every pairing of some that is in force on a day or begins after it.
/// `first_free` is the first day without them.
pub(super) fn end_all(pairings: &[Pairing], first_free: NaiveDate, why: PairingEnded) -> Vec<Written> {
    let Some(last) = first_free.pred_opt() else { return vec![] };
    let open = pairings.iter().filter(|p| p.to.is_none_or(|to| to > last));
    open.map(|pairing| Written::Pairing(pairing.ending(last, why))).collect()
}

/// Gives a child to a mentor from a day on; whoever had the child has it up to the day before.
pub async fn pair(
    unit: &mut dyn Unit,
    child: ChildId,
    mentor: AccountId,
    from: NaiveDate,
    id: PairingId,
    by: By,
) -> Result<(), StorageError> {
    let before = unit.pairings().of_child(child).await?;
    if before.iter().any(|p| p.mentor == mentor && p.on(from) && p.to.is_none()) {
        return Ok(());
    }
    let mut written = end_all(&before, from, PairingEnded::Handed);
    let pairing = Pairing { id, child, mentor, role: PairingRole::Primary, from, to: None, ended: None };
    written.push(Written::Pairing(pairing));
    let seq = unit.commits().next(by).await?;
    unit.register().write(seq, &written).await
}
