//! Statements for the versions of a county's rules.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::rules::{RuleBook, RuleVersion};
use storage::{RuleRepository, StorageError, Versioned};

use super::{SqlUnit, from_json, mapped, number, signed, to_json};

#[async_trait]
impl RuleRepository for SqlUnit {
    async fn book(&mut self) -> Result<Versioned<RuleBook>, StorageError> {
        let rows: Vec<(NaiveDate, i64, String)> =
            sqlx::query_as("SELECT from_day, seq, body FROM rule_set WHERE county_id = $1 ORDER BY from_day")
                .bind(self.county.0)
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        let newest = rows.iter().map(|(_, seq, _)| *seq).max().unwrap_or(0);
        let versions = rows
            .into_iter()
            .map(|(from, _, body)| Ok(RuleVersion { from, rules: from_json(&body, "rule_set.body")? }))
            .collect::<Result<Vec<_>, StorageError>>()?;
        Ok(Versioned { seq: number(newest, "rule_set.seq")?, value: RuleBook::new(versions) })
    }

    async fn put(&mut self, seq: u64, version: &RuleVersion) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO rule_set (county_id, from_day, body, seq) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (county_id, from_day) DO UPDATE SET body = excluded.body, seq = excluded.seq",
        )
        .bind(self.county.0)
        .bind(version.from)
        .bind(to_json(&version.rules)?)
        .bind(signed(seq)?)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }
}
