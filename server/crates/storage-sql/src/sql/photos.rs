//! Pictures and their chunks.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::id::{AccountId, ChildId, LogId, PhotoId};
use storage::{PhotoRepository, PhotoState, StorageError};
use uuid::Uuid;

use super::sealed::photo_key;
use super::{SqlUnit, found_one, mapped, number, signed};
use crate::vault::{Holder, Place};

impl SqlUnit {
    /// A picture's key as its entry opens it.
    async fn wrapped_for_entry(&mut self, photo: PhotoId, log: LogId) -> Result<Vec<u8>, StorageError> {
        let entry = Holder::Entry(log.0);
        self.learn_holders(BTreeSet::from([entry])).await?;
        self.opened.wrap(Holder::Photo(photo.0), entry, photo_key(photo.0))
    }

    /// A picture that came before its entry was known goes with the entry from now on.
    async fn hand_to_entry(&mut self, photo: PhotoId, log: LogId) -> Result<(), StorageError> {
        if self.state(photo).await?.is_none() {
            return Ok(());
        }
        self.learn_holders(BTreeSet::from([Holder::Photo(photo.0)])).await?;
        let opens = self.wrapped_for_entry(photo, log).await?;
        sqlx::query("UPDATE photo SET opens = $1 WHERE county_id = $2 AND id = $3")
            .bind(opens)
            .bind(self.county.0)
            .bind(photo.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }
}

#[async_trait]
impl PhotoRepository for SqlUnit {
    async fn state(&mut self, id: PhotoId) -> Result<Option<PhotoState>, StorageError> {
        let row: Option<(Uuid, String, i64, i64)> =
            sqlx::query_as("SELECT account_id, sha256, bytes, received FROM photo WHERE county_id = $1 AND id = $2")
                .bind(self.county.0)
                .bind(id.0)
                .fetch_optional(&mut *self.tx)
                .await
                .map_err(mapped)?;
        row.map(|(account, sha256, bytes, received)| {
            let (bytes, received) = (number(bytes, "photo.bytes")?, number(received, "photo.received")?);
            Ok(PhotoState { account: AccountId(account), sha256, bytes, received })
        })
        .transpose()
    }

    async fn expect(&mut self, id: PhotoId, state: &PhotoState) -> Result<(), StorageError> {
        self.opened.make(Holder::Photo(id.0));
        let opens = match self.log(id).await? {
            Some(log) => self.wrapped_for_entry(id, log).await?,
            None => self.opened.wrap(Holder::Photo(id.0), Holder::County, photo_key(id.0))?,
        };
        sqlx::query(
            "INSERT INTO photo (county_id, id, account_id, sha256, bytes, received, opens) \
             VALUES ($1, $2, $3, $4, $5, 0, $6)",
        )
        .bind(self.county.0)
        .bind(id.0)
        .bind(state.account.0)
        .bind(state.sha256.as_str())
        .bind(signed(state.bytes)?)
        .bind(opens)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn add_chunk(&mut self, id: PhotoId, at: u64, data: &[u8]) -> Result<(), StorageError> {
        let then = signed(at.saturating_add(data.len() as u64))?;
        let done = sqlx::query("UPDATE photo SET received = $1 WHERE county_id = $2 AND id = $3 AND received = $4")
            .bind(then)
            .bind(self.county.0)
            .bind(id.0)
            .bind(signed(at)?)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found_one(&done, "photo with so many bytes")?;
        self.learn_holders(BTreeSet::from([Holder::Photo(id.0)])).await?;
        let data = self.opened.seal(Holder::Photo(id.0), Place::part("photo_chunk.data", id.0, signed(at)?), data)?;
        sqlx::query("INSERT INTO photo_chunk (county_id, photo_id, at, data) VALUES ($1, $2, $3, $4)")
            .bind(self.county.0)
            .bind(id.0)
            .bind(signed(at)?)
            .bind(data)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn reset(&mut self, id: PhotoId) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM photo_chunk WHERE county_id = $1 AND photo_id = $2")
            .bind(self.county.0)
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        let done = sqlx::query("UPDATE photo SET received = 0 WHERE county_id = $1 AND id = $2")
            .bind(self.county.0)
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found_one(&done, "photo")
    }

    async fn bytes(&mut self, id: PhotoId) -> Result<Vec<u8>, StorageError> {
        let chunks: Vec<(i64, Vec<u8>)> =
            sqlx::query_as("SELECT at, data FROM photo_chunk WHERE county_id = $1 AND photo_id = $2 ORDER BY at")
                .bind(self.county.0)
                .bind(id.0)
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        self.learn(chunks.iter().map(|(_, data)| data.as_slice())).await?;
        let mut bytes = Vec::new();
        for (at, data) in chunks {
            bytes.extend(self.opened.open(Place::part("photo_chunk.data", id.0, at), &data)?);
        }
        Ok(bytes)
    }

    async fn tie(&mut self, log: LogId, photos: &[PhotoId]) -> Result<(), StorageError> {
        for photo in photos {
            let tied = sqlx::query(
                "INSERT INTO log_photo (county_id, photo_id, log_id) VALUES ($1, $2, $3) \
                 ON CONFLICT (county_id, photo_id) DO NOTHING",
            )
            .bind(self.county.0)
            .bind(photo.0)
            .bind(log.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
            if tied.rows_affected() == 1 {
                self.hand_to_entry(*photo, log).await?;
            }
        }
        Ok(())
    }

    async fn log(&mut self, id: PhotoId) -> Result<Option<LogId>, StorageError> {
        let row: Option<(Uuid,)> =
            sqlx::query_as("SELECT log_id FROM log_photo WHERE county_id = $1 AND photo_id = $2")
                .bind(self.county.0)
                .bind(id.0)
                .fetch_optional(&mut *self.tx)
                .await
                .map_err(mapped)?;
        Ok(row.map(|(log,)| LogId(log)))
    }

    async fn children(&mut self, id: PhotoId) -> Result<Vec<ChildId>, StorageError> {
        let rows: Vec<(Uuid,)> = sqlx::query_as(
            "SELECT m.child_id FROM log_photo p JOIN log_child m ON m.county_id = p.county_id AND m.log_id = p.log_id \
             WHERE p.county_id = $1 AND p.photo_id = $2 ORDER BY m.child_id",
        )
        .bind(self.county.0)
        .bind(id.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(rows.into_iter().map(|(child,)| ChildId(child)).collect())
    }
}
