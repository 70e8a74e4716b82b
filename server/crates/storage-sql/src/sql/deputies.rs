//! Statements for who stands in for somebody who is away.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, DeputyshipId, SchoolId};
use domain::policy::Deputyship;
use sqlx::QueryBuilder;
use storage::{DeputyRepository, StorageError};
use uuid::Uuid;

use super::{Db, SqlUnit, found_one, mapped, of_county, parsed};

#[derive(sqlx::FromRow)]
struct DeputyRow {
    id: Uuid,
    school_id: Uuid,
    role: String,
    account_id: Uuid,
    deputy_id: Uuid,
    from_day: NaiveDate,
    to_day: NaiveDate,
    ended_at: Option<DateTime<Utc>>,
}

impl DeputyRow {
    fn read(self) -> Result<Deputyship, StorageError> {
        Ok(Deputyship {
            id: DeputyshipId(self.id),
            school: SchoolId(self.school_id),
            role: parsed(&self.role, "deputyship.role")?,
            of: AccountId(self.account_id),
            deputy: AccountId(self.deputy_id),
            from: self.from_day,
            to: self.to_day,
            ended_at: self.ended_at,
        })
    }
}

impl SqlUnit {
    /// Begins a query over the county's deputyships.
    fn deputyships_where(&self) -> QueryBuilder<Db> {
        of_county(
            "SELECT id, school_id, role, account_id, deputy_id, from_day, to_day, ended_at \
             FROM deputyship WHERE county_id = ",
            self.county,
        )
    }

    /// Those of a query that are not over on a day.
    async fn standing(&mut self, mut query: QueryBuilder<Db>, day: NaiveDate) -> Result<Vec<Deputyship>, StorageError> {
        query.push(" AND ended_at IS NULL AND to_day >= ").push_bind(day).push(" ORDER BY from_day, id");
        let rows: Vec<DeputyRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        rows.into_iter().map(DeputyRow::read).collect()
    }
}

#[async_trait]
impl DeputyRepository for SqlUnit {
    async fn add(&mut self, one: &Deputyship) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO deputyship (county_id, id, school_id, role, account_id, deputy_id, from_day, to_day, ended_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(self.county.0)
        .bind(one.id.0)
        .bind(one.school.0)
        .bind(one.role.code())
        .bind(one.of.0)
        .bind(one.deputy.0)
        .bind(one.from)
        .bind(one.to)
        .bind(one.ended_at)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn get(&mut self, id: DeputyshipId) -> Result<Option<Deputyship>, StorageError> {
        let mut query = self.deputyships_where();
        query.push(" AND id = ").push_bind(id.0);
        let row: Option<DeputyRow> = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        row.map(DeputyRow::read).transpose()
    }

    async fn of_account(&mut self, account: AccountId, day: NaiveDate) -> Result<Vec<Deputyship>, StorageError> {
        let mut query = self.deputyships_where();
        query.push(" AND (deputy_id = ").push_bind(account.0).push(" OR account_id = ").push_bind(account.0).push(")");
        self.standing(query, day).await
    }

    async fn of_school(&mut self, school: SchoolId, day: NaiveDate) -> Result<Vec<Deputyship>, StorageError> {
        let mut query = self.deputyships_where();
        query.push(" AND school_id = ").push_bind(school.0);
        self.standing(query, day).await
    }

    async fn end(&mut self, id: DeputyshipId, at: DateTime<Utc>) -> Result<(), StorageError> {
        let done =
            sqlx::query("UPDATE deputyship SET ended_at = $1 WHERE county_id = $2 AND id = $3 AND ended_at IS NULL")
                .bind(at)
                .bind(self.county.0)
                .bind(id.0)
                .execute(&mut *self.tx)
                .await
                .map_err(mapped)?;
        found_one(&done, "deputyship that stands")
    }
}
