use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::guardianship::{Fact, FactKind};
use domain::id::{AccountId, ChildId, CountyId, FactId, HouseholdId, LogId, OpId, SchoolId};
use domain::log::Log;
use sqlx::QueryBuilder;
use storage::{Field, NewLog, Since, StorageError};
use sync::{Row, RowBody, RowKey, RowKind};
use uuid::Uuid;

use super::rows::{AdultRow, ChildRow, FactRow, HouseholdRow, LogRow, PairingRow};
use super::{Db, SqlUnit, from_json, mapped, rows_per_statement, signed, to_json, unsigned};

/// Appends `(…, …)` with every id bound.
pub fn push_ids(query: &mut QueryBuilder<Db>, ids: impl IntoIterator<Item = Uuid>) {
    query.push("(");
    let mut list = query.separated(", ");
    for id in ids {
        list.push_bind(id);
    }
    query.push(")");
}

fn of_children(start: &'static str, children: &[ChildId], then: &'static str, since: &Since) -> QueryBuilder<Db> {
    let mut query = QueryBuilder::new(start);
    push_ids(&mut query, children.iter().map(|c| c.0));
    query.push(then);
    push_since(&mut query, since);
    query
}

fn push_since(query: &mut QueryBuilder<Db>, since: &Since) {
    query.push(" AND seq > ").push_bind(signed(since.after));
    if !since.but.is_empty() {
        query.push(" AND (seq < ").push_bind(signed(since.but.start));
        query.push(" OR seq >= ").push_bind(signed(since.but.end)).push(")");
    }
    query.push(" ORDER BY seq, id");
}

/// Rows that hang on a household: kind, and a query up to the list of children.
const OF_HOUSEHOLDS: [(RowKind, &str); 3] = [
    (RowKind::Household, "SELECT id, id, seq FROM household WHERE id IN (SELECT household_id FROM child WHERE id IN "),
    (
        RowKind::Adult,
        "SELECT household_id, id, seq FROM adult WHERE household_id IN (SELECT household_id FROM child WHERE id IN ",
    ),
    (
        RowKind::Fact,
        "SELECT household_id, id, seq FROM fact WHERE household_id IN (SELECT household_id FROM child WHERE id IN ",
    ),
];

impl SqlUnit {
    /// Which of some children each entry concerns.
    async fn members(&mut self, children: &[ChildId]) -> Result<BTreeMap<Uuid, Vec<ChildId>>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT log_id, child_id FROM log_child WHERE child_id IN ");
        push_ids(&mut query, children.iter().map(|c| c.0));
        query.push(" ORDER BY child_id");
        let rows: Vec<(Uuid, Uuid)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        let mut members: BTreeMap<Uuid, Vec<ChildId>> = BTreeMap::new();
        for (log, child) in rows {
            members.entry(log).or_default().push(ChildId(child));
        }
        Ok(members)
    }

    async fn keyed(
        &mut self,
        kind: RowKind,
        start: &'static str,
        files: &[ChildId],
        then: &str,
    ) -> Result<Vec<(Uuid, RowKey, u64)>, StorageError> {
        let mut query = QueryBuilder::<Db>::new(start);
        push_ids(&mut query, files.iter().map(|c| c.0));
        query.push(then);
        let rows: Vec<(Uuid, Uuid, i64)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        Ok(rows.into_iter().map(|(owner, id, seq)| (owner, RowKey::new(kind.clone(), id), unsigned(seq))).collect())
    }

    async fn add_revision(&mut self, log: &Log, op: Option<OpId>, at: DateTime<Utc>) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO log_revision (log_id, revision, state, op_id, received_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(log.id.0)
        .bind(i64::from(log.revision))
        .bind(to_json(log)?)
        .bind(op.map(|o| o.0))
        .bind(at)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }
}

#[async_trait]
impl Field for SqlUnit {
    async fn next_seq(&mut self, county: CountyId) -> Result<u64, StorageError> {
        self.next_seqs(county, 1).await
    }

    async fn next_seqs(&mut self, county: CountyId, count: u64) -> Result<u64, StorageError> {
        let (last,): (i64,) = sqlx::query_as("UPDATE county SET seq = seq + $1 WHERE id = $2 RETURNING seq")
            .bind(signed(count))
            .bind(county.0)
            .fetch_one(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(unsigned(last) + 1 - count)
    }

    async fn known_logs(&mut self, ids: &[LogId]) -> Result<Vec<LogId>, StorageError> {
        let mut found = Vec::new();
        for some in ids.chunks(rows_per_statement(1)) {
            let mut query = QueryBuilder::<Db>::new("SELECT id FROM log WHERE id IN ");
            push_ids(&mut query, some.iter().map(|id| id.0));
            let rows: Vec<(Uuid,)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            found.extend(rows.into_iter().map(|(id,)| LogId(id)));
        }
        Ok(found)
    }

    async fn seq(&mut self, county: CountyId) -> Result<u64, StorageError> {
        let found: Option<(i64,)> = sqlx::query_as("SELECT seq FROM county WHERE id = $1")
            .bind(county.0)
            .fetch_optional(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(found.map_or(0, |(seq,)| unsigned(seq)))
    }

    async fn add_logs(&mut self, county: CountyId, logs: &[NewLog], at: DateTime<Utc>) -> Result<(), StorageError> {
        let mut rows = Vec::with_capacity(logs.len());
        for new in logs {
            rows.push((new, to_json(&new.log.body)?, to_json(&new.log)?));
        }
        for some in rows.chunks(rows_per_statement(14)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO log (id, county_id, author_id, kind, mode, outcome, occurred_on, body, captured_at, revision, withdrawn, followed_up_on, for_classes, seq) ",
            );
            query.push_values(some, |mut row, (new, body, _)| {
                let log = &new.log;
                row.push_bind(log.id.0)
                    .push_bind(county.0)
                    .push_bind(log.author.0)
                    .push_bind(log.body.kind.code())
                    .push_bind(log.body.mode.code())
                    .push_bind(log.body.outcome.code())
                    .push_bind(log.body.occurred_on)
                    .push_bind(body.clone())
                    .push_bind(log.captured_at)
                    .push_bind(i64::from(log.revision))
                    .push_bind(log.withdrawn)
                    .push_bind(log.followed_up_on)
                    .push_bind(!log.body.classes.is_empty())
                    .push_bind(signed(new.seq));
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        let members: Vec<(Uuid, Uuid)> =
            logs.iter().flat_map(|new| new.children.iter().map(|c| (c.0, new.log.id.0))).collect();
        for some in members.chunks(rows_per_statement(2)) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO log_child (child_id, log_id) ");
            query.push_values(some, |mut row, (child, log)| {
                row.push_bind(*child).push_bind(*log);
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        for some in rows.chunks(rows_per_statement(5)) {
            let mut query =
                QueryBuilder::<Db>::new("INSERT INTO log_revision (log_id, revision, state, op_id, received_at) ");
            query.push_values(some, |mut row, (new, _, state)| {
                row.push_bind(new.log.id.0)
                    .push_bind(i64::from(new.log.revision))
                    .push_bind(state.clone())
                    .push_bind(new.op.map(|o| o.0))
                    .push_bind(at);
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn log(&mut self, id: LogId) -> Result<Option<Log>, StorageError> {
        let row: Option<LogRow> = sqlx::query_as("SELECT * FROM log WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut *self.tx)
            .await
            .map_err(mapped)?;
        row.map(|r| r.read().map(|(_, log)| log)).transpose()
    }

    async fn revise_log(&mut self, seq: u64, log: &Log, op: OpId, at: DateTime<Utc>) -> Result<(), StorageError> {
        sqlx::query(
            "UPDATE log SET kind = $1, mode = $2, outcome = $3, occurred_on = $4, body = $5, revision = $6, \
             withdrawn = $7, followed_up_on = $8, seq = $9 WHERE id = $10",
        )
        .bind(log.body.kind.code())
        .bind(log.body.mode.code())
        .bind(log.body.outcome.code())
        .bind(log.body.occurred_on)
        .bind(to_json(&log.body)?)
        .bind(i64::from(log.revision))
        .bind(log.withdrawn)
        .bind(log.followed_up_on)
        .bind(signed(seq))
        .bind(log.id.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        self.add_revision(log, Some(op), at).await
    }

    async fn revisions(&mut self, id: LogId) -> Result<Vec<Log>, StorageError> {
        let rows: Vec<(String,)> = sqlx::query_as("SELECT state FROM log_revision WHERE log_id = $1 ORDER BY revision")
            .bind(id.0)
            .fetch_all(&mut *self.tx)
            .await
            .map_err(mapped)?;
        rows.iter().map(|(state,)| from_json(state, "log_revision.state")).collect()
    }

    async fn add_facts(&mut self, county: CountyId, seq: u64, facts: &[Fact]) -> Result<(), StorageError> {
        let mut rows = Vec::with_capacity(facts.len());
        for fact in facts {
            rows.push((fact, to_json(&fact.value)?));
        }
        for some in rows.chunks(rows_per_statement(10)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO fact (id, county_id, household_id, kind, value, seen_on, author_id, captured_at, disputes, seq) ",
            );
            query.push_values(some, |mut row, (fact, value)| {
                row.push_bind(fact.id.0)
                    .push_bind(county.0)
                    .push_bind(fact.household.0)
                    .push_bind(fact.value.kind().code())
                    .push_bind(value.clone())
                    .push_bind(fact.seen_on)
                    .push_bind(fact.author.map(|a| a.0))
                    .push_bind(fact.captured_at)
                    .push_bind(fact.disputes.map(|f| f.0))
                    .push_bind(signed(seq));
            });
            // A fact's id is made by a phone; one that came before must not stop what comes after.
            query.push(" ON CONFLICT (id) DO NOTHING");
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn newest_fact(&mut self, household: HouseholdId, kind: FactKind) -> Result<Option<Fact>, StorageError> {
        let row: Option<FactRow> = sqlx::query_as(
            "SELECT * FROM fact WHERE household_id = $1 AND kind = $2 ORDER BY seq DESC, id DESC LIMIT 1",
        )
        .bind(household.0)
        .bind(kind.code())
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        row.map(|r| r.read().map(|(_, fact)| fact)).transpose()
    }

    async fn fact(&mut self, id: FactId) -> Result<Option<Fact>, StorageError> {
        let row: Option<FactRow> = sqlx::query_as("SELECT * FROM fact WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut *self.tx)
            .await
            .map_err(mapped)?;
        row.map(|r| r.read().map(|(_, fact)| fact)).transpose()
    }

    async fn disputed_facts(&mut self, school: SchoolId) -> Result<Vec<Fact>, StorageError> {
        let rows: Vec<FactRow> = sqlx::query_as(
            "SELECT f.* FROM fact f WHERE f.disputes IS NOT NULL \
               AND f.household_id IN (SELECT household_id FROM child WHERE school_id = $1) \
               AND NOT EXISTS (SELECT 1 FROM fact g WHERE g.household_id = f.household_id AND g.kind = f.kind \
                               AND (g.seq > f.seq OR (g.seq = f.seq AND g.id > f.id))) \
             ORDER BY f.seq, f.id",
        )
        .bind(school.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter().map(|r| r.read().map(|(_, fact)| fact)).collect()
    }

    async fn children_of_classes(
        &mut self,
        school: SchoolId,
        classes: &[String],
    ) -> Result<Vec<ChildId>, StorageError> {
        if classes.is_empty() {
            return Ok(vec![]);
        }
        let mut query = QueryBuilder::<Db>::new("SELECT id FROM child WHERE school_id = ");
        query.push_bind(school.0).push(" AND class_name IN (");
        let mut list = query.separated(", ");
        for name in classes {
            list.push_bind(name.clone());
        }
        query.push(") ORDER BY id");
        let rows: Vec<(Uuid,)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        Ok(rows.into_iter().map(|(id,)| ChildId(id)).collect())
    }

    async fn households_of(&mut self, children: &[ChildId]) -> Result<Vec<HouseholdId>, StorageError> {
        if children.is_empty() {
            return Ok(vec![]);
        }
        let mut query = QueryBuilder::<Db>::new("SELECT DISTINCT household_id FROM child WHERE id IN ");
        push_ids(&mut query, children.iter().map(|c| c.0));
        let rows: Vec<(Uuid,)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        Ok(rows.into_iter().map(|(id,)| HouseholdId(id)).collect())
    }

    async fn file_rows(
        &mut self,
        files: &[ChildId],
        visible: &[ChildId],
        mentor: Option<AccountId>,
        since: Since,
    ) -> Result<Vec<Row>, StorageError> {
        if files.is_empty() {
            return Ok(vec![]);
        }
        let tx = &mut *self.tx;
        let mut rows = Vec::new();
        let mut add = |version, body| rows.push(Row { version, body });

        let mut query = of_children("SELECT * FROM child WHERE id IN ", files, "", &since);
        for row in query.build_query_as::<ChildRow>().fetch_all(&mut *tx).await.map_err(mapped)? {
            let (v, r) = row.read()?;
            add(v, RowBody::Child(r));
        }
        let start = "SELECT id, address, seq FROM household WHERE id IN (SELECT household_id FROM child WHERE id IN ";
        let mut query = of_children(start, files, ")", &since);
        for row in query.build_query_as::<HouseholdRow>().fetch_all(&mut *tx).await.map_err(mapped)? {
            let (v, r) = row.read();
            add(v, RowBody::Household(r));
        }
        let start = "SELECT * FROM adult WHERE household_id IN (SELECT household_id FROM child WHERE id IN ";
        let mut query = of_children(start, files, ")", &since);
        for row in query.build_query_as::<AdultRow>().fetch_all(&mut *tx).await.map_err(mapped)? {
            let (v, r) = row.read()?;
            add(v, RowBody::Adult(r));
        }
        let start = "SELECT * FROM fact WHERE household_id IN (SELECT household_id FROM child WHERE id IN ";
        let mut query = of_children(start, files, ")", &since);
        for row in query.build_query_as::<FactRow>().fetch_all(&mut *tx).await.map_err(mapped)? {
            let (v, r) = row.read()?;
            add(v, RowBody::Fact(r));
        }
        let start = "SELECT * FROM pairing WHERE child_id IN ";
        let mut query = of_children(start, files, "", &since);
        for row in query.build_query_as::<PairingRow>().fetch_all(&mut *tx).await.map_err(mapped)? {
            let (v, r) = row.read()?;
            if mentor.is_none_or(|m| m == r.mentor) {
                add(v, RowBody::Pairing(r));
            }
        }
        let start = "SELECT * FROM log WHERE id IN (SELECT log_id FROM log_child WHERE child_id IN ";
        let mut query = of_children(start, files, ")", &since);
        let logs = query.build_query_as::<LogRow>().fetch_all(&mut *tx).await.map_err(mapped)?;
        if !logs.is_empty() {
            let mut members = self.members(visible).await?;
            for row in logs {
                let (version, mut log) = row.read()?;
                // Of the other children of a group session nothing leaves the server.
                log.body.children = members.remove(&log.id.0).unwrap_or_default();
                rows.push(Row { version, body: RowBody::Log(log) });
            }
        }
        Ok(rows)
    }

    async fn class_sessions(
        &mut self,
        author: AccountId,
        visible: &[ChildId],
        since: Since,
    ) -> Result<Vec<Row>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT * FROM log WHERE for_classes AND author_id = ");
        query.push_bind(author.0);
        if !visible.is_empty() {
            query.push(" AND id NOT IN (SELECT log_id FROM log_child WHERE child_id IN ");
            push_ids(&mut query, visible.iter().map(|c| c.0));
            query.push(")");
        }
        push_since(&mut query, &since);
        let logs = query.build_query_as::<LogRow>().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        logs.into_iter()
            .map(|row| {
                let (version, mut log) = row.read()?;
                log.body.children.clear();
                Ok(Row { version, body: RowBody::Log(log) })
            })
            .collect()
    }

    async fn file_keys(
        &mut self,
        files: &[ChildId],
        mentor: AccountId,
    ) -> Result<Vec<(ChildId, Vec<(RowKey, u64)>)>, StorageError> {
        if files.is_empty() {
            return Ok(vec![]);
        }
        let mut query = QueryBuilder::<Db>::new("SELECT id, household_id, seq FROM child WHERE id IN ");
        push_ids(&mut query, files.iter().map(|c| c.0));
        let children: Vec<(Uuid, Uuid, i64)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;

        let mut by_home = Vec::new();
        for (kind, start) in OF_HOUSEHOLDS {
            by_home.extend(self.keyed(kind, start, files, ")").await?);
        }
        let logs = "SELECT m.child_id, l.id, l.seq FROM log_child m JOIN log l ON l.id = m.log_id WHERE m.child_id IN ";
        let mut by_child = self.keyed(RowKind::Log, logs, files, "").await?;
        let pairings: BTreeSet<Uuid> = {
            let rows: Vec<(Uuid,)> = sqlx::query_as("SELECT id FROM pairing WHERE mentor_id = $1")
                .bind(mentor.0)
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
            rows.into_iter().map(|(id,)| id).collect()
        };
        let all =
            self.keyed(RowKind::Pairing, "SELECT child_id, id, seq FROM pairing WHERE child_id IN ", files, "").await?;
        by_child.extend(all.into_iter().filter(|(_, key, _)| pairings.contains(&key.id)));

        Ok(files
            .iter()
            .map(|file| {
                let mut keys = Vec::new();
                if let Some((id, home, seq)) = children.iter().find(|(id, ..)| *id == file.0) {
                    keys.push((RowKey::new(RowKind::Child, *id), unsigned(*seq)));
                    keys.extend(by_home.iter().filter(|(owner, ..)| owner == home).map(|(_, k, v)| (k.clone(), *v)));
                    keys.extend(by_child.iter().filter(|(owner, ..)| owner == id).map(|(_, k, v)| (k.clone(), *v)));
                }
                (*file, keys)
            })
            .collect())
    }
}
