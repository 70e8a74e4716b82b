//! Statements for children and their sealed numbers.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{ChildId, SchoolId};
use domain::register::Child;
use domain::register::id_number::IdNumber;
use sqlx::QueryBuilder;
use std::collections::BTreeMap;
use storage::{ChildNumber, ChildRepository, EnrolmentRepository as _, Found, RegisteredChild, StorageError};
use uuid::Uuid;

use super::enrolments::{push_children_of, push_in_force};
use super::read::{CHILD, ChildRow};
use super::{Db, SqlUnit, found_one, mapped, rows_per_statement};
use crate::vault::{Holder, Place};

#[async_trait]
impl ChildRepository for SqlUnit {
    async fn keep_numbers(&mut self, numbers: &[ChildNumber]) -> Result<(), StorageError> {
        self.hold_living(numbers.iter().filter(|n| n.number.is_some()).map(|n| n.child.0).collect()).await?;
        for number in numbers {
            let (holder, place) = (Holder::Subject(number.child.0), Place::new("child.id_number", number.child.0));
            let seal = |number: &IdNumber| self.opened.seal(holder, place, number.as_str().as_bytes());
            let sealed = number.number.as_ref().map(seal).transpose()?;
            let done = sqlx::query("UPDATE child SET id_number = $1, id_digest = $2 WHERE county_id = $3 AND id = $4")
                .bind(sealed)
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

    async fn numbers(&mut self, children: &[ChildId]) -> Result<Vec<ChildNumber>, StorageError> {
        let mut all = vec![];
        for some in children.chunks(rows_per_statement(1)) {
            let mut query = QueryBuilder::<Db>::new("SELECT id, id_number, id_digest FROM child WHERE county_id = ");
            query.push_bind(self.county.0).push(" AND id_number IS NOT NULL AND id IN (");
            let mut ids = query.separated(", ");
            for child in some {
                ids.push_bind(child.0);
            }
            query.push(") ORDER BY id");
            let rows: Vec<(Uuid, Vec<u8>, Option<String>)> =
                query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            self.learn(rows.iter().map(|(_, sealed, _)| sealed.as_slice())).await?;
            for (id, sealed, digest) in rows {
                let number = self.opened.text(Place::new("child.id_number", id), &sealed)?;
                let number = IdNumber::parse(&number).map_err(|_| StorageError::Inconsistent("child.id_number"))?;
                all.push(ChildNumber { child: ChildId(id), number: Some(number), digest });
            }
        }
        Ok(all)
    }

    async fn get(&mut self, id: ChildId) -> Result<Option<Child>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(CHILD).push(" FROM child WHERE county_id = ").push_bind(self.county.0);
        query.push(" AND id = ").push_bind(id.0);
        let row: Option<ChildRow> = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        self.one(row).await
    }

    async fn of_school(&mut self, school: SchoolId, day: NaiveDate) -> Result<Found<RegisteredChild>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(CHILD).push(" FROM child WHERE county_id = ").push_bind(self.county.0).push(" AND id IN ");
        push_children_of(&mut query, self.county, school, day);
        let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        let children = self.values::<ChildRow>(&rows).await?;
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
