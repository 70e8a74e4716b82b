//! Periods of children at schools, and the conditions by which other tables ask for a school's children.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{ChildId, CountyId, SchoolId};
use domain::register::Enrolment;
use sqlx::QueryBuilder;
use storage::{EnrolmentRepository, Found, StorageError};

use super::read::{ENROLMENT, EnrolmentRow};
use super::{Db, SqlUnit, mapped};

/// Appends a list of those who are a school's children on a day: `(SELECT …)`.
pub fn push_children_of(query: &mut QueryBuilder<Db>, county: CountyId, school: SchoolId, day: NaiveDate) {
    query.push("(SELECT e.child_id FROM enrolment e WHERE e.county_id = ").push_bind(county.0);
    query.push(" AND e.school_id = ").push_bind(school.0);
    push_in_force(query, "e", day);
    query.push(")");
}

/// Appends ` AND …` for a period of a table that is in force on a day.
pub fn push_in_force(query: &mut QueryBuilder<Db>, table: &'static str, day: NaiveDate) {
    query.push(" AND ").push(table).push(".from_day <= ").push_bind(day);
    query.push(" AND (").push(table).push(".to_day IS NULL OR ").push(table).push(".to_day >= ").push_bind(day);
    query.push(")");
}

#[async_trait]
impl EnrolmentRepository for SqlUnit {
    async fn of_child(&mut self, child: ChildId) -> Result<Vec<Enrolment>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(ENROLMENT).push(" FROM enrolment WHERE county_id = ").push_bind(self.county.0);
        query.push(" AND child_id = ").push_bind(child.0).push(" ORDER BY from_day, id");
        let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.values::<EnrolmentRow>(&rows).await?.whole()
    }

    async fn at_school(&mut self, school: SchoolId, day: NaiveDate) -> Result<Found<Enrolment>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(ENROLMENT).push(" FROM enrolment e WHERE e.county_id = ").push_bind(self.county.0);
        query.push(" AND e.school_id = ").push_bind(school.0);
        push_in_force(&mut query, "e", day);
        query.push(" ORDER BY e.class_name, e.child_id, e.id");
        let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.values::<EnrolmentRow>(&rows).await
    }

    async fn lasting(&mut self, school: SchoolId, day: NaiveDate) -> Result<Found<Enrolment>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(ENROLMENT).push(" FROM enrolment WHERE county_id = ").push_bind(self.county.0);
        query.push(" AND school_id = ").push_bind(school.0);
        query.push(" AND (to_day IS NULL OR (to_day >= ").push_bind(day);
        query.push(" AND to_day >= from_day)) ORDER BY child_id, from_day, id");
        let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.values::<EnrolmentRow>(&rows).await
    }

    async fn in_class(&mut self, school: SchoolId, class_name: &str) -> Result<Found<Enrolment>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(ENROLMENT).push(" FROM enrolment WHERE county_id = ").push_bind(self.county.0);
        query.push(" AND school_id = ").push_bind(school.0);
        query.push(" AND class_name = ").push_bind(class_name.to_owned()).push(" ORDER BY from_day, id");
        let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.values::<EnrolmentRow>(&rows).await
    }
}
