//! Statements for second steps. Seed and key of the digests lie sealed.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::AccountId;
use sqlx::QueryBuilder;
use storage::{CodeUse, SecondStep, SecondStepRepository, StepCode, StepKind, StorageError};

use super::{Db, SqlUnit, found_one, mapped, number, signed};
use crate::vault::{Holder, Place};

const AUTHENTICATOR: &str = "authenticator";
const CARD: &str = "card";
const RECOVERY: &str = "recovery";

/// A use as it is kept.
fn kept(usage: CodeUse) -> &'static str {
    match usage {
        CodeUse::Card => CARD,
        CodeUse::Recovery => RECOVERY,
    }
}

#[derive(sqlx::FromRow)]
struct StepRow {
    kind: String,
    seed: Option<Vec<u8>>,
    digest_key: Vec<u8>,
    last_step: i64,
    set_at: DateTime<Utc>,
    wrong: i64,
    wrong_at: Option<DateTime<Utc>>,
}

fn seed_of(account: AccountId) -> Place {
    Place::new("second_step.seed", account.0)
}

fn key_of(account: AccountId) -> Place {
    Place::new("second_step.digest_key", account.0)
}

impl SqlUnit {
    async fn codes_of(&mut self, account: AccountId) -> Result<Vec<StepCode>, StorageError> {
        let rows: Vec<(String, i64, String, Option<DateTime<Utc>>)> = sqlx::query_as(
            "SELECT use, n, digest, used_at FROM second_step_code WHERE county_id = $1 AND account_id = $2 \
             ORDER BY use, n",
        )
        .bind(self.county.0)
        .bind(account.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        let code = |(usage, n, digest, used_at): (String, i64, String, _)| {
            let usage = match usage.as_str() {
                CARD => CodeUse::Card,
                RECOVERY => CodeUse::Recovery,
                _ => return Err(StorageError::Inconsistent("second_step_code.use")),
            };
            Ok(StepCode { usage, n: number(n, "second_step_code.n")?, digest, used_at })
        };
        rows.into_iter().map(code).collect()
    }
}

#[async_trait]
impl SecondStepRepository for SqlUnit {
    async fn get(&mut self, account: AccountId) -> Result<Option<SecondStep>, StorageError> {
        let row: Option<StepRow> = sqlx::query_as(
            "SELECT kind, seed, digest_key, last_step, set_at, wrong, wrong_at FROM second_step \
             WHERE county_id = $1 AND account_id = $2",
        )
        .bind(self.county.0)
        .bind(account.0)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        let Some(row) = row else { return Ok(None) };
        let kind = match (row.kind.as_str(), row.seed) {
            (AUTHENTICATOR, Some(seed)) => StepKind::Authenticator(self.opened.open(seed_of(account), &seed)?),
            (CARD, None) => StepKind::Card,
            _ => return Err(StorageError::Inconsistent("second_step.kind")),
        };
        Ok(Some(SecondStep {
            account,
            kind,
            digest_key: self.opened.open(key_of(account), &row.digest_key)?,
            last_step: number(row.last_step, "second_step.last_step")?,
            set_at: row.set_at,
            wrong: number(row.wrong, "second_step.wrong")?,
            wrong_at: row.wrong_at,
            codes: self.codes_of(account).await?,
        }))
    }

    async fn put(&mut self, step: &SecondStep) -> Result<(), StorageError> {
        SecondStepRepository::remove(self, step.account).await?;
        let (kind, seed) = match &step.kind {
            StepKind::Authenticator(seed) => {
                (AUTHENTICATOR, Some(self.opened.seal(Holder::County, seed_of(step.account), seed)?))
            }
            StepKind::Card => (CARD, None),
        };
        sqlx::query(
            "INSERT INTO second_step (county_id, account_id, kind, seed, digest_key, last_step, set_at, wrong, wrong_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(self.county.0)
        .bind(step.account.0)
        .bind(kind)
        .bind(seed)
        .bind(self.opened.seal(Holder::County, key_of(step.account), &step.digest_key)?)
        .bind(signed(step.last_step)?)
        .bind(step.set_at)
        .bind(i64::from(step.wrong))
        .bind(step.wrong_at)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        if step.codes.is_empty() {
            return Ok(());
        }
        let (county, account) = (self.county.0, step.account.0);
        let mut query =
            QueryBuilder::<Db>::new("INSERT INTO second_step_code (county_id, account_id, use, n, digest, used_at) ");
        query.push_values(&step.codes, |mut row, code| {
            row.push_bind(county)
                .push_bind(account)
                .push_bind(kept(code.usage))
                .push_bind(i64::from(code.n))
                .push_bind(code.digest.clone())
                .push_bind(code.used_at);
        });
        query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        Ok(())
    }

    async fn tried(&mut self, account: AccountId, wrong: u32, at: DateTime<Utc>) -> Result<(), StorageError> {
        sqlx::query("UPDATE second_step SET wrong = $1, wrong_at = $2 WHERE county_id = $3 AND account_id = $4")
            .bind(i64::from(wrong))
            .bind(at)
            .bind(self.county.0)
            .bind(account.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    async fn remove(&mut self, account: AccountId) -> Result<(), StorageError> {
        for statement in [
            "DELETE FROM second_step_code WHERE county_id = $1 AND account_id = $2",
            "DELETE FROM second_step WHERE county_id = $1 AND account_id = $2",
        ] {
            let query = sqlx::query(statement).bind(self.county.0).bind(account.0);
            query.execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn use_step(&mut self, account: AccountId, step: u64) -> Result<(), StorageError> {
        let done = sqlx::query(
            "UPDATE second_step SET last_step = $1 WHERE county_id = $2 AND account_id = $3 AND last_step < $1",
        )
        .bind(signed(step)?)
        .bind(self.county.0)
        .bind(account.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "step that was not used")
    }

    async fn use_code(
        &mut self,
        account: AccountId,
        usage: CodeUse,
        n: u32,
        at: DateTime<Utc>,
    ) -> Result<(), StorageError> {
        let done = sqlx::query(
            "UPDATE second_step_code SET used_at = $1 \
             WHERE county_id = $2 AND account_id = $3 AND use = $4 AND n = $5 AND used_at IS NULL",
        )
        .bind(at)
        .bind(self.county.0)
        .bind(account.0)
        .bind(kept(usage))
        .bind(i64::from(n))
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "code that is good")
    }
}
