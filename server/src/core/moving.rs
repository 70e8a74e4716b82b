//! A child moves to another school.

use chrono::NaiveDate;
use domain::id::{ChildId, CountyId, SchoolId};
use storage::{StorageError, Unit};

use super::pairing::end_all;

/// Moves a child to another school, from a day on. The pairings end; the new school makes its own.
pub async fn move_child(
    unit: &mut dyn Unit,
    county: CountyId,
    child: ChildId,
    school: SchoolId,
    class_name: &str,
    from: NaiveDate,
) -> Result<(), StorageError> {
    let before = unit.pairings_of_child(child).await?;
    let seq = unit.next_seq(county).await?;
    end_all(unit, seq, &before, from).await?;
    unit.move_child(seq, child, school, class_name).await
}
