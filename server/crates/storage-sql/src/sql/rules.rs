//! Statements for the versions of a county's rules.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::rules::RuleVersion;
use sqlx::Row as _;
use storage::{KeptRules, RuleRepository, StorageError, Unreadable};

use super::read::{DbRow, damaged, unreadable};
use super::{SqlUnit, found_one, from_json, mapped, signed, to_json};

/// A version; none where it was withdrawn.
fn version(row: &DbRow) -> Result<Option<RuleVersion>, StorageError> {
    let body: Option<String> = row.try_get("body").map_err(damaged("rule_set"))?;
    let Some(body) = body else { return Ok(None) };
    Ok(Some(RuleVersion {
        from: row.try_get("from_day").map_err(damaged("rule_set"))?,
        rules: from_json(&body, "rule_set.body")?,
    }))
}

#[async_trait]
impl RuleRepository for SqlUnit {
    async fn book(&mut self) -> Result<KeptRules, StorageError> {
        let all = sqlx::query("SELECT from_day, seq, body FROM rule_set WHERE county_id = $1 ORDER BY from_day")
            .bind(self.county.0)
            .fetch_all(&mut *self.tx)
            .await
            .map_err(mapped)?;
        let mut rules = KeptRules::default();
        for row in &all {
            let seq: Option<i64> = row.try_get("seq").ok();
            rules.seq = rules.seq.max(seq.and_then(|seq| u64::try_from(seq).ok()).unwrap_or(0));
            match version(row) {
                Ok(version) => version.into_iter().for_each(|version| rules.value.put(version)),
                Err(error) => rules.unreadable.push(Unreadable { id: self.county.0, ..unreadable(&error, row) }),
            }
        }
        Ok(rules)
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

    async fn withdraw(&mut self, seq: u64, from: NaiveDate) -> Result<(), StorageError> {
        let done = sqlx::query(
            "UPDATE rule_set SET body = NULL, seq = $1 WHERE county_id = $2 AND from_day = $3 AND body IS NOT NULL",
        )
        .bind(signed(seq)?)
        .bind(self.county.0)
        .bind(from)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "rule_set")
    }
}
