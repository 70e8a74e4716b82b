//! What the desks list.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, DeviceId, SchoolId};
use storage::{DeskRepository, DeviceLine, StorageError};
use uuid::Uuid;

use super::{SqlUnit, mapped, number};

#[async_trait]
impl DeskRepository for SqlUnit {
    async fn devices(&mut self, school: SchoolId) -> Result<Vec<DeviceLine>, StorageError> {
        type Line = (Uuid, String, Uuid, String, i64, Option<DateTime<Utc>>, i64);
        let rows: Vec<Line> = sqlx::query_as(
            "SELECT d.id, d.label, a.id, a.name, d.unsent, d.oldest_unsent, d.rejected \
             FROM device d JOIN account a ON a.county_id = d.county_id AND a.id = d.account_id \
             WHERE d.county_id = $2 AND (d.unsent > 0 OR d.rejected > 0) AND d.revoked_at IS NULL AND a.id IN ( \
                 SELECT account_id FROM role_grant WHERE county_id = $2 AND school_id = $1 AND role = 'mentor') \
             ORDER BY d.oldest_unsent, a.name",
        )
        .bind(school.0)
        .bind(self.county.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter()
            .map(|(id, label, account, owner, waiting, oldest, rejected)| {
                Ok(DeviceLine {
                    id: DeviceId(id),
                    label,
                    account: AccountId(account),
                    owner,
                    waiting: number(waiting, "device.unsent")?,
                    oldest,
                    rejected: number(rejected, "device.rejected")?,
                })
            })
            .collect()
    }
}
