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
        type Row = (Vec<u8>, Uuid, Uuid, bool, Option<Uuid>, DateTime<Utc>, DateTime<Utc>, bool);
        let row: Option<Row> = sqlx::query_as(
            "SELECT token_hash, county_id, account_id, at_desk, device_id, seen_at, expires_at, closing FROM session \
             WHERE token_hash = $1",
        )
        .bind(token_hash)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(row.map(|(token_hash, county, account, at_desk, device, seen_at, expires_at, closing)| Session {
            token_hash,
            county: CountyId(county),
            account: AccountId(account),
            kind: if at_desk { SessionKind::Desk } else { SessionKind::Phone },
            device: device.map(DeviceId),
            seen_at,
            expires_at,
            closing,
        }))
    }

    fn enter(self: Box<Self>, county: CountyId) -> Box<dyn Unit> {
        Box::new(SqlUnit { tx: self.tx, county, opened: Opened::new(self.keys, county.0), taken: None })
    }
}
