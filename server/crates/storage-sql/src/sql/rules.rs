//! The rule set.

use async_trait::async_trait;
use domain::rules::RuleSet;
use storage::{RuleRepository, StorageError, Versioned};

use super::{SqlUnit, from_json, mapped, number, signed, to_json};

#[async_trait]
impl RuleRepository for SqlUnit {
    async fn get(&mut self) -> Result<Versioned<RuleSet>, StorageError> {
        let row: Option<(i64, String)> = sqlx::query_as("SELECT seq, body FROM rule_set WHERE county_id = $1")
            .bind(self.county.0)
            .fetch_optional(&mut *self.tx)
            .await
            .map_err(mapped)?;
        match row {
            Some((seq, body)) => {
                Ok(Versioned { seq: number(seq, "rule_set.seq")?, value: from_json(&body, "rule_set.body")? })
            }
            None => Ok(Versioned { seq: 0, value: RuleSet::default() }),
        }
    }

    async fn set(&mut self, seq: u64, rules: &RuleSet) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO rule_set (county_id, body, seq) VALUES ($1, $2, $3) \
             ON CONFLICT (county_id) DO UPDATE SET body = excluded.body, seq = excluded.seq",
        )
        .bind(self.county.0)
        .bind(to_json(rules)?)
        .bind(signed(seq)?)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }
}
