//! Statements for browsers that are signed in.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, CountyId, DeviceId};
use sqlx::QueryBuilder;
use storage::{Session, SessionKind, SessionRepository, StorageError};
use uuid::Uuid;

use super::{Db, SqlUnit, mapped};

#[derive(sqlx::FromRow)]
pub(super) struct SessionRow {
    token_hash: Vec<u8>,
    county_id: Uuid,
    account_id: Uuid,
    at_desk: bool,
    device_id: Option<Uuid>,
    seen_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    closing: bool,
    confirmed_at: DateTime<Utc>,
    second_step: bool,
}

impl SessionRow {
    pub(super) fn read(self) -> Session {
        Session {
            token_hash: self.token_hash,
            county: CountyId(self.county_id),
            account: AccountId(self.account_id),
            kind: if self.at_desk { SessionKind::Desk } else { SessionKind::Phone },
            device: self.device_id.map(DeviceId),
            seen_at: self.seen_at,
            expires_at: self.expires_at,
            closing: self.closing,
            confirmed_at: self.confirmed_at,
            second_step: self.second_step,
        }
    }
}

/// Begins a query over sessions, up to its conditions.
pub(super) fn sessions_where() -> QueryBuilder<Db> {
    QueryBuilder::new(
        "SELECT token_hash, county_id, account_id, at_desk, device_id, seen_at, expires_at, closing, confirmed_at, \
         second_step FROM session WHERE ",
    )
}

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

    async fn at_desks(&mut self, account: AccountId) -> Result<Vec<Session>, StorageError> {
        let mut query = sessions_where();
        query.push("county_id = ").push_bind(self.county.0).push(" AND account_id = ").push_bind(account.0);
        query.push(" AND at_desk ORDER BY seen_at DESC, token_hash");
        let rows: Vec<SessionRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        Ok(rows.into_iter().map(SessionRow::read).collect())
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
