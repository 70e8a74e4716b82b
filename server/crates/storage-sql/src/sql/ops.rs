//! Settled operations.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{DeviceId, OpId};
use sqlx::QueryBuilder;
use storage::{OpRepository, SettledOp, StorageError};
use uuid::Uuid;

use super::{Db, SqlUnit, mapped, number, of_county, push_ids, rows_per_statement, signed};

#[derive(sqlx::FromRow)]
struct OpRow {
    n: i64,
    op_id: Option<Uuid>,
    hash: String,
    settlement: String,
    refused: Option<String>,
    received_at: DateTime<Utc>,
}

impl OpRow {
    fn read(self) -> Result<SettledOp, StorageError> {
        Ok(SettledOp {
            n: number(self.n, "op.n")?,
            op: self.op_id.map(OpId),
            hash: self.hash,
            settlement: self.settlement,
            refused: self.refused,
            received_at: self.received_at,
        })
    }
}

impl SqlUnit {
    /// Begins a query over the county's settled operations.
    fn ops_where(&self) -> QueryBuilder<Db> {
        of_county("SELECT n, op_id, hash, settlement, refused, received_at FROM op WHERE county_id = ", self.county)
    }
}

#[async_trait]
impl OpRepository for SqlUnit {
    async fn add(&mut self, device: DeviceId, settled: &[SettledOp]) -> Result<(), StorageError> {
        let county = self.county.0;
        let rows = settled.iter().map(|one| Ok((signed(one.n)?, one))).collect::<Result<Vec<_>, StorageError>>()?;
        for some in rows.chunks(rows_per_statement(8)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO op (county_id, device_id, n, op_id, hash, settlement, refused, received_at) ",
            );
            query.push_values(some, |mut row, (n, one)| {
                row.push_bind(county)
                    .push_bind(device.0)
                    .push_bind(*n)
                    .push_bind(one.op.map(|o| o.0))
                    .push_bind(one.hash.clone())
                    .push_bind(one.settlement.clone())
                    .push_bind(one.refused.clone())
                    .push_bind(one.received_at);
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn of_device(&mut self, device: DeviceId, from: u64, to: u64) -> Result<Vec<SettledOp>, StorageError> {
        let mut query = self.ops_where();
        query.push(" AND device_id = ").push_bind(device.0);
        query.push(" AND n BETWEEN ").push_bind(signed(from)?).push(" AND ").push_bind(signed(to)?);
        query.push(" ORDER BY n");
        let rows: Vec<OpRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        rows.into_iter().map(OpRow::read).collect()
    }

    async fn find(&mut self, ops: &[OpId]) -> Result<Vec<SettledOp>, StorageError> {
        let mut found = Vec::new();
        for some in ops.chunks(rows_per_statement(1)) {
            let mut query = self.ops_where();
            query.push(" AND op_id IN ");
            push_ids(&mut query, some.iter().map(|op| op.0));
            let rows: Vec<OpRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            for row in rows {
                found.push(row.read()?);
            }
        }
        Ok(found)
    }
}
