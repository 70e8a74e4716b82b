//! Devices and their counters.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, DeviceId};
use sqlx::QueryBuilder;
use storage::{Device, DeviceRepository, StorageError, Unsent};
use uuid::Uuid;

use super::{Db, SqlUnit, dialect, found_one, mapped, number, of_county, signed};
use crate::vault::{Holder, Opened, Place};

#[derive(sqlx::FromRow)]
struct DeviceRow {
    id: Uuid,
    account_id: Uuid,
    label: String,
    recovery_key: Vec<u8>,
    last_n: i64,
    revoked_at: Option<DateTime<Utc>>,
    unsent: i64,
    oldest_unsent: Option<DateTime<Utc>>,
    rejected: i64,
    added_at: DateTime<Utc>,
}

impl DeviceRow {
    fn read(self, opened: &Opened) -> Result<Device, StorageError> {
        Ok(Device {
            id: DeviceId(self.id),
            account: AccountId(self.account_id),
            label: self.label,
            recovery_key: opened.open(Place::new("device.recovery_key", self.id), &self.recovery_key)?,
            last_n: number(self.last_n, "device.last_n")?,
            revoked_at: self.revoked_at,
            unsent: Unsent {
                count: number(self.unsent, "device.unsent")?,
                oldest: self.oldest_unsent,
                rejected: number(self.rejected, "device.rejected")?,
            },
            added_at: self.added_at,
        })
    }
}

impl SqlUnit {
    /// Begins a query over the county's devices.
    fn devices_where(&self) -> QueryBuilder<Db> {
        of_county(
            "SELECT id, account_id, label, recovery_key, last_n, revoked_at, unsent, oldest_unsent, rejected, added_at \
             FROM device WHERE county_id = ",
            self.county,
        )
    }
}

#[async_trait]
impl DeviceRepository for SqlUnit {
    async fn add(&mut self, device: &Device) -> Result<(), StorageError> {
        let place = Place::new("device.recovery_key", device.id.0);
        sqlx::query(
            "INSERT INTO device (county_id, id, account_id, label, recovery_key, added_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(self.county.0)
        .bind(device.id.0)
        .bind(device.account.0)
        .bind(device.label.as_str())
        .bind(self.opened.seal(Holder::County, place, &device.recovery_key)?)
        .bind(device.added_at)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn get(&mut self, id: DeviceId) -> Result<Option<Device>, StorageError> {
        let mut query = self.devices_where();
        query.push(" AND id = ").push_bind(id.0);
        let row: Option<DeviceRow> = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        row.map(|row| row.read(&self.opened)).transpose()
    }

    async fn of_account(&mut self, account: AccountId) -> Result<Vec<Device>, StorageError> {
        let mut query = self.devices_where();
        query.push(" AND account_id = ").push_bind(account.0).push(" ORDER BY added_at DESC, id DESC");
        let rows: Vec<DeviceRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        rows.into_iter().map(|row| row.read(&self.opened)).collect()
    }

    async fn last_contact(&mut self, id: DeviceId) -> Result<Option<DateTime<Utc>>, StorageError> {
        let mut latest = None;
        for newest in [
            "SELECT MAX(received_at) FROM op WHERE county_id = $1 AND device_id = $2",
            "SELECT MAX(seen_at) FROM session WHERE county_id = $1 AND device_id = $2",
        ] {
            let (at,): (Option<DateTime<Utc>>,) =
                sqlx::query_as(newest).bind(self.county.0).bind(id.0).fetch_one(&mut *self.tx).await.map_err(mapped)?;
            latest = latest.max(at);
        }
        Ok(latest)
    }

    async fn revoke(&mut self, id: DeviceId, at: DateTime<Utc>, until: DateTime<Utc>) -> Result<(), StorageError> {
        let done =
            sqlx::query("UPDATE device SET revoked_at = COALESCE(revoked_at, $1) WHERE county_id = $2 AND id = $3")
                .bind(at)
                .bind(self.county.0)
                .bind(id.0)
                .execute(&mut *self.tx)
                .await
                .map_err(mapped)?;
        found_one(&done, "device")?;
        self.close_sessions("device_id", id.0, until).await?;
        sqlx::query(
            "DELETE FROM session WHERE county_id = $1 AND at_desk \
             AND account_id = (SELECT account_id FROM device WHERE county_id = $1 AND id = $2)",
        )
        .bind(self.county.0)
        .bind(id.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn report_unsent(&mut self, id: DeviceId, unsent: &Unsent) -> Result<(), StorageError> {
        let done = sqlx::query(
            "UPDATE device SET unsent = $1, oldest_unsent = $2, rejected = $3 WHERE county_id = $4 AND id = $5",
        )
        .bind(i64::from(unsent.count))
        .bind(unsent.oldest)
        .bind(i64::from(unsent.rejected))
        .bind(self.county.0)
        .bind(id.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "device")
    }

    async fn lock_counter(&mut self, id: DeviceId) -> Result<Option<u64>, StorageError> {
        let mut query = of_county("SELECT last_n FROM device WHERE county_id = ", self.county);
        query.push(" AND id = ").push_bind(id.0).push(dialect::FOR_UPDATE);
        let found: Option<(i64,)> = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        found.map(|(n,)| number(n, "device.last_n")).transpose()
    }

    async fn advance(&mut self, id: DeviceId, n: u64) -> Result<(), StorageError> {
        let done = sqlx::query("UPDATE device SET last_n = $1 WHERE county_id = $2 AND id = $3")
            .bind(signed(n)?)
            .bind(self.county.0)
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found_one(&done, "device")
    }
}
