//! Operations of a later version.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{DeviceId, OpId};
use sqlx::QueryBuilder;
use storage::{Keeping, Kept, StorageError};
use uuid::Uuid;

use super::{Db, SqlUnit, mapped, signed, unsigned};

#[derive(sqlx::FromRow)]
struct KeptRow {
    op_id: Uuid,
    device_id: Uuid,
    n: i64,
    op: String,
    received_at: DateTime<Utc>,
}

#[async_trait]
impl Keeping for SqlUnit {
    async fn keep(&mut self, kept: &Kept) -> Result<(), StorageError> {
        sqlx::query("INSERT INTO kept_op (op_id, device_id, n, op, received_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(kept.op.0)
            .bind(kept.device.0)
            .bind(signed(kept.n))
            .bind(kept.text.as_str())
            .bind(kept.received_at)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn kept(&mut self, device: Option<DeviceId>) -> Result<Vec<Kept>, StorageError> {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT op_id, device_id, n, op, received_at FROM kept_op WHERE settlement IS NULL",
        );
        if let Some(device) = device {
            query.push(" AND device_id = ").push_bind(device.0);
        }
        query.push(" ORDER BY received_at, n, op_id");
        let rows: Vec<KeptRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        Ok(rows
            .into_iter()
            .map(|row| Kept {
                op: OpId(row.op_id),
                device: DeviceId(row.device_id),
                n: unsigned(row.n),
                text: row.op,
                received_at: row.received_at,
            })
            .collect())
    }

    async fn settle_kept(&mut self, op: OpId, settlement: &str, refused: bool, seq: u64) -> Result<(), StorageError> {
        sqlx::query("UPDATE kept_op SET settlement = $1, refused = $2, seq = $3 WHERE op_id = $4")
            .bind(settlement)
            .bind(refused)
            .bind(signed(seq))
            .bind(op.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        sqlx::query("UPDATE op SET settlement = $1 WHERE op_id = $2")
            .bind(settlement)
            .bind(op.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn refused_after_all(&mut self, device: DeviceId, above: u64) -> Result<Vec<(String, String)>, StorageError> {
        sqlx::query_as("SELECT op, settlement FROM kept_op WHERE device_id = $1 AND refused AND seq > $2 ORDER BY seq")
            .bind(device.0)
            .bind(signed(above))
            .fetch_all(&mut *self.tx)
            .await
            .map_err(mapped)
    }
}
