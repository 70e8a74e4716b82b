//! The last days of each child, as this engine reads them quickest.

use chrono::NaiveDate;
use domain::id::CountyId;
use sqlx::QueryBuilder;

use super::dialect::Db;

/// Asks for the last day of each of some marks up to `day`, of each child of the enrolments `e` that `from` names.
pub fn query(
    county: CountyId,
    day: NaiveDate,
    marks: &[i64],
    from: impl FnOnce(&mut QueryBuilder<Db>),
) -> QueryBuilder<Db> {
    let mut query = QueryBuilder::new("SELECT e.child_id AS id");
    for mark in marks.iter().copied() {
        // One step on the index for each entry that is newer than the last of this mark.
        query.push(", (SELECT k.on_day FROM credit k WHERE k.county_id = ").push_bind(county.0);
        query.push(" AND k.child_id = e.child_id AND k.to_seq IS NULL AND k.on_day <= ").push_bind(day);
        query.push(" AND (k.marks & ").push_bind(mark).push(") <> 0 ORDER BY k.on_day DESC LIMIT 1)");
    }
    from(&mut query);
    query
}
