//! The county's row and its sequence.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::AccountId;
use domain::register::Commit;
use sqlx::QueryBuilder;
use storage::{By, CommitRepository, StorageError};
use uuid::Uuid;

use super::{Db, SqlUnit, found_one, mapped, number, parsed, rows_per_statement, signed};

#[derive(sqlx::FromRow)]
pub struct CommitRow {
    seq: i64,
    at: DateTime<Utc>,
    actor_id: Option<Uuid>,
    cause: String,
}

impl CommitRow {
    pub fn read(self) -> Result<Commit, StorageError> {
        Ok(Commit {
            seq: number(self.seq, "register_commit.seq")?,
            at: self.at,
            actor: self.actor_id.map(AccountId),
            cause: parsed(&self.cause, "register_commit.cause")?,
        })
    }
}

impl SqlUnit {
    /// When the last number was taken. The row of the county is locked.
    async fn last_at(&mut self) -> Result<Option<DateTime<Utc>>, StorageError> {
        let last: Option<(DateTime<Utc>,)> =
            sqlx::query_as("SELECT at FROM register_commit WHERE county_id = $1 ORDER BY seq DESC LIMIT 1")
                .bind(self.county.0)
                .fetch_optional(&mut *self.tx)
                .await
                .map_err(mapped)?;
        Ok(last.map(|(at,)| at))
    }
}

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

    async fn made_up(&mut self) -> Result<(), StorageError> {
        let done = sqlx::query("UPDATE county SET demo = TRUE WHERE id = $1")
            .bind(self.county.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found_one(&done, "county")
    }

    async fn next(&mut self, by: By) -> Result<u64, StorageError> {
        self.take(1, by).await
    }

    async fn take(&mut self, count: u64, by: By) -> Result<u64, StorageError> {
        let taken: Option<(i64,)> =
            sqlx::query_as("UPDATE county SET seq = seq + $1 WHERE id = $2 RETURNING seq - $1 + 1")
                .bind(signed(count)?)
                .bind(self.county.0)
                .fetch_optional(&mut *self.tx)
                .await
                .map_err(mapped)?;
        let (first,) = taken.ok_or(StorageError::Missing { what: "county" })?;
        // A clock may be set back; what was known when must not change by it.
        let at = self.last_at().await?.map_or(by.at, |last| last.max(by.at));
        let numbers: Vec<i64> = (first..first + signed(count)?).collect();
        for some in numbers.chunks(rows_per_statement(5)) {
            let mut query =
                QueryBuilder::<Db>::new("INSERT INTO register_commit (county_id, seq, at, actor_id, cause) ");
            query.push_values(some, |mut row, seq| {
                row.push_bind(self.county.0)
                    .push_bind(*seq)
                    .push_bind(at)
                    .push_bind(by.actor.map(|a| a.0))
                    .push_bind(by.cause.code());
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        let first = number(first, "county.seq")?;
        self.taken.get_or_insert(first);
        Ok(first)
    }

    async fn taken(&mut self) -> Result<Option<u64>, StorageError> {
        Ok(self.taken)
    }

    async fn newest(&mut self) -> Result<u64, StorageError> {
        let found: Option<(i64,)> = sqlx::query_as("SELECT seq FROM county WHERE id = $1")
            .bind(self.county.0)
            .fetch_optional(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found.map_or(Ok(0), |(seq,)| number(seq, "county.seq"))
    }

    async fn epoch(&mut self) -> Result<u64, StorageError> {
        let found: Option<(i64,)> = sqlx::query_as("SELECT epoch FROM county WHERE id = $1")
            .bind(self.county.0)
            .fetch_optional(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found.map_or(Ok(0), |(epoch,)| number(epoch, "county.epoch"))
    }

    async fn get(&mut self, seq: u64) -> Result<Option<Commit>, StorageError> {
        let found: Option<CommitRow> =
            sqlx::query_as("SELECT seq, at, actor_id, cause FROM register_commit WHERE county_id = $1 AND seq = $2")
                .bind(self.county.0)
                .bind(signed(seq)?)
                .fetch_optional(&mut *self.tx)
                .await
                .map_err(mapped)?;
        found.map(CommitRow::read).transpose()
    }
}
