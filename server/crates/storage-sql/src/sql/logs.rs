//! Entries and their revisions.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, ChildId, LogId, OpId, SchoolId};
use domain::log::Log;
use sqlx::QueryBuilder;
use storage::{Found, LogRepository, NewLog, Revision, StorageError};
use uuid::Uuid;

use super::enrolments::push_children_of;
use super::read::{LOG, LogRow};
use super::sealed::entry_key;
use super::{Db, SqlUnit, found_one, from_json, mapped, of_county, push_ids, rows_per_statement, signed, to_json};
use crate::vault::{Holder, Place};

/// An entry with what of it is sealed.
struct Written<'a> {
    new: &'a NewLog,
    seq: i64,
    body: Vec<u8>,
    state: Vec<u8>,
}

impl SqlUnit {
    /// Seals an entry under its own key.
    fn sealed<'a>(&self, new: &'a NewLog) -> Result<Written<'a>, StorageError> {
        let id = new.log.id.0;
        let (body, state) = (to_json(&new.log.body)?, to_json(&new.log)?);
        let at = Place::part("log_revision.state", id, i64::from(new.log.revision));
        Ok(Written {
            new,
            seq: signed(new.seq)?,
            body: self.opened.seal(Holder::Entry(id), Place::new("log.body", id), body.as_bytes())?,
            state: self.opened.seal(Holder::Entry(id), at, state.as_bytes())?,
        })
    }

    /// An entry's key for the children whom it concerns, but those who were erased.
    fn wrapped_for(&self, log: Uuid, child: Uuid) -> Result<Option<Vec<u8>>, StorageError> {
        let child = Holder::Subject(child);
        self.opened.has(child).then(|| self.opened.wrap(Holder::Entry(log), child, entry_key(log))).transpose()
    }

    /// Runs a statement about the entries of two files of one child.
    async fn of_two_files(
        &mut self,
        statement: &'static str,
        kept: ChildId,
        linked: ChildId,
        seq: u64,
    ) -> Result<(), StorageError> {
        sqlx::query(statement)
            .bind(self.county.0)
            .bind(kept.0)
            .bind(linked.0)
            .bind(signed(seq)?)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn add_entries(&mut self, rows: &[Written<'_>]) -> Result<(), StorageError> {
        let county = self.county.0;
        let opens = rows.iter().map(|written| {
            let log = &written.new.log;
            // Children of classes only do not own it: it stays with who recorded it.
            let by_county = || self.opened.wrap(Holder::Entry(log.id.0), Holder::County, entry_key(log.id.0));
            log.body.children.is_empty().then(by_county).transpose()
        });
        let opens = opens.collect::<Result<Vec<_>, _>>()?;
        let rows: Vec<_> = rows.iter().zip(opens).collect();
        for some in rows.chunks(rows_per_statement(13)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO log (county_id, id, author_id, for_classes, body, captured_at, revision, withdrawn, \
                 followed_up_on, entered_by, open_follow_up, seq, opens) ",
            );
            query.push_values(some, |mut row, (written, opens)| {
                let log = &written.new.log;
                row.push_bind(county)
                    .push_bind(log.id.0)
                    .push_bind(log.author.0)
                    .push_bind(!log.body.classes.is_empty())
                    .push_bind(written.body.clone())
                    .push_bind(log.captured_at)
                    .push_bind(i64::from(log.revision))
                    .push_bind(log.withdrawn)
                    .push_bind(log.followed_up_on)
                    .push_bind(log.entered_by.map(|a| a.0))
                    .push_bind(log.open_follow_up())
                    .push_bind(written.seq)
                    .push_bind(opens.clone());
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn add_members(&mut self, logs: &[NewLog]) -> Result<(), StorageError> {
        let county = self.county.0;
        let mut members = Vec::new();
        for new in logs {
            let log = new.log.id.0;
            let mut known = new.log.body.children.is_empty();
            for child in &new.children {
                let opens = if new.log.body.children.is_empty() { None } else { self.wrapped_for(log, child.0)? };
                known |= opens.is_some();
                members.push((child.0, log, opens));
            }
            if !known {
                return Err(StorageError::Missing { what: "a child of the entry who was not erased" });
            }
        }
        for some in members.chunks(rows_per_statement(4)) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO log_child (county_id, child_id, log_id, opens) ");
            query.push_values(some, |mut row, (child, log, opens)| {
                row.push_bind(county).push_bind(*child).push_bind(*log).push_bind(opens.clone());
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    /// Puts the entries of a closed file into the kept child's, whose key then opens them as well.
    async fn share_entries(&mut self, kept: ChildId, linked: ChildId) -> Result<(), StorageError> {
        let entries: Vec<(Uuid, Option<Vec<u8>>)> = sqlx::query_as(
            "SELECT m.log_id, m.opens FROM log_child m WHERE m.county_id = $1 AND m.child_id = $3 AND m.log_id NOT IN \
                 (SELECT log_id FROM log_child WHERE county_id = $1 AND child_id = $2)",
        )
        .bind(self.county.0)
        .bind(kept.0)
        .bind(linked.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        let own = entries.iter().filter(|(_, opens)| opens.is_some());
        self.learn_holders(own.map(|(log, _)| Holder::Entry(*log)).collect()).await?;
        self.hold(BTreeSet::from([kept.0])).await?;
        let shared = entries.into_iter().map(|(log, opens)| {
            // What the county opens is opened by no child.
            let opens = opens.map(|_| self.wrapped_for(log, kept.0)).transpose()?.flatten();
            Ok((log, opens))
        });
        let shared = shared.collect::<Result<Vec<_>, StorageError>>()?;
        let county = self.county.0;
        for some in shared.chunks(rows_per_statement(5)) {
            let mut query =
                QueryBuilder::<Db>::new("INSERT INTO log_child (county_id, child_id, log_id, through_id, opens) ");
            query.push_values(some, |mut row, (log, opens)| {
                row.push_bind(county).push_bind(kept.0).push_bind(*log).push_bind(linked.0).push_bind(opens.clone());
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn add_revisions(&mut self, rows: &[Written<'_>], at: DateTime<Utc>) -> Result<(), StorageError> {
        let county = self.county.0;
        for some in rows.chunks(rows_per_statement(6)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO log_revision (county_id, log_id, revision, state, op_id, received_at) ",
            );
            query.push_values(some, |mut row, written| {
                row.push_bind(county)
                    .push_bind(written.new.log.id.0)
                    .push_bind(i64::from(written.new.log.revision))
                    .push_bind(written.state.clone())
                    .push_bind(written.new.op.map(|o| o.0))
                    .push_bind(at);
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }
}

#[async_trait]
impl LogRepository for SqlUnit {
    async fn add(&mut self, logs: &[NewLog], at: DateTime<Utc>) -> Result<(), StorageError> {
        self.hold(logs.iter().flat_map(|new| new.children.iter().map(|child| child.0)).collect()).await?;
        for new in logs {
            self.opened.make(Holder::Entry(new.log.id.0));
        }
        let rows = logs.iter().map(|new| self.sealed(new)).collect::<Result<Vec<_>, _>>()?;
        self.add_entries(&rows).await?;
        self.add_members(logs).await?;
        self.add_revisions(&rows, at).await?;
        self.add_donations(logs).await?;
        self.add_credits(logs).await
    }

    async fn get(&mut self, id: LogId) -> Result<Option<Log>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(LOG).push(" FROM log WHERE county_id = ").push_bind(self.county.0);
        query.push(" AND id = ").push_bind(id.0);
        let row: Option<LogRow> = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        self.one(row).await
    }

    async fn revise(&mut self, seq: u64, log: &Log, op: OpId, at: DateTime<Utc>) -> Result<(), StorageError> {
        let new = NewLog { log: log.clone(), children: vec![], op: Some(op), seq };
        self.learn_holders(BTreeSet::from([Holder::Entry(log.id.0)])).await?;
        if !self.opened.has(Holder::Entry(log.id.0)) {
            return Err(StorageError::Missing { what: "log" });
        }
        let written = self.sealed(&new)?;
        let done = sqlx::query(
            "UPDATE log SET body = $1, revision = $2, withdrawn = $3, followed_up_on = $4, open_follow_up = $5, \
             seq = $6 WHERE county_id = $7 AND id = $8",
        )
        .bind(written.body.as_slice())
        .bind(i64::from(log.revision))
        .bind(log.withdrawn)
        .bind(log.followed_up_on)
        .bind(log.open_follow_up())
        .bind(written.seq)
        .bind(self.county.0)
        .bind(log.id.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "log")?;
        self.add_revisions(&[written], at).await?;
        self.replace_donation(&new).await?;
        self.replace_credits(seq, log).await
    }

    async fn revisions(&mut self, id: LogId) -> Result<Vec<Revision>, StorageError> {
        let rows: Vec<(i64, Vec<u8>, Option<Uuid>, DateTime<Utc>)> = sqlx::query_as(
            "SELECT revision, state, op_id, received_at FROM log_revision WHERE county_id = $1 AND log_id = $2 ORDER BY revision",
        )
        .bind(self.county.0)
        .bind(id.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        self.learn(rows.iter().map(|(_, state, _, _)| state.as_slice())).await?;
        rows.into_iter()
            .map(|(revision, state, op, received_at)| {
                let state = self.opened.open(Place::part("log_revision.state", id.0, revision), &state)?;
                Ok(Revision { log: from_json(state, "log_revision.state")?, op: op.map(OpId), received_at })
            })
            .collect()
    }

    async fn children(&mut self, id: LogId) -> Result<Vec<ChildId>, StorageError> {
        let rows: Vec<(Uuid,)> =
            sqlx::query_as("SELECT child_id FROM log_child WHERE county_id = $1 AND log_id = $2 ORDER BY child_id")
                .bind(self.county.0)
                .bind(id.0)
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        Ok(rows.into_iter().map(|(id,)| ChildId(id)).collect())
    }

    async fn entered(&mut self, by: AccountId, since: DateTime<Utc>) -> Result<Found<Log>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(LOG).push(" FROM log WHERE county_id = ").push_bind(self.county.0);
        query.push(" AND entered_by = ").push_bind(by.0).push(" AND captured_at >= ").push_bind(since);
        query.push(
            " AND EXISTS (SELECT 1 FROM log_revision r WHERE r.county_id = log.county_id AND r.log_id = log.id \
                 AND r.revision = 1 AND r.op_id IS NOT NULL)",
        );
        query.push(" ORDER BY captured_at DESC, id DESC");
        let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.values::<LogRow>(&rows).await
    }

    async fn follow_ups(&mut self, school: SchoolId, day: NaiveDate) -> Result<Found<Log>, StorageError> {
        let county = self.county;
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(LOG).push(" FROM log WHERE county_id = ").push_bind(county.0);
        query.push(" AND open_follow_up < ").push_bind(day);
        query.push(" AND id IN (SELECT m.log_id FROM log_child m WHERE m.county_id = ").push_bind(county.0);
        query.push(" AND m.child_id IN ");
        push_children_of(&mut query, county, school, day);
        query.push(") ORDER BY open_follow_up, id");
        let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.values::<LogRow>(&rows).await
    }

    async fn reach(&mut self, seq: u64, kept: ChildId, linked: ChildId) -> Result<(), StorageError> {
        let statements = [
            "INSERT INTO credit (county_id, child_id, log_id, on_day, kind, marks, from_seq) \
             SELECT c.county_id, $2, c.log_id, c.on_day, c.kind, c.marks, $4 FROM credit c \
             WHERE c.county_id = $1 AND c.child_id = $3 AND c.to_seq IS NULL AND c.log_id NOT IN \
                 (SELECT log_id FROM log_child WHERE county_id = $1 AND child_id = $2)",
            "UPDATE log SET seq = $4 WHERE county_id = $1 AND id IN \
                 (SELECT log_id FROM log_child WHERE county_id = $1 AND child_id = $3) AND id NOT IN \
                 (SELECT log_id FROM log_child WHERE county_id = $1 AND child_id = $2)",
        ];
        for statement in statements {
            self.of_two_files(statement, kept, linked, seq).await?;
        }
        self.share_entries(kept, linked).await
    }

    async fn release(&mut self, seq: u64, kept: ChildId, linked: ChildId) -> Result<(), StorageError> {
        let statements = [
            "UPDATE credit SET to_seq = $4 WHERE county_id = $1 AND child_id = $2 AND to_seq IS NULL AND log_id IN \
                 (SELECT log_id FROM log_child WHERE county_id = $1 AND child_id = $2 AND through_id = $3)",
            "UPDATE log SET seq = $4 WHERE county_id = $1 AND id IN \
                 (SELECT log_id FROM log_child WHERE county_id = $1 AND child_id = $2 AND through_id = $3)",
            // Its file has become less: whoever has it takes it anew.
            "UPDATE child SET seq = $4 WHERE county_id = $1 AND id = $2 AND EXISTS \
                 (SELECT 1 FROM log_child WHERE county_id = $1 AND child_id = $2 AND through_id = $3)",
        ];
        for statement in statements {
            self.of_two_files(statement, kept, linked, seq).await?;
        }
        sqlx::query("DELETE FROM log_child WHERE county_id = $1 AND child_id = $2 AND through_id = $3")
            .bind(self.county.0)
            .bind(kept.0)
            .bind(linked.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn known(&mut self, ids: &[LogId]) -> Result<Vec<LogId>, StorageError> {
        let mut found = Vec::new();
        for some in ids.chunks(rows_per_statement(1)) {
            let mut query = of_county("SELECT id FROM log WHERE county_id = ", self.county);
            query.push(" AND id IN ");
            push_ids(&mut query, some.iter().map(|id| id.0));
            let rows: Vec<(Uuid,)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            found.extend(rows.into_iter().map(|(id,)| LogId(id)));
        }
        Ok(found)
    }
}
