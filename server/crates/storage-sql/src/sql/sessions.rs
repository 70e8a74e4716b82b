//! Statements for browsers that are signed in.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::AccountId;
use sqlx::QueryBuilder;
use storage::{Session, SessionKind, SessionRepository, StorageError};
use uuid::Uuid;

use super::{Db, SqlUnit, mapped};

impl SqlUnit {
    /// Leaves the open sessions of an account or a device (`whose` names the column) to hand in work only, and no longer
    /// than until an instant.
    pub(super) async fn close_sessions(
        &mut self,
        whose: &'static str,
        id: Uuid,
        until: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let mut query =
            QueryBuilder::<Db>::new("UPDATE session SET closing = TRUE, expires_at = CASE WHEN expires_at < ");
        query.push_bind(until).push(" THEN expires_at ELSE ").push_bind(until);
        query.push(" END WHERE NOT closing AND county_id = ").push_bind(self.county.0);
        query.push(" AND ").push(whose).push(" = ").push_bind(id);
        query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        Ok(())
    }
}

#[async_trait]
impl SessionRepository for SqlUnit {
    async fn add(&mut self, session: &Session) -> Result<(), StorageError> {
        if session.county != self.county {
            return Err(StorageError::Inconsistent("session.county_id"));
        }
        sqlx::query(
            "INSERT INTO session (token_hash, county_id, account_id, at_desk, device_id, seen_at, expires_at, closing, \
             confirmed_at, second_step) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(session.token_hash.as_slice())
        .bind(self.county.0)
        .bind(session.account.0)
        .bind(session.kind == SessionKind::Desk)
        .bind(session.device.map(|d| d.0))
        .bind(session.seen_at)
        .bind(session.expires_at)
        .bind(session.closing)
        .bind(session.confirmed_at)
        .bind(session.second_step)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn seen(&mut self, token_hash: &[u8], at: DateTime<Utc>) -> Result<(), StorageError> {
        sqlx::query("UPDATE session SET seen_at = $1 WHERE token_hash = $2 AND county_id = $3")
            .bind(at)
            .bind(token_hash)
            .bind(self.county.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn confirmed(&mut self, token_hash: &[u8], at: DateTime<Utc>) -> Result<(), StorageError> {
        sqlx::query("UPDATE session SET confirmed_at = $1 WHERE token_hash = $2 AND county_id = $3")
            .bind(at)
            .bind(token_hash)
            .bind(self.county.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn end_at_desks(&mut self, account: AccountId) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM session WHERE county_id = $1 AND account_id = $2 AND at_desk")
            .bind(self.county.0)
            .bind(account.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn end(&mut self, token_hash: &[u8]) -> Result<(), StorageError> {
        sqlx::query("DELETE FROM session WHERE token_hash = $1 AND county_id = $2")
            .bind(token_hash)
            .bind(self.county.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn end_all(&mut self, account: AccountId, but: Option<&[u8]>) -> Result<(), StorageError> {
        sqlx::query(
            "DELETE FROM session WHERE county_id = $1 AND account_id = $2 AND token_hash <> $3 AND NOT closing",
        )
        .bind(self.county.0)
        .bind(account.0)
        .bind(but.unwrap_or_default())
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn end_expired(&mut self, now: DateTime<Utc>) -> Result<u64, StorageError> {
        let done = sqlx::query("DELETE FROM session WHERE county_id = $1 AND expires_at <= $2")
            .bind(self.county.0)
            .bind(now)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(done.rows_affected())
    }
}
