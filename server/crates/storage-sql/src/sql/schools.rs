//! Statements for schools and their classes.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::guardianship::FactSubject;
use domain::id::SchoolId;
use domain::register::{Merged, School};
use sqlx::{FromRow as _, QueryBuilder};
use storage::{Found, SchoolRepository, StorageError};
use uuid::Uuid;

use super::enrolments::push_in_force;
use super::read::{damaged, unreadable};
use super::{Db, SqlUnit, found_one, mapped, parsed, rows_per_statement, signed};

#[derive(sqlx::FromRow)]
struct SchoolRow {
    id: Uuid,
    name: String,
    kind: String,
    town: String,
    merged_into: Option<Uuid>,
    merged_from: Option<NaiveDate>,
}

impl SchoolRow {
    fn read(self) -> Result<School, StorageError> {
        let Self { id, name, kind, town, merged_into, merged_from } = self;
        let merged = merged_into.zip(merged_from).map(|(into, from)| Merged { into: SchoolId(into), from });
        Ok(School { id: SchoolId(id), name, kind: parsed(&kind, "school.kind")?, town, merged })
    }
}

#[async_trait]
impl SchoolRepository for SqlUnit {
    async fn add(&mut self, schools: &[School]) -> Result<(), StorageError> {
        let county = self.county.0;
        for some in schools.chunks(rows_per_statement(7)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO school (county_id, id, name, kind, town, merged_into, merged_from) ",
            );
            query.push_values(some, |mut row, s| {
                row.push_bind(county)
                    .push_bind(s.id.0)
                    .push_bind(s.name.clone())
                    .push_bind(s.kind.code())
                    .push_bind(s.town.clone())
                    .push_bind(s.merged.map(|merged| merged.into.0))
                    .push_bind(s.merged.map(|merged| merged.from));
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn get(&mut self, id: SchoolId) -> Result<Option<School>, StorageError> {
        let row: Option<SchoolRow> = sqlx::query_as(
            "SELECT id, name, kind, town, merged_into, merged_from FROM school WHERE county_id = $1 AND id = $2",
        )
        .bind(self.county.0)
        .bind(id.0)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        row.map(SchoolRow::read).transpose()
    }

    async fn merge(&mut self, id: SchoolId, merged: Option<Merged>) -> Result<(), StorageError> {
        let done = sqlx::query("UPDATE school SET merged_into = $1, merged_from = $2 WHERE county_id = $3 AND id = $4")
            .bind(merged.map(|merged| merged.into.0))
            .bind(merged.map(|merged| merged.from))
            .bind(self.county.0)
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found_one(&done, "school")
    }

    async fn all(&mut self) -> Result<Found<School>, StorageError> {
        let rows = sqlx::query(
            "SELECT id, name, kind, town, merged_into, merged_from FROM school WHERE county_id = $1 ORDER BY town, name",
        )
        .bind(self.county.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        let mut found = Found::default();
        for row in rows {
            match SchoolRow::from_row(&row).map_err(damaged("school")).and_then(SchoolRow::read) {
                Ok(school) => found.rows.push(school),
                Err(error) => found.unreadable.push(unreadable(&error, &row)),
            }
        }
        Ok(found)
    }

    async fn classes(&mut self, school: SchoolId, day: NaiveDate) -> Result<Vec<String>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT DISTINCT e.class_name FROM enrolment e WHERE e.county_id = ");
        query.push_bind(self.county.0).push(" AND e.school_id = ").push_bind(school.0);
        push_in_force(&mut query, "e", day);
        query.push(" ORDER BY e.class_name");
        let rows: Vec<(String,)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        Ok(rows.into_iter().map(|(name,)| name).collect())
    }

    async fn classes_changed(
        &mut self,
        school: SchoolId,
        after: u64,
        earlier: NaiveDate,
        day: NaiveDate,
    ) -> Result<bool, StorageError> {
        let found: Option<(Uuid,)> = sqlx::query_as(
            "SELECT e.id FROM enrolment e WHERE e.county_id = $1 AND e.school_id = $2 AND (e.seq > $3 \
               OR (e.from_day > $4 AND e.from_day <= $5) OR (e.to_day >= $4 AND e.to_day < $5)) LIMIT 1",
        )
        .bind(self.county.0)
        .bind(school.0)
        .bind(signed(after)?)
        .bind(earlier)
        .bind(day)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(found.is_some())
    }

    async fn of_subject(&mut self, subject: FactSubject, day: NaiveDate) -> Result<Vec<SchoolId>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT DISTINCT e.school_id FROM enrolment e WHERE e.county_id = ");
        query.push_bind(self.county.0);
        push_in_force(&mut query, "e", day);
        query.push(" AND e.child_id IN (SELECT c.id FROM child c WHERE c.county_id = ").push_bind(self.county.0);
        match subject {
            FactSubject::Child(id) => query.push(" AND c.id = ").push_bind(id.0),
            FactSubject::Household(id) => query.push(" AND c.household_id = ").push_bind(id.0),
            FactSubject::Adult(id) => query
                .push(
                    " AND c.id IN (SELECT r.child_id FROM relation r WHERE r.county_id = c.county_id AND r.adult_id = ",
                )
                .push_bind(id.0)
                .push(")"),
        };
        query.push(") ORDER BY e.school_id");
        let found: Vec<(Uuid,)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        Ok(found.into_iter().map(|(id,)| SchoolId(id)).collect())
    }
}
