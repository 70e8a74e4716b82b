//! Statements for children and their sealed numbers.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{ChildId, SchoolId};
use domain::register::Child;
use sqlx::QueryBuilder;
use std::collections::BTreeMap;
use storage::{ChildRepository, EnrolmentRepository as _, Found, RegisteredChild, SealedNumber, StorageError};
use uuid::Uuid;

use super::enrolments::{push_children_of, push_in_force};
use super::read::{CHILD, ChildRow, one, values};
use super::{Db, SqlUnit, found_one, mapped, rows_per_statement};

#[async_trait]
impl ChildRepository for SqlUnit {
    async fn keep_numbers(&mut self, numbers: &[SealedNumber]) -> Result<(), StorageError> {
        for number in numbers {
            let done = sqlx::query("UPDATE child SET id_number = $1, id_digest = $2 WHERE county_id = $3 AND id = $4")
                .bind(number.sealed.as_deref())
                .bind(number.digest.as_deref())
                .bind(self.county.0)
                .bind(number.child.0)
                .execute(&mut *self.tx)
                .await
                .map_err(mapped)?;
            found_one(&done, "child")?;
        }
        Ok(())
    }

    async fn numbers(&mut self, children: &[ChildId]) -> Result<Vec<SealedNumber>, StorageError> {
        let mut all = vec![];
        for some in children.chunks(rows_per_statement(1)) {
            let mut query = QueryBuilder::<Db>::new("SELECT id, id_number, id_digest FROM child WHERE county_id = ");
            query.push_bind(self.county.0).push(" AND id_number IS NOT NULL AND id IN (");
            let mut ids = query.separated(", ");
            for child in some {
                ids.push_bind(child.0);
            }
            query.push(") ORDER BY id");
            let rows: Vec<(Uuid, Option<Vec<u8>>, Option<String>)> =
                query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            all.extend(rows.into_iter().map(|(id, sealed, digest)| SealedNumber {
                child: ChildId(id),
                sealed,
                digest,
            }));
        }
        Ok(all)
    }

    async fn get(&mut self, id: ChildId) -> Result<Option<Child>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(CHILD).push(" FROM child WHERE county_id = ").push_bind(self.county.0);
        query.push(" AND id = ").push_bind(id.0);
        let row: Option<ChildRow> = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        one(row)
    }

    async fn of_school(&mut self, school: SchoolId, day: NaiveDate) -> Result<Found<RegisteredChild>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(CHILD).push(" FROM child WHERE county_id = ").push_bind(self.county.0).push(" AND id IN ");
        push_children_of(&mut query, self.county, school, day);
        let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        let children = values::<ChildRow>(&rows);
        let mut query = QueryBuilder::<Db>::new("SELECT id, id_digest FROM child WHERE county_id = ");
        query.push_bind(self.county.0).push(" AND id_digest IS NOT NULL AND id IN ");
        push_children_of(&mut query, self.county, school, day);
        let digests: Vec<(Uuid, String)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        let mut digests: BTreeMap<Uuid, String> = digests.into_iter().collect();
        let enrolments = self.at_school(school, day).await?;
        let unreadable = [children.unreadable.as_slice(), &enrolments.unreadable].concat();
        let mut children: BTreeMap<ChildId, Child> = children.into_iter().map(|child| (child.id, child)).collect();
        let mut all: Vec<RegisteredChild> = enrolments
            .into_iter()
            .filter_map(|enrolment| {
                let child = children.remove(&enrolment.child)?;
                let id_digest = digests.remove(&child.id.0);
                Some(RegisteredChild { child, enrolment, id_digest })
            })
            .collect();
        all.sort_by(|a, b| {
            let key = |one: &RegisteredChild| (one.enrolment.class_name.clone(), one.child.name.clone(), one.child.id);
            key(a).cmp(&key(b))
        });
        Ok(Found { rows: all, unreadable })
    }

    async fn of_classes(
        &mut self,
        school: SchoolId,
        classes: &[String],
        day: NaiveDate,
    ) -> Result<Vec<ChildId>, StorageError> {
        if classes.is_empty() {
            return Ok(vec![]);
        }
        let mut query = QueryBuilder::<Db>::new("SELECT DISTINCT e.child_id FROM enrolment e WHERE e.county_id = ");
        query.push_bind(self.county.0).push(" AND e.school_id = ").push_bind(school.0);
        push_in_force(&mut query, "e", day);
        query.push(" AND e.class_name IN (");
        let mut list = query.separated(", ");
        for name in classes {
            list.push_bind(name.clone());
        }
        query.push(") ORDER BY e.child_id");
        let rows: Vec<(Uuid,)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        Ok(rows.into_iter().map(|(id,)| ChildId(id)).collect())
    }
}
