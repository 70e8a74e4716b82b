//! Statements for what spans counties: counties, sign-in names, tokens.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, CountyId, DeviceId};
use sqlx::Transaction;
use storage::{Account, County, Directory, Session, SessionKind, StorageError, Unit};
use uuid::Uuid;

use super::accounts::{accounts_where, find_accounts};
use super::{Db, SqlUnit, mapped};
use crate::vault::{Keys, Opened};

#[derive(sqlx::FromRow)]
struct SessionRow {
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

/// One transaction, before the county is known.
pub struct SqlDirectory {
    pub tx: Transaction<'static, Db>,
    pub keys: Keys,
}

#[async_trait]
impl Directory for SqlDirectory {
    async fn counties(&mut self) -> Result<Vec<County>, StorageError> {
        let rows: Vec<(Uuid, String, bool)> = sqlx::query_as("SELECT id, name, demo FROM county ORDER BY name, id")
            .fetch_all(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(rows.into_iter().map(|(id, name, is_demo)| County { id: CountyId(id), name, is_demo }).collect())
    }

    async fn account(&mut self, login: &str) -> Result<Option<Account>, StorageError> {
        let mut query = accounts_where();
        query.push("login_digest = ").push_bind(self.keys.name_digest(login));
        Ok(find_accounts(&mut self.tx, &self.keys, query).await?.pop())
    }

    async fn session(&mut self, token_hash: &[u8]) -> Result<Option<Session>, StorageError> {
        let row: Option<SessionRow> = sqlx::query_as(
            "SELECT token_hash, county_id, account_id, at_desk, device_id, seen_at, expires_at, closing, confirmed_at, \
             second_step FROM session WHERE token_hash = $1",
        )
        .bind(token_hash)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(row.map(|row| Session {
            token_hash: row.token_hash,
            county: CountyId(row.county_id),
            account: AccountId(row.account_id),
            kind: if row.at_desk { SessionKind::Desk } else { SessionKind::Phone },
            device: row.device_id.map(DeviceId),
            seen_at: row.seen_at,
            expires_at: row.expires_at,
            closing: row.closing,
            confirmed_at: row.confirmed_at,
            second_step: row.second_step,
        }))
    }

    fn enter(self: Box<Self>, county: CountyId) -> Box<dyn Unit> {
        Box::new(SqlUnit { tx: self.tx, county, opened: Opened::new(self.keys, county.0), taken: None })
    }
}
