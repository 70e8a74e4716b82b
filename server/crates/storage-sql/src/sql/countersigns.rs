//! Statements for what is asked for accounts and waits for a second person.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, CountersignId};
use storage::{Countersign, CountersignRepository, Decision, StorageError};
use uuid::Uuid;

use super::{SqlUnit, found_one, mapped, parsed};

#[derive(sqlx::FromRow)]
struct CountersignRow {
    id: Uuid,
    what: String,
    account_id: Uuid,
    asked_by: Uuid,
    asked_at: DateTime<Utc>,
    accepted: Option<bool>,
    resolved_by: Option<Uuid>,
    resolved_at: Option<DateTime<Utc>>,
    done_at: Option<DateTime<Utc>>,
}

impl CountersignRow {
    fn read(self) -> Result<Countersign, StorageError> {
        let decided = self.accepted.zip(self.resolved_by).zip(self.resolved_at);
        Ok(Countersign {
            id: CountersignId(self.id),
            what: parsed(&self.what, "countersign.what")?,
            of: AccountId(self.account_id),
            by: AccountId(self.asked_by),
            at: self.asked_at,
            decision: decided.map(|((accepted, by), at)| Decision { accepted, by: AccountId(by), at }),
            done_at: self.done_at,
        })
    }
}

#[async_trait]
impl CountersignRepository for SqlUnit {
    async fn add(&mut self, asked: &Countersign) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO countersign (county_id, id, what, account_id, asked_by, asked_at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(self.county.0)
        .bind(asked.id.0)
        .bind(asked.what.code())
        .bind(asked.of.0)
        .bind(asked.by.0)
        .bind(asked.at)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn get(&mut self, id: CountersignId) -> Result<Option<Countersign>, StorageError> {
        let row: Option<CountersignRow> = sqlx::query_as(
            "SELECT id, what, account_id, asked_by, asked_at, accepted, resolved_by, resolved_at, done_at \
             FROM countersign WHERE county_id = $1 AND id = $2",
        )
        .bind(self.county.0)
        .bind(id.0)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        row.map(CountersignRow::read).transpose()
    }

    async fn open(&mut self, since: DateTime<Utc>) -> Result<Vec<Countersign>, StorageError> {
        let rows: Vec<CountersignRow> = sqlx::query_as(
            "SELECT id, what, account_id, asked_by, asked_at, accepted, resolved_by, resolved_at, done_at \
             FROM countersign WHERE county_id = $1 AND asked_at >= $2 AND (accepted IS NULL OR accepted) \
             AND done_at IS NULL ORDER BY asked_at, id",
        )
        .bind(self.county.0)
        .bind(since)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter().map(CountersignRow::read).collect()
    }

    async fn resolve(&mut self, id: CountersignId, decision: Decision) -> Result<(), StorageError> {
        let done = sqlx::query(
            "UPDATE countersign SET accepted = $1, resolved_by = $2, resolved_at = $3 \
             WHERE county_id = $4 AND id = $5 AND accepted IS NULL",
        )
        .bind(decision.accepted)
        .bind(decision.by.0)
        .bind(decision.at)
        .bind(self.county.0)
        .bind(id.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "countersign that waits")
    }

    async fn done(&mut self, id: CountersignId, at: DateTime<Utc>) -> Result<(), StorageError> {
        let done = sqlx::query(
            "UPDATE countersign SET done_at = $1 WHERE county_id = $2 AND id = $3 AND accepted AND done_at IS NULL",
        )
        .bind(at)
        .bind(self.county.0)
        .bind(id.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "countersign that is agreed to")
    }
}
