//! Statements for the households of children.

use async_trait::async_trait;
use domain::id::{ChildId, HouseholdId};
use storage::{HouseholdRepository, StorageError};
use uuid::Uuid;

use super::{SqlUnit, mapped, of_county, push_ids};

#[async_trait]
impl HouseholdRepository for SqlUnit {
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
