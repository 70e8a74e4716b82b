//! Statements for the households of children.

use async_trait::async_trait;
use domain::id::{ChildId, HouseholdId};
use domain::register::{ThingKind, Written};
use storage::{HouseholdRepository, StorageError};
use uuid::Uuid;

use super::{SqlUnit, from_json, mapped, of_county, push_ids};
use crate::vault::Place;

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

    async fn ever_of(&mut self, child: ChildId) -> Result<Vec<HouseholdId>, StorageError> {
        let rows: Vec<(i64, Vec<u8>)> =
            sqlx::query_as("SELECT seq, body FROM written WHERE county_id = $1 AND kind = $2 AND id = $3 ORDER BY seq")
                .bind(self.county.0)
                .bind(ThingKind::Child.code())
                .bind(child.0)
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        self.learn(rows.iter().map(|(_, body)| body.as_slice())).await?;
        let mut all = Vec::new();
        for (seq, body) in rows {
            let body = self.opened.open(Place::part("written.body", child.0, seq), &body);
            // A version that cannot be read says nothing; the newest stands in the child's own row.
            if let Ok(Written::Child(was)) = body.and_then(|body| from_json(body, "written.body"))
                && !all.contains(&was.household)
            {
                all.push(was.household);
            }
        }
        Ok(all)
    }
}
