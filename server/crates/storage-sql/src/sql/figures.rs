//! Statements for what was filled in of a year's figures.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::AccountId;
use domain::report::annual::Filled;
use storage::{FigureRepository, StorageError};
use uuid::Uuid;

use super::{SqlUnit, mapped, number, parsed, signed};

#[derive(sqlx::FromRow)]
struct FilledRow {
    year: i64,
    gap: String,
    count: Option<i64>,
    fen: Option<i64>,
    account_id: Uuid,
    at: DateTime<Utc>,
}

impl FilledRow {
    fn read(self) -> Result<Filled, StorageError> {
        Ok(Filled {
            year: number(self.year, "filled_figure.year")?,
            gap: parsed(&self.gap, "filled_figure.gap")?,
            count: self.count.map(|n| number(n, "filled_figure.count")).transpose()?,
            fen: self.fen.map(|n| number(n, "filled_figure.fen")).transpose()?,
            by: AccountId(self.account_id),
            at: self.at,
        })
    }
}

#[async_trait]
impl FigureRepository for SqlUnit {
    async fn fill(&mut self, seq: u64, filled: &Filled) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO filled_figure (county_id, year, gap, seq, count, fen, account_id, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(self.county.0)
        .bind(i64::from(filled.year))
        .bind(filled.gap.code())
        .bind(signed(seq)?)
        .bind(filled.count.map(signed).transpose()?)
        .bind(filled.fen.map(signed).transpose()?)
        .bind(filled.by.0)
        .bind(filled.at)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn filled(&mut self, year: i32) -> Result<Vec<Filled>, StorageError> {
        let rows: Vec<FilledRow> = sqlx::query_as(
            "SELECT year, gap, count, fen, account_id, at FROM filled_figure \
             WHERE county_id = $1 AND year = $2 ORDER BY seq DESC, gap",
        )
        .bind(self.county.0)
        .bind(i64::from(year))
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter().map(FilledRow::read).collect()
    }
}
