//! Statements for school files on their way into the register.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, BatchId, SchoolId};
use domain::import::batch::BatchState;
use storage::{Batch, BatchLine, BatchRepository, StorageError};
use uuid::Uuid;

use super::{SqlUnit, found_one, mapped, number, parsed, signed};
use crate::vault::{Holder, Place};

#[derive(sqlx::FromRow)]
struct LineRow {
    id: Uuid,
    school_id: Uuid,
    begun_by: Option<Uuid>,
    begun_at: DateTime<Utc>,
    state: String,
    settled_at: Option<DateTime<Utc>>,
    emptied: bool,
    revision: i64,
}

#[derive(sqlx::FromRow)]
struct BatchRow {
    #[sqlx(flatten)]
    line: LineRow,
    body: Vec<u8>,
}

impl LineRow {
    fn read(self) -> Result<BatchLine, StorageError> {
        Ok(BatchLine {
            id: BatchId(self.id),
            school: SchoolId(self.school_id),
            begun_by: self.begun_by.map(AccountId),
            begun_at: self.begun_at,
            state: parsed(&self.state, "batch.state")?,
            settled_at: self.settled_at,
            emptied: self.emptied,
            revision: number(self.revision, "batch.revision")?,
        })
    }
}

#[async_trait]
impl BatchRepository for SqlUnit {
    async fn add(&mut self, batch: &Batch) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO batch (county_id, id, school_id, begun_by, begun_at, state, settled_at, emptied, revision, body) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(self.county.0)
        .bind(batch.line.id.0)
        .bind(batch.line.school.0)
        .bind(batch.line.begun_by.map(|by| by.0))
        .bind(batch.line.begun_at)
        .bind(batch.line.state.code())
        .bind(batch.line.settled_at)
        .bind(batch.line.emptied)
        .bind(signed(batch.line.revision)?)
        .bind(self.opened.seal(Holder::County, Place::new("batch.body", batch.line.id.0), &batch.body)?)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn get(&mut self, id: BatchId) -> Result<Option<Batch>, StorageError> {
        let row: Option<BatchRow> = sqlx::query_as(
            "SELECT id, school_id, begun_by, begun_at, state, settled_at, emptied, revision, body FROM batch \
             WHERE county_id = $1 AND id = $2",
        )
        .bind(self.county.0)
        .bind(id.0)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        row.map(|row| {
            let body = self.opened.open(Place::new("batch.body", row.line.id), &row.body)?;
            Ok(Batch { line: row.line.read()?, body })
        })
        .transpose()
    }

    async fn of_school(&mut self, school: SchoolId) -> Result<Vec<BatchLine>, StorageError> {
        let rows: Vec<LineRow> = sqlx::query_as(
            "SELECT id, school_id, begun_by, begun_at, state, settled_at, emptied, revision FROM batch \
             WHERE county_id = $1 AND school_id = $2 ORDER BY begun_at DESC, id DESC",
        )
        .bind(self.county.0)
        .bind(school.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter().map(LineRow::read).collect()
    }

    async fn to_empty(&mut self, until: DateTime<Utc>) -> Result<Vec<BatchId>, StorageError> {
        let rows: Vec<(Uuid,)> = sqlx::query_as(
            "SELECT id FROM batch WHERE county_id = $1 AND settled_at <= $2 AND NOT emptied ORDER BY settled_at, id",
        )
        .bind(self.county.0)
        .bind(until)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(rows.into_iter().map(|(id,)| BatchId(id)).collect())
    }

    async fn put(&mut self, batch: &Batch) -> Result<(), StorageError> {
        let revision = signed(batch.line.revision)?;
        let done = sqlx::query(
            "UPDATE batch SET state = $1, settled_at = $2, emptied = $3, revision = $4, body = $5 \
             WHERE county_id = $6 AND id = $7 AND revision = $8",
        )
        .bind(batch.line.state.code())
        .bind(batch.line.settled_at)
        .bind(batch.line.emptied)
        .bind(revision)
        .bind(self.opened.seal(Holder::County, Place::new("batch.body", batch.line.id.0), &batch.body)?)
        .bind(self.county.0)
        .bind(batch.line.id.0)
        .bind(revision - 1)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "batch as it was read")
    }

    async fn discard(&mut self, id: BatchId) -> Result<(), StorageError> {
        let done = sqlx::query("DELETE FROM batch WHERE county_id = $1 AND id = $2 AND state = $3")
            .bind(self.county.0)
            .bind(id.0)
            .bind(BatchState::Open.code())
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found_one(&done, "open batch")
    }

    async fn recipe(&mut self, school: SchoolId) -> Result<Option<String>, StorageError> {
        let row: Option<(String,)> = sqlx::query_as("SELECT body FROM recipe WHERE county_id = $1 AND school_id = $2")
            .bind(self.county.0)
            .bind(school.0)
            .fetch_optional(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(row.map(|(body,)| body))
    }

    async fn keep_recipe(&mut self, school: SchoolId, recipe: &str) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO recipe (county_id, school_id, body) VALUES ($1, $2, $3) \
             ON CONFLICT (county_id, school_id) DO UPDATE SET body = excluded.body",
        )
        .bind(self.county.0)
        .bind(school.0)
        .bind(recipe)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }
}
