//! Statements for what people are told of acts that affect them.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, NoticeId};
use storage::{Notice, NoticeRepository, OPERATOR, StorageError};
use uuid::Uuid;

use super::access::by;
use super::{SqlUnit, mapped, number, signed};

#[derive(sqlx::FromRow)]
struct NoticeRow {
    id: Uuid,
    account_id: Uuid,
    at: DateTime<Utc>,
    act: String,
    by_id: Option<Uuid>,
    seq: i64,
}

impl NoticeRow {
    fn read(self) -> Result<Notice, StorageError> {
        Ok(Notice {
            id: NoticeId(self.id),
            account: AccountId(self.account_id),
            at: self.at,
            act: self.act,
            by: self.by_id.map_or(OPERATOR, AccountId),
            seq: number(self.seq, "notice.seq")?,
        })
    }
}

#[async_trait]
impl NoticeRepository for SqlUnit {
    async fn add(&mut self, notice: &Notice) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO notice (county_id, id, account_id, at, act, by_id, seq) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(self.county.0)
        .bind(notice.id.0)
        .bind(notice.account.0)
        .bind(notice.at)
        .bind(notice.act.as_str())
        .bind(by(notice.by))
        .bind(signed(notice.seq)?)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn of_account(
        &mut self,
        account: AccountId,
        seq: u64,
        since: DateTime<Utc>,
    ) -> Result<Vec<Notice>, StorageError> {
        let rows: Vec<NoticeRow> = sqlx::query_as(
            "SELECT id, account_id, at, act, by_id, seq FROM notice \
             WHERE county_id = $1 AND account_id = $2 AND seq > $3 AND at >= $4 ORDER BY at, id",
        )
        .bind(self.county.0)
        .bind(account.0)
        .bind(signed(seq)?)
        .bind(since)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter().map(NoticeRow::read).collect()
    }
}
