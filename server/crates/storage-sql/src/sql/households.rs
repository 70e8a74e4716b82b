//! Households.

use async_trait::async_trait;
use domain::id::{ChildId, HouseholdId};
use domain::register::Household;
use sqlx::QueryBuilder;
use storage::{HouseholdRepository, StorageError};
use uuid::Uuid;

use super::{Db, SqlUnit, mapped, of_county, push_ids, rows_per_statement, signed};

#[async_trait]
impl HouseholdRepository for SqlUnit {
    async fn add(&mut self, seq: u64, households: &[Household]) -> Result<(), StorageError> {
        let (county, seq) = (self.county.0, signed(seq)?);
        for some in households.chunks(rows_per_statement(4)) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO household (county_id, id, address, seq) ");
            query.push_values(some, |mut row, h| {
                row.push_bind(county).push_bind(h.id.0).push_bind(h.address.clone()).push_bind(seq);
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn of_children(&mut self, children: &[ChildId]) -> Result<Vec<HouseholdId>, StorageError> {
        if children.is_empty() {
            return Ok(vec![]);
        }
        let mut query = of_county("SELECT DISTINCT household_id FROM child WHERE county_id = ", self.county);
        query.push(" AND id IN ");
        push_ids(&mut query, children.iter().map(|c| c.0));
        let rows: Vec<(Uuid,)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        Ok(rows.into_iter().map(|(id,)| HouseholdId(id)).collect())
    }
}
