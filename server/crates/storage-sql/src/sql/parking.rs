//! Statements for work that waits for a school.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, ChildId, OpId, SchoolId};
use storage::{Decision, Parked, ParkingRepository, StorageError};
use uuid::Uuid;

use super::{SqlUnit, found_one, from_json, mapped, to_json};
use crate::vault::{Holder, Opened, Place};

#[derive(sqlx::FromRow)]
struct ParkedRow {
    op_id: Uuid,
    account_id: Uuid,
    child_id: Uuid,
    body: Vec<u8>,
    heard: String,
    received_at: DateTime<Utc>,
    accepted: Option<bool>,
    resolved_by: Option<Uuid>,
    resolved_at: Option<DateTime<Utc>>,
}

impl ParkedRow {
    fn read(self, opened: &Opened) -> Result<Parked, StorageError> {
        let decided = self.accepted.zip(self.resolved_by).zip(self.resolved_at);
        Ok(Parked {
            op: OpId(self.op_id),
            text: opened.text(Place::new("parked.body", self.op_id), &self.body)?,
            author: AccountId(self.account_id),
            child: ChildId(self.child_id),
            heard: from_json(&self.heard, "parked.heard")?,
            received_at: self.received_at,
            decision: decided.map(|((accepted, by), at)| Decision { accepted, by: AccountId(by), at }),
        })
    }
}

#[async_trait]
impl ParkingRepository for SqlUnit {
    async fn add(&mut self, parked: &Parked) -> Result<(), StorageError> {
        self.hold_living(BTreeSet::from([parked.child.0])).await?;
        let (holder, place) = (Holder::Subject(parked.child.0), Place::new("parked.body", parked.op.0));
        let body = self.opened.seal(holder, place, parked.text.as_bytes())?;
        sqlx::query(
            "INSERT INTO parked (county_id, op_id, account_id, child_id, body, received_at, heard) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(self.county.0)
        .bind(parked.op.0)
        .bind(parked.author.0)
        .bind(parked.child.0)
        .bind(body)
        .bind(parked.received_at)
        .bind(to_json(&parked.heard)?)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn get(&mut self, op: OpId) -> Result<Option<Parked>, StorageError> {
        let row: Option<ParkedRow> = sqlx::query_as(
            "SELECT op_id, account_id, child_id, body, heard, received_at, accepted, resolved_by, resolved_at \
             FROM parked WHERE county_id = $1 AND op_id = $2",
        )
        .bind(self.county.0)
        .bind(op.0)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        self.learn(row.iter().map(|row| row.body.as_slice())).await?;
        row.map(|row| row.read(&self.opened)).transpose()
    }

    async fn of_school(&mut self, school: SchoolId, day: NaiveDate) -> Result<Vec<Parked>, StorageError> {
        let rows: Vec<ParkedRow> = sqlx::query_as(
            "WITH RECURSIVE leads (op_id, child_id) AS ( \
                 SELECT op_id, child_id FROM parked WHERE county_id = $1 AND accepted IS NULL \
                 UNION SELECT l.op_id, j.one_id FROM leads l JOIN judged_pair j ON j.county_id = $1 \
                   AND j.other_id = l.child_id AND j.same AND j.taken_back IS NULL) \
             SELECT p.op_id, p.account_id, p.child_id, p.body, p.heard, p.received_at, p.accepted, p.resolved_by, \
               p.resolved_at \
             FROM parked p JOIN leads l ON l.op_id = p.op_id AND l.child_id NOT IN ( \
                 SELECT other_id FROM judged_pair WHERE county_id = $1 AND same AND taken_back IS NULL) \
             WHERE p.county_id = $1 AND $2 = ( \
                 SELECT e.school_id FROM enrolment e WHERE e.county_id = $1 AND e.child_id = l.child_id \
                 ORDER BY CASE WHEN e.from_day > $3 OR e.to_day < e.from_day THEN 2 \
                   WHEN e.to_day < $3 THEN 1 ELSE 0 END, e.from_day DESC, e.id DESC LIMIT 1) \
             ORDER BY p.received_at, p.op_id",
        )
        .bind(self.county.0)
        .bind(school.0)
        .bind(day)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        self.learn(rows.iter().map(|row| row.body.as_slice())).await?;
        rows.into_iter().map(|row| row.read(&self.opened)).collect()
    }

    async fn of_author(&mut self, author: AccountId) -> Result<Vec<Parked>, StorageError> {
        let rows: Vec<ParkedRow> = sqlx::query_as(
            "SELECT op_id, account_id, child_id, body, heard, received_at, accepted, resolved_by, resolved_at \
             FROM parked WHERE county_id = $1 AND account_id = $2 AND accepted IS NULL ORDER BY received_at, op_id",
        )
        .bind(self.county.0)
        .bind(author.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        self.learn(rows.iter().map(|row| row.body.as_slice())).await?;
        rows.into_iter().map(|row| row.read(&self.opened)).collect()
    }

    async fn pass_on(&mut self, op: OpId, to: ChildId, heard: &[ChildId]) -> Result<(), StorageError> {
        let done = sqlx::query(
            "UPDATE parked SET child_id = $1, heard = $2 WHERE county_id = $3 AND op_id = $4 AND accepted IS NULL",
        )
        .bind(to.0)
        .bind(to_json(&heard)?)
        .bind(self.county.0)
        .bind(op.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "parked work that waits")
    }

    async fn resolve(&mut self, op: OpId, decision: Decision) -> Result<(), StorageError> {
        let done = sqlx::query(
            "UPDATE parked SET accepted = $1, resolved_by = $2, resolved_at = $3 \
             WHERE county_id = $4 AND op_id = $5 AND accepted IS NULL",
        )
        .bind(decision.accepted)
        .bind(decision.by.0)
        .bind(decision.at)
        .bind(self.county.0)
        .bind(op.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "parked work that waits")
    }
}
