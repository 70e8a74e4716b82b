//! The last days of each child, as this engine reads them quickest.

use chrono::{Days, NaiveDate};
use domain::id::CountyId;
use sqlx::QueryBuilder;

use super::dialect::Db;

/// How far back all marks are read at once: over a term, the longest time from one duty to the next.
const RECENT: Days = Days::new(190);

/// Asks for the last day of each of some marks up to `day`, of each child of the enrolments `e` that `from` names.
///
/// A look-up costs this engine 4 µs however little it reads, so that a child's recent entries are read in one. Only a mark
/// that is not among them is looked up by itself.
pub fn query(
    county: CountyId,
    day: NaiveDate,
    marks: &[i64],
    from: impl FnOnce(&mut QueryBuilder<Db>),
) -> QueryBuilder<Db> {
    let recent = day.checked_sub_days(RECENT).unwrap_or(NaiveDate::MIN);
    let mut query = QueryBuilder::new("SELECT id");
    for at in 1..=marks.len() {
        query.push(format!(", days[{at}]"));
    }
    query.push(" FROM (SELECT e.child_id AS id, (SELECT ");
    for (at, mark) in marks.iter().copied().enumerate() {
        query.push(if at == 0 { "ARRAY[" } else { ", " });
        query.push("COALESCE(MAX(CASE WHEN (k.marks & ").push_bind(mark).push(") <> 0 THEN k.on_day END), ");
        query.push("(SELECT o.on_day FROM credit o WHERE o.county_id = ").push_bind(county.0);
        query.push(" AND o.child_id = e.child_id AND o.to_seq IS NULL AND o.on_day < ").push_bind(recent);
        query.push(" AND (o.marks & ").push_bind(mark).push(") <> 0 ORDER BY o.on_day DESC LIMIT 1))");
    }
    query.push("] FROM credit k WHERE k.county_id = ").push_bind(county.0);
    query.push(" AND k.child_id = e.child_id AND k.to_seq IS NULL AND k.on_day >= ").push_bind(recent);
    query.push(" AND k.on_day <= ").push_bind(day).push(") AS days");
    from(&mut query);
    // Without this, each of them would be worked out anew.
    query.push(" OFFSET 0) last");
    query
}
