//! Statements for what was done with operations, and for those kept for a later version.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, DeviceId, OpId};
use sqlx::QueryBuilder;
use storage::{KeptOp, OpRepository, SettledOp, StorageError};
use uuid::Uuid;

use super::{Db, SqlUnit, found_one, mapped, number, of_county, push_ids, rows_per_statement, signed};
use crate::vault::{Opened, Place};

#[derive(sqlx::FromRow)]
struct OpRow {
    device_id: Uuid,
    n: i64,
    op_id: Option<Uuid>,
    hash: String,
    settlement: String,
    refused: Option<Vec<u8>>,
    received_at: DateTime<Utc>,
}

impl OpRow {
    fn read(self, opened: &Opened) -> Result<SettledOp, StorageError> {
        let place = Place::part("op.refused", self.device_id, self.n);
        Ok(SettledOp {
            n: number(self.n, "op.n")?,
            op: self.op_id.map(OpId),
            hash: self.hash,
            settlement: self.settlement,
            refused: self.refused.map(|text| opened.text(place, &text)).transpose()?,
            received_at: self.received_at,
        })
    }
}

#[derive(sqlx::FromRow)]
struct KeptRow {
    op_id: Uuid,
    device_id: Uuid,
    n: i64,
    op: Vec<u8>,
    received_at: DateTime<Utc>,
}

impl KeptRow {
    fn read(self, opened: &Opened) -> Result<KeptOp, StorageError> {
        Ok(KeptOp {
            op: OpId(self.op_id),
            device: DeviceId(self.device_id),
            n: number(self.n, "kept_op.n")?,
            text: opened.text(Place::new("kept_op.op", self.op_id), &self.op)?,
            received_at: self.received_at,
        })
    }
}

impl SqlUnit {
    /// Begins a query over the county's settled operations.
    fn ops_where(&self) -> QueryBuilder<Db> {
        of_county(
            "SELECT device_id, n, op_id, hash, settlement, refused, received_at FROM op WHERE county_id = ",
            self.county,
        )
    }
}

#[async_trait]
impl OpRepository for SqlUnit {
    async fn add(&mut self, device: DeviceId, settled: &[SettledOp]) -> Result<(), StorageError> {
        let county = self.county.0;
        let rows = settled.iter().map(|one| {
            let n = signed(one.n)?;
            let place = Place::part("op.refused", device.0, n);
            Ok((n, one, one.refused.as_ref().map(|text| self.seal_text(place, text)).transpose()?))
        });
        let rows = rows.collect::<Result<Vec<_>, StorageError>>()?;
        for some in rows.chunks(rows_per_statement(8)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO op (county_id, device_id, n, op_id, hash, settlement, refused, received_at) ",
            );
            query.push_values(some, |mut row, (n, one, refused)| {
                row.push_bind(county)
                    .push_bind(device.0)
                    .push_bind(*n)
                    .push_bind(one.op.map(|o| o.0))
                    .push_bind(one.hash.clone())
                    .push_bind(one.settlement.clone())
                    .push_bind(refused.clone())
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
        rows.into_iter().map(|row| row.read(&self.opened)).collect()
    }

    async fn find(&mut self, ops: &[OpId]) -> Result<Vec<SettledOp>, StorageError> {
        let mut found = Vec::new();
        for some in ops.chunks(rows_per_statement(1)) {
            let mut query = self.ops_where();
            query.push(" AND op_id IN ");
            push_ids(&mut query, some.iter().map(|op| op.0));
            let rows: Vec<OpRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            for row in rows {
                found.push(row.read(&self.opened)?);
            }
        }
        Ok(found)
    }

    async fn known(&mut self, account: AccountId, ops: &[OpId]) -> Result<Vec<OpId>, StorageError> {
        let mut found = Vec::new();
        for some in ops.chunks(rows_per_statement(1)) {
            let start = "SELECT o.op_id FROM op o JOIN device d ON d.county_id = o.county_id AND d.id = o.device_id \
                         WHERE o.county_id = ";
            let mut query = of_county(start, self.county);
            query.push(" AND d.account_id = ").push_bind(account.0).push(" AND o.op_id IN ");
            push_ids(&mut query, some.iter().map(|op| op.0));
            let rows: Vec<(Uuid,)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            found.extend(rows.into_iter().map(|(op,)| OpId(op)));
        }
        Ok(found)
    }

    async fn keep(&mut self, kept: &KeptOp) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO kept_op (county_id, op_id, device_id, n, op, received_at) VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(self.county.0)
        .bind(kept.op.0)
        .bind(kept.device.0)
        .bind(signed(kept.n)?)
        .bind(self.seal_text(Place::new("kept_op.op", kept.op.0), &kept.text)?)
        .bind(kept.received_at)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn kept(&mut self, device: Option<DeviceId>) -> Result<Vec<KeptOp>, StorageError> {
        let start = "SELECT op_id, device_id, n, op, received_at FROM kept_op WHERE county_id = ";
        let mut query = of_county(start, self.county);
        query.push(" AND settlement IS NULL");
        if let Some(device) = device {
            query.push(" AND device_id = ").push_bind(device.0);
        }
        query.push(" ORDER BY received_at, n, op_id");
        let rows: Vec<KeptRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        rows.into_iter().map(|row| row.read(&self.opened)).collect()
    }

    async fn settle_kept(&mut self, op: OpId, settlement: &str, refused: bool, seq: u64) -> Result<(), StorageError> {
        let done = sqlx::query(
            "UPDATE kept_op SET settlement = $1, refused = $2, seq = $3 \
             WHERE county_id = $4 AND op_id = $5 AND settlement IS NULL",
        )
        .bind(settlement)
        .bind(refused)
        .bind(signed(seq)?)
        .bind(self.county.0)
        .bind(op.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "a kept operation that waits")?;
        let done = sqlx::query("UPDATE op SET settlement = $1 WHERE county_id = $2 AND op_id = $3")
            .bind(settlement)
            .bind(self.county.0)
            .bind(op.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found_one(&done, "a settled operation")
    }

    async fn refused_after_all(&mut self, device: DeviceId, above: u64) -> Result<Vec<(String, String)>, StorageError> {
        let rows: Vec<(Uuid, Vec<u8>, String)> = sqlx::query_as(
            "SELECT op_id, op, settlement FROM kept_op \
             WHERE county_id = $1 AND device_id = $2 AND refused AND seq > $3 ORDER BY seq",
        )
        .bind(self.county.0)
        .bind(device.0)
        .bind(signed(above)?)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        let open = |(id, op, settlement): (Uuid, Vec<u8>, String)| {
            Ok((self.opened.text(Place::new("kept_op.op", id), &op)?, settlement))
        };
        rows.into_iter().map(open).collect()
    }
}
