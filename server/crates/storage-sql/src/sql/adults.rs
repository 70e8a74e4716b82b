//! Statements for parents and carers.

use async_trait::async_trait;
use domain::id::AdultId;
use domain::register::Adult;
use sqlx::QueryBuilder;
use storage::{AdultRepository, StorageError};

use super::read::{ADULT, AdultRow, one};
use super::{Db, SqlUnit, mapped};

#[async_trait]
impl AdultRepository for SqlUnit {
    async fn get(&mut self, id: AdultId) -> Result<Option<Adult>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(ADULT).push(" FROM adult WHERE county_id = ").push_bind(self.county.0);
        query.push(" AND id = ").push_bind(id.0);
        let row: Option<AdultRow> = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        one(row)
    }
}
