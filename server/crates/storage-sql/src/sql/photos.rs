//! Pictures and their chunks.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, LogId, PhotoId};
use sha2::{Digest as _, Sha256};
use storage::{PhotoRepository, PhotoState, PhotosTaken, StorageError};
use uuid::Uuid;

use super::sealed::photo_key;
use super::{SqlUnit, found_one, mapped, number, signed};
use crate::vault::{Holder, Place};

/// A picture among those of the county: an identifier that two accounts have named is of two pictures.
fn own(account: AccountId, id: PhotoId) -> Uuid {
    let digest = Sha256::new().chain_update(account.0.as_bytes()).chain_update(id.0.as_bytes()).finalize();
    digest.first_chunk::<16>().map_or(id.0, |bytes| Uuid::from_bytes(*bytes))
}

impl SqlUnit {
    /// A picture's key as its entry opens it.
    async fn wrapped_for_entry(&mut self, photo: Uuid, log: LogId) -> Result<Vec<u8>, StorageError> {
        let entry = Holder::Entry(log.0);
        self.learn_holders(BTreeSet::from([entry])).await?;
        self.opened.wrap(Holder::Photo(photo), entry, photo_key(photo))
    }

    /// A picture of the entry's author that came before its entry was known goes with the entry from now on.
    async fn hand_to_entry(&mut self, named: PhotoId, log: LogId) -> Result<(), StorageError> {
        let found: Option<(Uuid,)> = sqlx::query_as(
            "SELECT p.id FROM photo p JOIN log l ON l.county_id = p.county_id AND l.author_id = p.account_id \
             WHERE p.county_id = $1 AND p.photo_id = $2 AND l.id = $3 AND NOT p.erased",
        )
        .bind(self.county.0)
        .bind(named.0)
        .bind(log.0)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        let Some((photo,)) = found else { return Ok(()) };
        self.learn_holders(BTreeSet::from([Holder::Photo(photo)])).await?;
        let opens = self.wrapped_for_entry(photo, log).await?;
        let done = sqlx::query("UPDATE photo SET opens = $1 WHERE county_id = $2 AND id = $3")
            .bind(opens)
            .bind(self.county.0)
            .bind(photo)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found_one(&done, "photo")
    }

    /// Destroys pictures of an account that no entry of it names. That they were is kept, since one may still come.
    pub(super) async fn erase_photos(&mut self, account: AccountId, photos: &[PhotoId]) -> Result<(), StorageError> {
        for photo in photos.iter().copied() {
            if self.entry_of(account, photo).await?.is_some() {
                continue;
            }
            let id = own(account, photo);
            sqlx::query("DELETE FROM photo_chunk WHERE county_id = $1 AND photo = $2")
                .bind(self.county.0)
                .bind(id)
                .execute(&mut *self.tx)
                .await
                .map_err(mapped)?;
            sqlx::query(
                "INSERT INTO photo (county_id, id, account_id, photo_id, sha256, bytes, received, expected_at, erased) \
                 VALUES ($1, $2, $3, $4, '', 0, 0, $5, TRUE) \
                 ON CONFLICT (county_id, id) DO UPDATE SET sha256 = '', bytes = 0, received = 0, opens = NULL, erased = TRUE",
            )
            .bind(self.county.0)
            .bind(id)
            .bind(account.0)
            .bind(photo.0)
            .bind(DateTime::<Utc>::UNIX_EPOCH)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        }
        Ok(())
    }

    /// The first entry of an account that names a picture.
    async fn entry_of(&mut self, account: AccountId, named: PhotoId) -> Result<Option<LogId>, StorageError> {
        let found: Option<(Uuid,)> = sqlx::query_as(
            "SELECT t.log_id FROM log_photo t JOIN log l ON l.county_id = t.county_id AND l.id = t.log_id \
             WHERE t.county_id = $1 AND t.photo_id = $2 AND l.author_id = $3 ORDER BY t.log_id LIMIT 1",
        )
        .bind(self.county.0)
        .bind(named.0)
        .bind(account.0)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(found.map(|(log,)| LogId(log)))
    }
}

#[async_trait]
impl PhotoRepository for SqlUnit {
    async fn state(&mut self, account: AccountId, id: PhotoId) -> Result<Option<PhotoState>, StorageError> {
        let row: Option<(String, i64, i64)> =
            sqlx::query_as("SELECT sha256, bytes, received FROM photo WHERE county_id = $1 AND id = $2 AND NOT erased")
                .bind(self.county.0)
                .bind(own(account, id))
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
        let photo = own(account, id);
        self.opened.make(Holder::Photo(photo));
        let opens = match self.entry_of(account, id).await? {
            Some(log) => self.wrapped_for_entry(photo, log).await?,
            None => self.opened.wrap(Holder::Photo(photo), Holder::County, photo_key(photo))?,
        };
        sqlx::query(
            "INSERT INTO photo (county_id, id, account_id, photo_id, sha256, bytes, received, expected_at, opens) \
             VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)",
        )
        .bind(self.county.0)
        .bind(photo)
        .bind(account.0)
        .bind(id.0)
        .bind(state.sha256.as_str())
        .bind(signed(state.bytes)?)
        .bind(at)
        .bind(opens)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn add_chunk(&mut self, account: AccountId, id: PhotoId, at: u64, data: &[u8]) -> Result<(), StorageError> {
        let (photo, then) = (own(account, id), signed(at.saturating_add(data.len() as u64))?);
        let done = sqlx::query("UPDATE photo SET received = $1 WHERE county_id = $2 AND id = $3 AND received = $4")
            .bind(then)
            .bind(self.county.0)
            .bind(photo)
            .bind(signed(at)?)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found_one(&done, "photo with so many bytes")?;
        self.learn_holders(BTreeSet::from([Holder::Photo(photo)])).await?;
        let data = self.opened.seal(Holder::Photo(photo), Place::part("photo_chunk.data", photo, signed(at)?), data)?;
        sqlx::query("INSERT INTO photo_chunk (county_id, photo, at, data) VALUES ($1, $2, $3, $4)")
            .bind(self.county.0)
            .bind(photo)
            .bind(signed(at)?)
            .bind(data)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn is_erased(&mut self, account: AccountId, id: PhotoId) -> Result<bool, StorageError> {
        let row: Option<(Uuid,)> = sqlx::query_as("SELECT id FROM photo WHERE county_id = $1 AND id = $2 AND erased")
            .bind(self.county.0)
            .bind(own(account, id))
            .fetch_optional(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(row.is_some())
    }

    async fn erase(&mut self, account: AccountId, photos: &[PhotoId]) -> Result<(), StorageError> {
        self.erase_photos(account, photos).await
    }

    async fn reset(&mut self, account: AccountId, id: PhotoId) -> Result<(), StorageError> {
        let photo = own(account, id);
        sqlx::query("DELETE FROM photo_chunk WHERE county_id = $1 AND photo = $2")
            .bind(self.county.0)
            .bind(photo)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        let done = sqlx::query("UPDATE photo SET received = 0 WHERE county_id = $1 AND id = $2")
            .bind(self.county.0)
            .bind(photo)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found_one(&done, "photo")
    }

    async fn bytes(&mut self, account: AccountId, id: PhotoId) -> Result<Vec<u8>, StorageError> {
        let photo = own(account, id);
        let chunks: Vec<(i64, Vec<u8>)> =
            sqlx::query_as("SELECT at, data FROM photo_chunk WHERE county_id = $1 AND photo = $2 ORDER BY at")
                .bind(self.county.0)
                .bind(photo)
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        self.learn(chunks.iter().map(|(_, data)| data.as_slice())).await?;
        let mut bytes = Vec::new();
        for (at, data) in chunks {
            bytes.extend(self.opened.open(Place::part("photo_chunk.data", photo, at), &data)?);
        }
        Ok(bytes)
    }

    async fn taken(&mut self, account: AccountId, since: DateTime<Utc>) -> Result<PhotosTaken, StorageError> {
        let (count, bytes): (i64, i64) = sqlx::query_as(
            "SELECT COUNT(*), CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM photo \
             WHERE county_id = $1 AND account_id = $2 AND expected_at >= $3 AND NOT erased",
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
            let tied = sqlx::query(
                "INSERT INTO log_photo (county_id, photo_id, log_id) VALUES ($1, $2, $3) \
                 ON CONFLICT (county_id, photo_id, log_id) DO NOTHING",
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
