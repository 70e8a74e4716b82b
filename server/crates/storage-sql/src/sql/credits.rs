//! What entries count for.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{ChildId, LogId, SchoolId};
use domain::log::{Credit, Log, Mark, Marks, credit};
use domain::term::due::LastDays;
use sqlx::{QueryBuilder, Row as _};
use storage::{Counting, CreditRepository, Found, KeptCredit, NewLog, StorageError};
use uuid::Uuid;

use super::super::{dialect, last_days};
use super::donations;
use super::enrolments::push_in_force;
use super::read::{DbRow, LOG, LogRow, damaged, unreadable};
use super::{Db, SqlUnit, mapped, number, of_county, parsed, push_ids, rows_per_statement, signed};

/// The marks whose last days are asked for, in the order of [`LastDays`].
const ASKED: [Mark; 5] = [Mark::Contact, Mark::HomeVisit, Mark::FamilyContact, Mark::Talk, Mark::Safety];

/// How many of them are asked for the whole county, whose counts need no more.
const COUNTED: usize = 4;

/// Entries that are compared at once.
const CHECKED: i64 = 1000;

#[derive(sqlx::FromRow)]
struct CreditRow {
    child_id: Uuid,
    on_day: NaiveDate,
    kind: String,
    marks: i64,
    from_seq: i64,
    to_seq: Option<i64>,
}

/// A child, and after it the last day of each of so many marks.
fn child_days(row: &DbRow, marks: usize) -> Result<(ChildId, LastDays), sqlx::Error> {
    let days = LastDays {
        contact: row.try_get(1)?,
        home_visit: row.try_get(2)?,
        family_contact: row.try_get(3)?,
        talk: row.try_get(4)?,
        safety: if marks > COUNTED { row.try_get(5)? } else { None },
    };
    Ok((ChildId(row.try_get(0)?), days))
}

/// What entries count for, for one child.
fn of_child(row: &DbRow) -> Result<Vec<Counting>, StorageError> {
    let child = ChildId(row.try_get("id").map_err(damaged("credit"))?);
    let entries: String = row.try_get("entries").map_err(damaged("credit"))?;
    let read = |entry: &str| {
        let mut parts = entry.split(' ');
        let on = parts.next()?.parse().ok()?;
        let marks = Marks(parts.next()?.parse().ok()?);
        let kind = parts.next()?.parse().ok()?;
        let log = LogId(Uuid::parse_str(parts.next()?).ok()?);
        Some(Counting { child, log, credit: Credit { on, kind, marks } })
    };
    entries.split(',').map(|entry| read(entry).ok_or(StorageError::Inconsistent("credit"))).collect()
}

impl SqlUnit {
    /// Keeps what new entries count for.
    pub(super) async fn add_credits(&mut self, logs: &[NewLog]) -> Result<(), StorageError> {
        let mut rows = Vec::new();
        for new in logs {
            if let Some(credit) = credit(&new.log) {
                let seq = signed(new.seq)?;
                rows.extend(new.children.iter().map(|child| (*child, new.log.id, credit, seq)));
            }
        }
        self.insert_credits(&rows).await
    }

    /// Replaces what an entry counted for by what it counts for since a commit.
    pub(super) async fn replace_credits(&mut self, seq: u64, log: &Log) -> Result<(), StorageError> {
        let seq = signed(seq)?;
        // A revision may count for nothing, so that there may be none to replace.
        sqlx::query("UPDATE credit SET to_seq = $1 WHERE county_id = $2 AND log_id = $3 AND to_seq IS NULL")
            .bind(seq)
            .bind(self.county.0)
            .bind(log.id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        let Some(credit) = credit(log) else { return Ok(()) };
        let members: Vec<(Uuid,)> =
            sqlx::query_as("SELECT child_id FROM log_child WHERE county_id = $1 AND log_id = $2 ORDER BY child_id")
                .bind(self.county.0)
                .bind(log.id.0)
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        let rows: Vec<_> = members.into_iter().map(|(child,)| (ChildId(child), log.id, credit, seq)).collect();
        self.insert_credits(&rows).await
    }

    /// What is kept of what entries count for now, by entry.
    async fn kept_of(
        &mut self,
        logs: &[Uuid],
    ) -> Result<BTreeMap<Uuid, BTreeSet<(Uuid, NaiveDate, i64)>>, StorageError> {
        let start = "SELECT log_id, child_id, on_day, marks FROM credit WHERE to_seq IS NULL AND county_id = ";
        let mut query = of_county(start, self.county);
        query.push(" AND log_id IN ");
        push_ids(&mut query, logs.iter().copied());
        let rows: Vec<(Uuid, Uuid, NaiveDate, i64)> =
            query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        let mut all: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (log, child, on, marks) in rows {
            all.entry(log).or_default().insert((child, on, marks));
        }
        Ok(all)
    }

    /// The children for whom entries count, of entries that were not erased.
    async fn counted_of(&mut self, logs: &[Uuid]) -> Result<BTreeMap<Uuid, Vec<Uuid>>, StorageError> {
        let start = "SELECT m.log_id, m.child_id FROM log_child m WHERE EXISTS (SELECT 1 FROM log_revision r \
                       WHERE r.county_id = m.county_id AND r.log_id = m.log_id) AND m.county_id = ";
        let mut query = of_county(start, self.county);
        query.push(" AND m.log_id IN ");
        push_ids(&mut query, logs.iter().copied());
        let rows: Vec<(Uuid, Uuid)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for (log, child) in rows {
            all.entry(log).or_default().push(child);
        }
        Ok(all)
    }

    async fn insert_credits(&mut self, rows: &[(ChildId, LogId, Credit, i64)]) -> Result<(), StorageError> {
        for some in rows.chunks(rows_per_statement(7)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO credit (county_id, child_id, log_id, on_day, kind, marks, from_seq) ",
            );
            query.push_values(some, |mut row, (child, log, credit, seq)| {
                row.push_bind(self.county.0)
                    .push_bind(child.0)
                    .push_bind(log.0)
                    .push_bind(credit.on)
                    .push_bind(credit.kind.code())
                    .push_bind(i64::from(credit.marks.0))
                    .push_bind(*seq);
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }
}

#[async_trait]
impl CreditRepository for SqlUnit {
    async fn last_days(
        &mut self,
        school: Option<SchoolId>,
        day: NaiveDate,
    ) -> Result<Found<(ChildId, LastDays)>, StorageError> {
        let mut marks = ASKED.map(|mark| i64::from(mark.bit())).to_vec();
        marks.truncate(if school.is_some() { ASKED.len() } else { COUNTED });
        let mut query = last_days::query(self.county, day, &marks, |query| {
            query.push(" FROM enrolment e WHERE e.county_id = ").push_bind(self.county.0);
            push_in_force(query, "e", day);
            if let Some(school) = school {
                query.push(" AND e.school_id = ").push_bind(school.0);
            }
        });
        let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        let mut found = Found::default();
        for row in &rows {
            match child_days(row, marks.len()).map_err(damaged("credit")) {
                Ok(days) => found.rows.push(days),
                Err(error) => found.unreadable.push(unreadable(&error, row)),
            }
        }
        Ok(found)
    }

    async fn between(
        &mut self,
        from: NaiveDate,
        to: NaiveDate,
        children: Option<&[ChildId]>,
    ) -> Result<Found<Counting>, StorageError> {
        let some: Vec<&[ChildId]> =
            children.map_or_else(|| vec![[].as_slice()], |all| all.chunks(rows_per_statement(1)).collect());
        let mut found = Found::default();
        for some in some {
            // One row a child, its entries in a text: a row an entry would cost more than the entries.
            let mut query = QueryBuilder::<Db>::new("SELECT k.child_id AS id, string_agg(");
            query
                .push(dialect::CREDIT_TEXT)
                .push(", ',') AS entries FROM credit k WHERE k.to_seq IS NULL AND k.county_id = ");
            query.push_bind(self.county.0).push(" AND k.on_day >= ").push_bind(from);
            query.push(" AND k.on_day <= ").push_bind(to);
            if !some.is_empty() {
                query.push(" AND k.child_id IN ");
                push_ids(&mut query, some.iter().map(|child| child.0));
            }
            query.push(" GROUP BY k.child_id ORDER BY k.child_id");
            for row in query.build().fetch_all(&mut *self.tx).await.map_err(mapped)? {
                match of_child(&row) {
                    Ok(all) => found.rows.extend(all),
                    Err(error) => found.unreadable.push(unreadable(&error, &row)),
                }
            }
        }
        Ok(found)
    }

    async fn amiss(&mut self) -> Result<Vec<LogId>, StorageError> {
        let mut found = vec![];
        let mut after = Uuid::nil();
        loop {
            let mut query = QueryBuilder::<Db>::new("SELECT ");
            query.push(LOG).push(" FROM log WHERE county_id = ").push_bind(self.county.0);
            query.push(" AND id > ").push_bind(after).push(" ORDER BY id LIMIT ").push_bind(CHECKED);
            let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            let ids: Vec<Uuid> = rows.iter().map(|row| row.try_get("id")).collect::<Result<_, _>>().map_err(mapped)?;
            let Some(last) = ids.last() else { return Ok(found) };
            after = *last;
            let logs = self.values::<LogRow>(&rows).await?;
            found.extend(logs.unreadable.iter().map(|row| LogId(row.id)));
            let kept = self.kept_of(&ids).await?;
            let counted = self.counted_of(&ids).await?;
            let given = self.kept_donations(&ids).await?;
            for log in logs {
                let members = counted.get(&log.id.0).into_iter().flatten();
                let said: BTreeSet<_> = credit(&log)
                    .into_iter()
                    .flat_map(|credit| members.clone().map(move |child| (*child, credit.on, i64::from(credit.marks.0))))
                    .collect();
                // An erased entry counts for what it counted, and says nothing that could be compared.
                let counts = said == kept.get(&log.id.0).cloned().unwrap_or_default();
                let gives = donations::said(&log) == given.get(&log.id.0).copied();
                if counted.contains_key(&log.id.0) && !(counts && gives) {
                    found.push(log.id);
                }
            }
        }
    }

    async fn of_log(&mut self, log: LogId) -> Result<Vec<KeptCredit>, StorageError> {
        let rows: Vec<CreditRow> = sqlx::query_as(
            "SELECT child_id, on_day, kind, marks, from_seq, to_seq FROM credit \
             WHERE county_id = $1 AND log_id = $2 ORDER BY from_seq, child_id",
        )
        .bind(self.county.0)
        .bind(log.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter()
            .map(|row| {
                let marks = Marks(number(row.marks, "credit.marks")?);
                Ok(KeptCredit {
                    child: ChildId(row.child_id),
                    credit: Credit { on: row.on_day, kind: parsed(&row.kind, "credit.kind")?, marks },
                    from_seq: number(row.from_seq, "credit.from_seq")?,
                    to_seq: row.to_seq.map(|seq| number(seq, "credit.to_seq")).transpose()?,
                })
            })
            .collect()
    }
}
