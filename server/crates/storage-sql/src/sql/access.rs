//! The access log. The head's row lock puts writers in line.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::AccountId;
use storage::{AccessEntry, AccessRepository, StorageError};
use uuid::Uuid;

use super::{SqlUnit, found_one, mapped, number, signed};

#[async_trait]
impl AccessRepository for SqlUnit {
    async fn append(
        &mut self,
        at: DateTime<Utc>,
        account: AccountId,
        action: &str,
        subject: Uuid,
        bind: for<'a> fn(&'a str, &'a AccessEntry) -> String,
    ) -> Result<(), StorageError> {
        let county = self.county.0;
        let (n, before): (i64, String) = sqlx::query_as(
            "INSERT INTO access_head (county_id, n, hash) VALUES ($1, 1, '') \
             ON CONFLICT (county_id) DO UPDATE SET n = access_head.n + 1 RETURNING n, hash",
        )
        .bind(county)
        .fetch_one(&mut *self.tx)
        .await
        .map_err(mapped)?;
        let n = number(n, "access_head.n")?;
        let mut entry = AccessEntry { n, at, account, action: action.to_owned(), subject, hash: String::new() };
        entry.hash = bind(&before, &entry);
        sqlx::query(
            "INSERT INTO access_log (county_id, n, at, account_id, action, subject, hash) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(county)
        .bind(signed(entry.n)?)
        .bind(entry.at)
        .bind(entry.account.0)
        .bind(entry.action.as_str())
        .bind(entry.subject)
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
        found_one(&done, "access_head")
    }

    async fn newest(&mut self, limit: u32) -> Result<Vec<AccessEntry>, StorageError> {
        type Line = (i64, DateTime<Utc>, Uuid, String, Uuid, String);
        let rows: Vec<Line> = sqlx::query_as(
            "SELECT n, at, account_id, action, subject, hash FROM access_log WHERE county_id = $1 \
             ORDER BY n DESC LIMIT $2",
        )
        .bind(self.county.0)
        .bind(i64::from(limit))
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter()
            .map(|(n, at, account, action, subject, hash)| {
                let n = number(n, "access_log.n")?;
                Ok(AccessEntry { n, at, account: AccountId(account), action, subject, hash })
            })
            .collect()
    }
}
