use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, DeviceId, OpId};
use sqlx::QueryBuilder;
use storage::{Device, Devices, Settled, StorageError};
use sync::{Settlement, Unsent};
use uuid::Uuid;

use super::field::push_ids;
use super::{Db, SqlUnit, dialect, from_json, mapped, rows_per_statement, signed, to_json, unsigned};

#[derive(sqlx::FromRow)]
struct DeviceRow {
    id: Uuid,
    account_id: Uuid,
    label: String,
    recovery_key: Vec<u8>,
    last_n: i64,
    revoked: bool,
    unsent: i64,
    oldest_unsent: Option<DateTime<Utc>>,
    rejected: i64,
    added_at: DateTime<Utc>,
}

impl From<DeviceRow> for Device {
    fn from(row: DeviceRow) -> Self {
        let small = |n: i64| u32::try_from(n).unwrap_or(0);
        Self {
            id: DeviceId(row.id),
            account: AccountId(row.account_id),
            label: row.label,
            recovery_key: row.recovery_key,
            last_n: unsigned(row.last_n),
            revoked: row.revoked,
            unsent: Unsent { count: small(row.unsent), oldest: row.oldest_unsent, rejected: small(row.rejected) },
            added_at: row.added_at,
        }
    }
}

#[derive(sqlx::FromRow)]
struct OpRow {
    n: i64,
    op_id: Option<Uuid>,
    hash: String,
    settlement: String,
    rejected_op: Option<String>,
}

#[async_trait]
impl Devices for SqlUnit {
    async fn add_device(&mut self, device: &Device) -> Result<(), StorageError> {
        sqlx::query("INSERT INTO device (id, account_id, label, recovery_key, added_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(device.id.0)
            .bind(device.account.0)
            .bind(device.label.as_str())
            .bind(device.recovery_key.as_slice())
            .bind(device.added_at)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn device(&mut self, id: DeviceId) -> Result<Option<Device>, StorageError> {
        let row: Option<DeviceRow> = sqlx::query_as("SELECT * FROM device WHERE id = $1")
            .bind(id.0)
            .fetch_optional(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(row.map(Device::from))
    }

    async fn devices(&mut self, account: AccountId) -> Result<Vec<Device>, StorageError> {
        let rows: Vec<DeviceRow> =
            sqlx::query_as("SELECT * FROM device WHERE account_id = $1 ORDER BY added_at DESC, id DESC")
                .bind(account.0)
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        Ok(rows.into_iter().map(Device::from).collect())
    }

    async fn revoke_device(&mut self, id: DeviceId) -> Result<(), StorageError> {
        sqlx::query("UPDATE device SET revoked = TRUE WHERE id = $1")
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn report_unsent(&mut self, id: DeviceId, unsent: &Unsent) -> Result<(), StorageError> {
        sqlx::query("UPDATE device SET unsent = $1, oldest_unsent = $2, rejected = $3 WHERE id = $4")
            .bind(i64::from(unsent.count))
            .bind(unsent.oldest)
            .bind(i64::from(unsent.rejected))
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn lock_counter(&mut self, id: DeviceId) -> Result<Option<u64>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT last_n FROM device WHERE id = ");
        query.push_bind(id.0).push(dialect::FOR_UPDATE);
        let found: Option<(i64,)> = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        Ok(found.map(|(n,)| unsigned(n)))
    }

    async fn settle(&mut self, id: DeviceId, settled: &[Settled], at: DateTime<Utc>) -> Result<(), StorageError> {
        let Some(last) = settled.last() else { return Ok(()) };
        let mut rows = Vec::with_capacity(settled.len());
        for one in settled {
            rows.push((one, to_json(&one.settlement)?));
        }
        for some in rows.chunks(rows_per_statement(7)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO op (device_id, n, op_id, hash, settlement, rejected_op, received_at) ",
            );
            query.push_values(some, |mut row, (one, settlement)| {
                row.push_bind(id.0)
                    .push_bind(signed(one.n))
                    .push_bind(one.op_id.map(|o| o.0))
                    .push_bind(one.hash.clone())
                    .push_bind(settlement.clone())
                    .push_bind(one.rejected_op.clone())
                    .push_bind(at);
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        sqlx::query("UPDATE device SET last_n = $1 WHERE id = $2")
            .bind(signed(last.n))
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn settled(&mut self, id: DeviceId, from: u64, to: u64) -> Result<Vec<Settled>, StorageError> {
        let rows: Vec<OpRow> = sqlx::query_as(
            "SELECT n, op_id, hash, settlement, rejected_op FROM op WHERE device_id = $1 AND n BETWEEN $2 AND $3 ORDER BY n",
        )
        .bind(id.0)
        .bind(signed(from))
        .bind(signed(to))
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter()
            .map(|row| {
                Ok(Settled {
                    n: unsigned(row.n),
                    op_id: row.op_id.map(OpId),
                    hash: row.hash,
                    settlement: from_json(&row.settlement, "op.settlement")?,
                    rejected_op: row.rejected_op,
                })
            })
            .collect()
    }

    async fn settlements_of(&mut self, ops: &[OpId]) -> Result<Vec<(OpId, String, Settlement)>, StorageError> {
        let mut found = Vec::new();
        for some in ops.chunks(rows_per_statement(1)) {
            let mut query = QueryBuilder::<Db>::new("SELECT op_id, hash, settlement FROM op WHERE op_id IN ");
            push_ids(&mut query, some.iter().map(|op| op.0));
            let rows: Vec<(Uuid, String, String)> =
                query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            for (op, hash, settlement) in rows {
                found.push((OpId(op), hash, from_json(&settlement, "op.settlement")?));
            }
        }
        Ok(found)
    }

    async fn add_feedback(
        &mut self,
        op: OpId,
        account: AccountId,
        text: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        sqlx::query("INSERT INTO feedback (op_id, account_id, text, captured_at) VALUES ($1, $2, $3, $4)")
            .bind(op.0)
            .bind(account.0)
            .bind(text)
            .bind(at)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }
}
