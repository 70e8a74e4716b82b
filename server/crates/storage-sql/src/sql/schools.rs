//! Schools.

use async_trait::async_trait;
use domain::id::{HouseholdId, SchoolId};
use domain::register::School;
use sqlx::QueryBuilder;
use storage::{SchoolRepository, StorageError};
use uuid::Uuid;

use super::{Db, SqlUnit, mapped, parsed, rows_per_statement};

type SchoolRow = (Uuid, String, String, String);

fn school((id, name, kind, town): SchoolRow) -> Result<School, StorageError> {
    Ok(School { id: SchoolId(id), name, kind: parsed(&kind, "school.kind")?, town })
}

#[async_trait]
impl SchoolRepository for SqlUnit {
    async fn add(&mut self, schools: &[School]) -> Result<(), StorageError> {
        let county = self.county.0;
        for some in schools.chunks(rows_per_statement(5)) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO school (county_id, id, name, kind, town) ");
            query.push_values(some, |mut row, s| {
                row.push_bind(county)
                    .push_bind(s.id.0)
                    .push_bind(s.name.clone())
                    .push_bind(s.kind.code())
                    .push_bind(s.town.clone());
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn get(&mut self, id: SchoolId) -> Result<Option<School>, StorageError> {
        let row: Option<SchoolRow> =
            sqlx::query_as("SELECT id, name, kind, town FROM school WHERE county_id = $1 AND id = $2")
                .bind(self.county.0)
                .bind(id.0)
                .fetch_optional(&mut *self.tx)
                .await
                .map_err(mapped)?;
        row.map(school).transpose()
    }

    async fn all(&mut self) -> Result<Vec<School>, StorageError> {
        let rows: Vec<SchoolRow> =
            sqlx::query_as("SELECT id, name, kind, town FROM school WHERE county_id = $1 ORDER BY town, name")
                .bind(self.county.0)
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        rows.into_iter().map(school).collect()
    }

    async fn classes(&mut self, school: SchoolId) -> Result<Vec<String>, StorageError> {
        let rows: Vec<(String,)> = sqlx::query_as(
            "SELECT DISTINCT class_name FROM child WHERE county_id = $1 AND school_id = $2 ORDER BY class_name",
        )
        .bind(self.county.0)
        .bind(school.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    async fn of_household(&mut self, household: HouseholdId) -> Result<Vec<SchoolId>, StorageError> {
        let found: Vec<(Uuid,)> = sqlx::query_as(
            "SELECT DISTINCT school_id FROM child WHERE county_id = $1 AND household_id = $2 ORDER BY school_id",
        )
        .bind(self.county.0)
        .bind(household.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(found.into_iter().map(|(id,)| SchoolId(id)).collect())
    }
}
