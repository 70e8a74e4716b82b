//! Statements for what spans counties: counties, sign-in names, tokens.

use async_trait::async_trait;
use domain::id::CountyId;
use sqlx::Transaction;
use storage::{Account, County, Directory, Session, StorageError, Unit};
use uuid::Uuid;

use super::accounts::{accounts_where, find_accounts};
use super::sessions::{SessionRow, sessions_where};
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
        let mut query = sessions_where();
        query.push("token_hash = ").push_bind(token_hash.to_vec());
        let row: Option<SessionRow> = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        Ok(row.map(SessionRow::read))
    }

    fn enter(self: Box<Self>, county: CountyId) -> Box<dyn Unit> {
        Box::new(SqlUnit { tx: self.tx, county, opened: Opened::new(self.keys, county.0), taken: None })
    }
}
