//! The county's row and its sequence.

use async_trait::async_trait;
use storage::{CommitRepository, StorageError};

use super::{SqlUnit, mapped, number, signed};

#[async_trait]
impl CommitRepository for SqlUnit {
    async fn found(&mut self, name: &str) -> Result<(), StorageError> {
        sqlx::query("INSERT INTO county (id, name) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING")
            .bind(self.county.0)
            .bind(name)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn next(&mut self) -> Result<u64, StorageError> {
        self.take(1).await
    }

    async fn take(&mut self, count: u64) -> Result<u64, StorageError> {
        let taken: Option<(i64,)> =
            sqlx::query_as("UPDATE county SET seq = seq + $1 WHERE id = $2 RETURNING seq - $1 + 1")
                .bind(signed(count)?)
                .bind(self.county.0)
                .fetch_optional(&mut *self.tx)
                .await
                .map_err(mapped)?;
        let (first,) = taken.ok_or(StorageError::Missing { what: "county" })?;
        number(first, "county.seq")
    }

    async fn newest(&mut self) -> Result<u64, StorageError> {
        let found: Option<(i64,)> = sqlx::query_as("SELECT seq FROM county WHERE id = $1")
            .bind(self.county.0)
            .fetch_optional(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found.map_or(Ok(0), |(seq,)| number(seq, "county.seq"))
    }
}
