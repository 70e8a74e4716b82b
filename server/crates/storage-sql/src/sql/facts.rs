//! Statements for the answers to the four questions.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::guardianship::{Fact, FactKind, FactSubject};
use domain::id::{FactId, SchoolId};
use sqlx::QueryBuilder;
use storage::{FactRepository, Found, StorageError};
use uuid::Uuid;

use super::enrolments::push_children_of;
use super::read::{FACT, FactRow, about};
use super::{Db, SqlUnit, mapped, of_county, push_ids, rows_per_statement};

impl SqlUnit {
    /// Begins a query over the county's facts; the table's name in it is `f`.
    fn facts_where(&self) -> QueryBuilder<Db> {
        let mut query = QueryBuilder::new("SELECT ");
        query.push(FACT).push(" FROM fact f WHERE f.county_id = ").push_bind(self.county.0);
        query
    }
}

#[async_trait]
impl FactRepository for SqlUnit {
    async fn get(&mut self, id: FactId) -> Result<Option<Fact>, StorageError> {
        let mut query = self.facts_where();
        query.push(" AND f.id = ").push_bind(id.0);
        let row: Option<FactRow> = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        self.one(row).await
    }

    async fn known(&mut self, ids: &[FactId]) -> Result<Vec<FactId>, StorageError> {
        let mut found = Vec::new();
        for some in ids.chunks(rows_per_statement(1)) {
            let mut query = of_county("SELECT id FROM fact WHERE county_id = ", self.county);
            query.push(" AND id IN ");
            push_ids(&mut query, some.iter().map(|id| id.0));
            let rows: Vec<(Uuid,)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            found.extend(rows.into_iter().map(|(id,)| FactId(id)));
        }
        Ok(found)
    }

    async fn of_subject(&mut self, subject: FactSubject, kind: FactKind) -> Result<Found<Fact>, StorageError> {
        let (about, id) = about(subject);
        let mut query = self.facts_where();
        query.push(" AND f.subject_id = ").push_bind(id).push(" AND f.about = ").push_bind(about);
        query.push(" AND f.kind = ").push_bind(kind.code()).push(" ORDER BY f.seq, f.id");
        let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.values::<FactRow>(&rows).await
    }

    async fn disputed(&mut self, school: SchoolId, day: NaiveDate) -> Result<Found<Fact>, StorageError> {
        let county = self.county;
        let mut query = self.facts_where();
        query.push(" AND f.disputes IS NOT NULL AND (f.subject_id IN ");
        push_children_of(&mut query, county, school, day);
        query.push(" OR f.subject_id IN (SELECT c.household_id FROM child c WHERE c.county_id = ").push_bind(county.0);
        query.push(" AND c.id IN ");
        push_children_of(&mut query, county, school, day);
        query.push(
            ")) AND NOT EXISTS (SELECT 1 FROM fact g \
                 WHERE g.county_id = f.county_id AND g.subject_id = f.subject_id AND g.kind = f.kind \
                   AND (g.seq > f.seq OR (g.seq = f.seq AND g.id > f.id))) \
             ORDER BY f.seq, f.id",
        );
        let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.values::<FactRow>(&rows).await
    }
}
