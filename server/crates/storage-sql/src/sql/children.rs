//! Children.

use async_trait::async_trait;
use domain::id::{ChildId, SchoolId};
use domain::register::Child;
use sqlx::QueryBuilder;
use storage::{ChildRepository, NewChild, RegisteredChild, StorageError};
use uuid::Uuid;

use super::read::{CHILD, ChildRow, Readable as _, one};
use super::{Db, SqlUnit, found_one, mapped, of_county, rows_per_statement, signed};

#[async_trait]
impl ChildRepository for SqlUnit {
    async fn add(&mut self, seq: u64, children: &[NewChild]) -> Result<(), StorageError> {
        let (county, seq) = (self.county.0, signed(seq)?);
        for some in children.chunks(rows_per_statement(13)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO child (county_id, id, school_id, household_id, name, sex, birth, class_name, boarding, \
                 entered_on, id_number, id_digest, seq) ",
            );
            query.push_values(some, |mut row, new| {
                let c = &new.child;
                row.push_bind(county)
                    .push_bind(c.id.0)
                    .push_bind(c.school.0)
                    .push_bind(c.household.0)
                    .push_bind(c.name.clone())
                    .push_bind(c.sex.map(|s| s.code()))
                    .push_bind(c.birth)
                    .push_bind(c.class_name.clone())
                    .push_bind(c.boarding)
                    .push_bind(c.entered_on)
                    .push_bind(new.id_number.clone())
                    .push_bind(new.id_digest.clone())
                    .push_bind(seq);
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn get(&mut self, id: ChildId) -> Result<Option<Child>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(CHILD).push(" FROM child WHERE county_id = ").push_bind(self.county.0);
        query.push(" AND id = ").push_bind(id.0);
        let row: Option<ChildRow> = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        one(row)
    }

    async fn of_school(&mut self, school: SchoolId) -> Result<Vec<RegisteredChild>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(CHILD).push(" FROM child WHERE county_id = ").push_bind(self.county.0);
        query.push(" AND school_id = ").push_bind(school.0).push(" ORDER BY class_name, name, id");
        let rows: Vec<ChildRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        rows.into_iter()
            .map(|row| {
                let id_digest = row.id_digest.clone();
                Ok(RegisteredChild { child: row.read()?.value, id_digest })
            })
            .collect()
    }

    async fn of_classes(&mut self, school: SchoolId, classes: &[String]) -> Result<Vec<ChildId>, StorageError> {
        if classes.is_empty() {
            return Ok(vec![]);
        }
        let mut query = of_county("SELECT id FROM child WHERE county_id = ", self.county);
        query.push(" AND school_id = ").push_bind(school.0).push(" AND class_name IN (");
        let mut list = query.separated(", ");
        for name in classes {
            list.push_bind(name.clone());
        }
        query.push(") ORDER BY id");
        let rows: Vec<(Uuid,)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        Ok(rows.into_iter().map(|(id,)| ChildId(id)).collect())
    }

    async fn move_to(
        &mut self,
        seq: u64,
        child: ChildId,
        school: SchoolId,
        class_name: &str,
    ) -> Result<(), StorageError> {
        let done =
            sqlx::query("UPDATE child SET school_id = $1, class_name = $2, seq = $3 WHERE county_id = $4 AND id = $5")
                .bind(school.0)
                .bind(class_name)
                .bind(signed(seq)?)
                .bind(self.county.0)
                .bind(child.0)
                .execute(&mut *self.tx)
                .await
                .map_err(mapped)?;
        found_one(&done, "child")
    }
}
