//! Statements for what people wrote to the makers.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, OpId};
use storage::{Feedback, FeedbackRepository, StorageError};
use uuid::Uuid;

use super::{SqlUnit, mapped};
use crate::vault::Place;

#[async_trait]
impl FeedbackRepository for SqlUnit {
    async fn add(&mut self, feedback: &Feedback) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO feedback (county_id, op_id, account_id, text, captured_at) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(self.county.0)
        .bind(feedback.op.0)
        .bind(feedback.account.0)
        .bind(self.seal_text(Place::new("feedback.text", feedback.op.0), &feedback.text)?)
        .bind(feedback.captured_at)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn newest(&mut self, limit: u32) -> Result<Vec<Feedback>, StorageError> {
        let rows: Vec<(Uuid, Uuid, Vec<u8>, DateTime<Utc>)> = sqlx::query_as(
            "SELECT op_id, account_id, text, captured_at FROM feedback WHERE county_id = $1 \
             ORDER BY captured_at DESC, op_id DESC LIMIT $2",
        )
        .bind(self.county.0)
        .bind(i64::from(limit))
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter()
            .map(|(op, account, text, captured_at)| {
                let text = self.opened.text(Place::new("feedback.text", op), &text)?;
                Ok(Feedback { op: OpId(op), account: AccountId(account), text, captured_at })
            })
            .collect()
    }
}
