//! Pictures and their chunks.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, LogId, PhotoId};
use storage::{PhotoRepository, PhotoState, PhotosTaken, StorageError};
use uuid::Uuid;

use super::{SqlUnit, found_one, mapped, number, signed};

#[async_trait]
impl PhotoRepository for SqlUnit {
    async fn state(&mut self, account: AccountId, id: PhotoId) -> Result<Option<PhotoState>, StorageError> {
        let row: Option<(String, i64, i64)> = sqlx::query_as(
            "SELECT sha256, bytes, received FROM photo WHERE county_id = $1 AND account_id = $2 AND id = $3",
        )
        .bind(self.county.0)
        .bind(account.0)
        .bind(id.0)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        row.map(|(sha256, bytes, received)| {
            let (bytes, received) = (number(bytes, "photo.bytes")?, number(received, "photo.received")?);
            Ok(PhotoState { sha256, bytes, received })
        })
        .transpose()
    }

    async fn expect(
        &mut self,
        account: AccountId,
        id: PhotoId,
        state: &PhotoState,
        at: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO photo (county_id, account_id, id, sha256, bytes, received, expected_at) \
             VALUES ($1, $2, $3, $4, $5, 0, $6)",
        )
        .bind(self.county.0)
        .bind(account.0)
        .bind(id.0)
        .bind(state.sha256.as_str())
        .bind(signed(state.bytes)?)
        .bind(at)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn add_chunk(&mut self, account: AccountId, id: PhotoId, at: u64, data: &[u8]) -> Result<(), StorageError> {
        let then = signed(at.saturating_add(data.len() as u64))?;
        let done = sqlx::query(
            "UPDATE photo SET received = $1 WHERE county_id = $2 AND account_id = $3 AND id = $4 AND received = $5",
        )
        .bind(then)
        .bind(self.county.0)
        .bind(account.0)
        .bind(id.0)
        .bind(signed(at)?)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "photo with so many bytes")?;
        sqlx::query("INSERT INTO photo_chunk (county_id, account_id, photo_id, at, data) VALUES ($1, $2, $3, $4, $5)")
            .bind(self.county.0)
            .bind(account.0)
            .bind(id.0)
            .bind(signed(at)?)
            .bind(data)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn reset(&mut self, account: AccountId, id: PhotoId) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM photo_chunk WHERE county_id = $1 AND account_id = $2 AND photo_id = $3")
            .bind(self.county.0)
            .bind(account.0)
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        let done = sqlx::query("UPDATE photo SET received = 0 WHERE county_id = $1 AND account_id = $2 AND id = $3")
            .bind(self.county.0)
            .bind(account.0)
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found_one(&done, "photo")
    }

    async fn bytes(&mut self, account: AccountId, id: PhotoId) -> Result<Vec<u8>, StorageError> {
        let chunks: Vec<(Vec<u8>,)> = sqlx::query_as(
            "SELECT data FROM photo_chunk WHERE county_id = $1 AND account_id = $2 AND photo_id = $3 ORDER BY at",
        )
        .bind(self.county.0)
        .bind(account.0)
        .bind(id.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(chunks.into_iter().flat_map(|(data,)| data).collect())
    }

    async fn taken(&mut self, account: AccountId, since: DateTime<Utc>) -> Result<PhotosTaken, StorageError> {
        let (count, bytes): (i64, i64) = sqlx::query_as(
            "SELECT COUNT(*), CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM photo \
             WHERE county_id = $1 AND account_id = $2 AND expected_at >= $3",
        )
        .bind(self.county.0)
        .bind(account.0)
        .bind(since)
        .fetch_one(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(PhotosTaken { count: number(count, "photo")?, bytes: number(bytes, "photo.bytes")? })
    }

    async fn tie(&mut self, log: LogId, photos: &[PhotoId]) -> Result<(), StorageError> {
        for photo in photos {
            sqlx::query(
                "INSERT INTO log_photo (county_id, photo_id, log_id) VALUES ($1, $2, $3) \
                 ON CONFLICT (county_id, photo_id, log_id) DO NOTHING",
            )
            .bind(self.county.0)
            .bind(photo.0)
            .bind(log.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        }
        Ok(())
    }

    async fn logs(&mut self, id: PhotoId) -> Result<Vec<LogId>, StorageError> {
        let rows: Vec<(Uuid,)> =
            sqlx::query_as("SELECT log_id FROM log_photo WHERE county_id = $1 AND photo_id = $2 ORDER BY log_id")
                .bind(self.county.0)
                .bind(id.0)
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        Ok(rows.into_iter().map(|(log,)| LogId(log)).collect())
    }
}
