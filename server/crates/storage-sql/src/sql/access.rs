//! The access log. The head's row lock puts writers in line.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::AccountId;
use sqlx::QueryBuilder;
use storage::{AccessEntry, AccessHead, AccessRepository, Bind, NewAccess, OPERATOR, StorageError};
use uuid::Uuid;

use super::{Db, SqlUnit, found_one, mapped, number, signed};

#[derive(sqlx::FromRow)]
struct AccessRow {
    n: i64,
    at: DateTime<Utc>,
    account_id: Option<Uuid>,
    affected_id: Option<Uuid>,
    action: String,
    subject: Uuid,
    reason: String,
    hash: String,
}

impl AccessRow {
    fn read(self) -> Result<AccessEntry, StorageError> {
        Ok(AccessEntry {
            n: number(self.n, "access_log.n")?,
            at: self.at,
            account: self.account_id.map_or(OPERATOR, AccountId),
            affected: self.affected_id.map(AccountId),
            action: self.action,
            subject: self.subject,
            reason: self.reason,
            hash: self.hash,
        })
    }
}

/// Who did something, as it is kept: none at the server's own machine.
pub(super) fn by(account: AccountId) -> Option<Uuid> {
    (account != OPERATOR).then_some(account.0)
}

impl SqlUnit {
    /// Begins a query over the county's entries.
    fn entries_where(&self) -> QueryBuilder<Db> {
        let mut query = QueryBuilder::new(
            "SELECT n, at, account_id, affected_id, action, subject, reason, hash FROM access_log WHERE county_id = ",
        );
        query.push_bind(self.county.0);
        query
    }

    async fn find_entries(&mut self, mut query: QueryBuilder<Db>) -> Result<Vec<AccessEntry>, StorageError> {
        let rows: Vec<AccessRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        rows.into_iter().map(AccessRow::read).collect()
    }
}

#[async_trait]
impl AccessRepository for SqlUnit {
    async fn append(&mut self, new: NewAccess<'_>, bind: Bind<'_>) -> Result<AccessEntry, StorageError> {
        let county = self.county.0;
        let (n, before): (i64, String) = sqlx::query_as(
            "INSERT INTO access_head (county_id, n, hash) VALUES ($1, 1, '') \
             ON CONFLICT (county_id) DO UPDATE SET n = access_head.n + 1 RETURNING n, hash",
        )
        .bind(county)
        .fetch_one(&mut *self.tx)
        .await
        .map_err(mapped)?;
        let NewAccess { at, account, affected, action, subject, reason } = new;
        let (n, action, reason) = (number(n, "access_head.n")?, action.to_owned(), reason.to_owned());
        let mut entry = AccessEntry { n, at, account, affected, action, subject, reason, hash: String::new() };
        entry.hash = bind(&before, &entry);
        sqlx::query(
            "INSERT INTO access_log (county_id, n, at, account_id, affected_id, action, subject, reason, hash) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(county)
        .bind(signed(entry.n)?)
        .bind(entry.at)
        .bind(by(entry.account))
        .bind(entry.affected.map(|account| account.0))
        .bind(entry.action.as_str())
        .bind(entry.subject)
        .bind(entry.reason.as_str())
        .bind(entry.hash.as_str())
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        let done = sqlx::query("UPDATE access_head SET hash = $1 WHERE county_id = $2")
            .bind(entry.hash.as_str())
            .bind(county)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found_one(&done, "access_head")?;
        Ok(entry)
    }

    async fn head(&mut self) -> Result<Option<AccessHead>, StorageError> {
        let found: Option<(i64, String)> = sqlx::query_as("SELECT n, hash FROM access_head WHERE county_id = $1")
            .bind(self.county.0)
            .fetch_optional(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found.map(|(n, hash)| Ok(AccessHead { n: number(n, "access_head.n")?, hash })).transpose()
    }

    async fn after(&mut self, n: u64, limit: u32) -> Result<Vec<AccessEntry>, StorageError> {
        let mut query = self.entries_where();
        query.push(" AND n > ").push_bind(signed(n)?).push(" ORDER BY n LIMIT ").push_bind(i64::from(limit));
        self.find_entries(query).await
    }

    async fn newest(&mut self, limit: u32) -> Result<Vec<AccessEntry>, StorageError> {
        let mut query = self.entries_where();
        query.push(" ORDER BY n DESC LIMIT ").push_bind(i64::from(limit));
        self.find_entries(query).await
    }
}
