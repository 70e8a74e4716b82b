use async_trait::async_trait;
use domain::id::{AccountId, ChildId, LogId, PhotoId};
use storage::{PhotoState, Photos, StorageError};
use uuid::Uuid;

use super::{SqlUnit, mapped, signed, unsigned};

#[async_trait]
impl Photos for SqlUnit {
    async fn photo_state(&mut self, id: PhotoId) -> Result<Option<PhotoState>, StorageError> {
        let row: Option<(Uuid, String, i64, i64)> =
            sqlx::query_as("SELECT account_id, sha256, bytes, received FROM photo WHERE id = $1")
                .bind(id.0)
                .fetch_optional(&mut *self.tx)
                .await
                .map_err(mapped)?;
        Ok(row.map(|(account, sha256, bytes, received)| PhotoState {
            account: AccountId(account),
            sha256,
            bytes: unsigned(bytes),
            received: unsigned(received),
        }))
    }

    async fn expect_photo(&mut self, id: PhotoId, state: &PhotoState) -> Result<(), StorageError> {
        sqlx::query("INSERT INTO photo (id, account_id, sha256, bytes, received) VALUES ($1, $2, $3, $4, 0)")
            .bind(id.0)
            .bind(state.account.0)
            .bind(state.sha256.as_str())
            .bind(signed(state.bytes))
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn add_photo_chunk(&mut self, id: PhotoId, at: u64, data: &[u8]) -> Result<(), StorageError> {
        sqlx::query("INSERT INTO photo_chunk (photo_id, at, data) VALUES ($1, $2, $3)")
            .bind(id.0)
            .bind(signed(at))
            .bind(data)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        sqlx::query("UPDATE photo SET received = $1 WHERE id = $2")
            .bind(signed(at) + i64::try_from(data.len()).unwrap_or(0))
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn reset_photo(&mut self, id: PhotoId) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM photo_chunk WHERE photo_id = $1")
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        sqlx::query("UPDATE photo SET received = 0 WHERE id = $1")
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn photo_bytes(&mut self, id: PhotoId) -> Result<Vec<u8>, StorageError> {
        let chunks: Vec<(Vec<u8>,)> = sqlx::query_as("SELECT data FROM photo_chunk WHERE photo_id = $1 ORDER BY at")
            .bind(id.0)
            .fetch_all(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(chunks.into_iter().flat_map(|(data,)| data).collect())
    }

    async fn photo_log(&mut self, id: PhotoId) -> Result<Option<LogId>, StorageError> {
        let row: Option<(Uuid,)> = sqlx::query_as("SELECT log_id FROM log_photo WHERE photo_id = $1")
            .bind(id.0)
            .fetch_optional(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(row.map(|(log,)| LogId(log)))
    }

    async fn photo_children(&mut self, id: PhotoId) -> Result<Vec<ChildId>, StorageError> {
        let rows: Vec<(Uuid,)> = sqlx::query_as(
            "SELECT m.child_id FROM log_photo p JOIN log_child m ON m.log_id = p.log_id WHERE p.photo_id = $1",
        )
        .bind(id.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(rows.into_iter().map(|(child,)| ChildId(child)).collect())
    }

    async fn tie_photos(&mut self, log: LogId, photos: &[PhotoId]) -> Result<(), StorageError> {
        for photo in photos {
            sqlx::query("INSERT INTO log_photo (photo_id, log_id) VALUES ($1, $2) ON CONFLICT (photo_id) DO NOTHING")
                .bind(photo.0)
                .bind(log.0)
                .execute(&mut *self.tx)
                .await
                .map_err(mapped)?;
        }
        Ok(())
    }
}
