//! A child moves to another school.

use chrono::NaiveDate;
use domain::id::{ActId, ChildId, SchoolId};
use domain::register::Act;
use storage::{By, StorageError, Unit};
use uuid::Uuid;

use super::acts::{Carried, Shown, carry_out, preview};

/// Moves a child from its school to another, from a day on. The pairings end; the new school makes its own.
pub async fn move_child(
    unit: &mut dyn Unit,
    child: ChildId,
    (old, school): (SchoolId, SchoolId),
    class_name: &str,
    from: NaiveDate,
    by: By,
    mut fresh: impl FnMut() -> Uuid,
) -> Result<Carried, StorageError> {
    let act = Act::MoveChild { child, school, class_name: class_name.to_owned(), from };
    let id = ActId(fresh());
    let draft = preview(unit, &act, from, fresh).await?;
    carry_out(unit, Shown { id, school: old, act, draft }, from, by).await
}
