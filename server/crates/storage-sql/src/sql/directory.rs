//! Statements for what spans counties: counties, sign-in names, tokens.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, CountyId, DeviceId};
use sqlx::Transaction;
use storage::{Account, County, Directory, Session, StorageError, Unit};
use uuid::Uuid;

use super::accounts::{accounts_where, find_accounts};
use super::{Db, SqlUnit, mapped};

/// One transaction, before the county is known.
pub struct SqlDirectory {
    pub tx: Transaction<'static, Db>,
}

#[async_trait]
impl Directory for SqlDirectory {
    async fn counties(&mut self) -> Result<Vec<County>, StorageError> {
        let rows: Vec<(Uuid, String)> = sqlx::query_as("SELECT id, name FROM county ORDER BY name, id")
            .fetch_all(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(rows.into_iter().map(|(id, name)| County { id: CountyId(id), name }).collect())
    }

    async fn account(&mut self, login: &str) -> Result<Option<Account>, StorageError> {
        let mut query = accounts_where();
        query.push("login = ").push_bind(login.to_owned());
        Ok(find_accounts(&mut self.tx, query).await?.pop())
    }

    async fn session(&mut self, token_hash: &[u8]) -> Result<Option<Session>, StorageError> {
        type Row = (Vec<u8>, Uuid, Uuid, Option<Uuid>, DateTime<Utc>, bool);
        let row: Option<Row> = sqlx::query_as(
            "SELECT token_hash, county_id, account_id, device_id, expires_at, closing FROM session \
             WHERE token_hash = $1",
        )
        .bind(token_hash)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(row.map(|(token_hash, county, account, device, expires_at, closing)| Session {
            token_hash,
            county: CountyId(county),
            account: AccountId(account),
            device: device.map(DeviceId),
            expires_at,
            closing,
        }))
    }

    fn enter(self: Box<Self>, county: CountyId) -> Box<dyn Unit> {
        Box::new(SqlUnit { tx: self.tx, county, taken: None })
    }
}
