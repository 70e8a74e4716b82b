//! Facts.

use async_trait::async_trait;
use domain::guardianship::{Fact, FactKind};
use domain::id::{FactId, HouseholdId, SchoolId};
use sqlx::QueryBuilder;
use storage::{FactRepository, Found, StorageError};

use super::read::{FACT, FactRow, one, sorted};
use super::{Db, SqlUnit, mapped, rows_per_statement, signed, to_json};

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
    async fn add(&mut self, seq: u64, facts: &[Fact]) -> Result<(), StorageError> {
        let (county, seq) = (self.county.0, signed(seq)?);
        let rows =
            facts.iter().map(|fact| Ok((fact, to_json(&fact.value)?))).collect::<Result<Vec<_>, StorageError>>()?;
        for some in rows.chunks(rows_per_statement(10)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO fact (county_id, id, household_id, kind, value, seen_on, author_id, captured_at, \
                 disputes, seq) ",
            );
            query.push_values(some, |mut row, (fact, value)| {
                row.push_bind(county)
                    .push_bind(fact.id.0)
                    .push_bind(fact.household.0)
                    .push_bind(fact.value.kind().code())
                    .push_bind(value.clone())
                    .push_bind(fact.seen_on)
                    .push_bind(fact.author.map(|a| a.0))
                    .push_bind(fact.captured_at)
                    .push_bind(fact.disputes.map(|f| f.0))
                    .push_bind(seq);
            });
            // A fact's id is made by a phone; one that came before must not stop what comes after.
            query.push(" ON CONFLICT (county_id, id) DO NOTHING");
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn get(&mut self, id: FactId) -> Result<Option<Fact>, StorageError> {
        let mut query = self.facts_where();
        query.push(" AND f.id = ").push_bind(id.0);
        let row: Option<FactRow> = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        one(row)
    }

    async fn newest(&mut self, household: HouseholdId, kind: FactKind) -> Result<Option<Fact>, StorageError> {
        let mut query = self.facts_where();
        query.push(" AND f.household_id = ").push_bind(household.0).push(" AND f.kind = ").push_bind(kind.code());
        query.push(" ORDER BY f.seq DESC, f.id DESC LIMIT 1");
        let row: Option<FactRow> = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        one(row)
    }

    async fn disputed(&mut self, school: SchoolId) -> Result<Found<Fact>, StorageError> {
        let county = self.county.0;
        let mut query = self.facts_where();
        query.push(
            " AND f.disputes IS NOT NULL AND f.household_id IN (SELECT household_id FROM child WHERE county_id = ",
        );
        query.push_bind(county).push(" AND school_id = ").push_bind(school.0);
        query.push(
            ") AND NOT EXISTS (SELECT 1 FROM fact g \
                 WHERE g.county_id = f.county_id AND g.household_id = f.household_id AND g.kind = f.kind \
                   AND (g.seq > f.seq OR (g.seq = f.seq AND g.id > f.id))) \
             ORDER BY f.seq, f.id",
        );
        let rows: Vec<FactRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        let mut found = Found::default();
        sorted(rows, &mut found, |read| Some(read.value));
        Ok(found)
    }
}
