//! Statements for what somebody certified of children.

use async_trait::async_trait;
use domain::guardianship::Status;
use domain::id::ChildId;
use sqlx::QueryBuilder;
use storage::{StatusRepository, StorageError};

use super::read::{STATUS, StatusRow};
use super::{Db, SqlUnit, mapped};

#[async_trait]
impl StatusRepository for SqlUnit {
    async fn of_child(&mut self, child: ChildId) -> Result<Vec<Status>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(STATUS).push(" FROM status WHERE county_id = ").push_bind(self.county.0);
        query.push(" AND child_id = ").push_bind(child.0).push(" ORDER BY from_day, id");
        let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.values::<StatusRow>(&rows).await?.whole()
    }
}
