//! Parents and carers.

use async_trait::async_trait;
use domain::id::AdultId;
use domain::register::Adult;
use sqlx::QueryBuilder;
use storage::{AdultRepository, StorageError};

use super::read::{ADULT, AdultRow, one};
use super::{Db, SqlUnit, mapped, rows_per_statement, signed};

#[async_trait]
impl AdultRepository for SqlUnit {
    async fn add(&mut self, seq: u64, adults: &[Adult]) -> Result<(), StorageError> {
        let (county, seq) = (self.county.0, signed(seq)?);
        for some in adults.chunks(rows_per_statement(8)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO adult (county_id, id, household_id, kind, name, relation, phone, seq) ",
            );
            query.push_values(some, |mut row, a| {
                row.push_bind(county)
                    .push_bind(a.id.0)
                    .push_bind(a.household.0)
                    .push_bind(a.kind.code())
                    .push_bind(a.name.clone())
                    .push_bind(a.relation.clone())
                    .push_bind(a.phone.clone())
                    .push_bind(seq);
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn get(&mut self, id: AdultId) -> Result<Option<Adult>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(ADULT).push(" FROM adult WHERE county_id = ").push_bind(self.county.0);
        query.push(" AND id = ").push_bind(id.0);
        let row: Option<AdultRow> = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        one(row)
    }
}
