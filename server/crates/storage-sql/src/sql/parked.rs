use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, ChildId, OpId, SchoolId};
use storage::{Parked, Parking, StorageError};
use uuid::Uuid;

use super::{SqlUnit, from_json, mapped, to_json};

#[derive(sqlx::FromRow)]
struct ParkedRow {
    account_id: Uuid,
    child_id: Uuid,
    op: String,
    received_at: DateTime<Utc>,
    accepted: Option<bool>,
}

impl ParkedRow {
    fn read(self) -> Result<Parked, StorageError> {
        Ok(Parked {
            op: from_json(&self.op, "parked.op")?,
            author: AccountId(self.account_id),
            child: ChildId(self.child_id),
            received_at: self.received_at,
            accepted: self.accepted,
        })
    }
}

#[async_trait]
impl Parking for SqlUnit {
    async fn park(&mut self, parked: &Parked) -> Result<(), StorageError> {
        sqlx::query("INSERT INTO parked (op_id, account_id, child_id, op, received_at) VALUES ($1, $2, $3, $4, $5)")
            .bind(parked.op.op_id.0)
            .bind(parked.author.0)
            .bind(parked.child.0)
            .bind(to_json(&parked.op)?)
            .bind(parked.received_at)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn parked(&mut self, op: OpId) -> Result<Option<Parked>, StorageError> {
        let row: Option<ParkedRow> =
            sqlx::query_as("SELECT account_id, child_id, op, received_at, accepted FROM parked WHERE op_id = $1")
                .bind(op.0)
                .fetch_optional(&mut *self.tx)
                .await
                .map_err(mapped)?;
        row.map(ParkedRow::read).transpose()
    }

    async fn parked_of_school(&mut self, school: SchoolId) -> Result<Vec<Parked>, StorageError> {
        let rows: Vec<ParkedRow> = sqlx::query_as(
            "SELECT p.account_id, p.child_id, p.op, p.received_at, p.accepted FROM parked p \
             JOIN child c ON c.id = p.child_id WHERE c.school_id = $1 AND p.accepted IS NULL \
             ORDER BY p.received_at, p.op_id",
        )
        .bind(school.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter().map(ParkedRow::read).collect()
    }

    async fn resolve_parked(
        &mut self,
        op: OpId,
        accepted: bool,
        by: AccountId,
        at: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        sqlx::query("UPDATE parked SET accepted = $1, resolved_by = $2, resolved_at = $3 WHERE op_id = $4")
            .bind(accepted)
            .bind(by.0)
            .bind(at)
            .bind(op.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }
}
