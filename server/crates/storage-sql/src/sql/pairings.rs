//! Statements for pairings of children and mentors.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{AccountId, ChildId, SchoolId};
use domain::register::Pairing;
use sqlx::QueryBuilder;
use storage::{Found, PairingRepository, StorageError};
use uuid::Uuid;

use super::enrolments::push_children_of;
use super::read::{PAIRING, PairingRow};
use super::{Db, SqlUnit, mapped, signed};

impl SqlUnit {
    /// Begins a query over the county's pairings.
    fn pairings_where(&self) -> QueryBuilder<Db> {
        let mut query = QueryBuilder::new("SELECT ");
        query.push(PAIRING).push(" FROM pairing WHERE county_id = ").push_bind(self.county.0);
        query
    }

    async fn find_pairings(&mut self, mut query: QueryBuilder<Db>) -> Result<Found<Pairing>, StorageError> {
        query.push(" ORDER BY from_day, id");
        let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.values::<PairingRow>(&rows).await
    }
}

#[async_trait]
impl PairingRepository for SqlUnit {
    async fn of_mentor(&mut self, mentor: AccountId) -> Result<Found<Pairing>, StorageError> {
        let mut query = self.pairings_where();
        query.push(" AND mentor_id = ").push_bind(mentor.0);
        self.find_pairings(query).await
    }

    async fn since(&mut self, seq: u64) -> Result<Vec<(Pairing, bool)>, StorageError> {
        let after = signed(seq)?;
        let mut query = self.pairings_where();
        query.push(" AND seq > ").push_bind(after);
        let found = self.find_pairings(query).await?.whole()?;
        let mut query = QueryBuilder::<Db>::new("SELECT DISTINCT id FROM written WHERE county_id = ");
        query.push_bind(self.county.0).push(" AND kind = 'pairing' AND seq <= ").push_bind(after);
        query.push(" AND id IN (SELECT id FROM pairing WHERE county_id = ").push_bind(self.county.0);
        query.push(" AND seq > ").push_bind(after).push(")");
        let before: Vec<(Uuid,)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        let before: BTreeSet<Uuid> = before.into_iter().map(|(id,)| id).collect();
        Ok(found.into_iter().map(|pairing| (pairing.clone(), !before.contains(&pairing.id.0))).collect())
    }

    async fn of_child(&mut self, child: ChildId) -> Result<Vec<Pairing>, StorageError> {
        let mut query = self.pairings_where();
        query.push(" AND child_id = ").push_bind(child.0);
        self.find_pairings(query).await?.whole()
    }

    async fn of_school(&mut self, school: SchoolId, day: NaiveDate) -> Result<Vec<Pairing>, StorageError> {
        let county = self.county;
        let mut query = self.pairings_where();
        query.push(" AND child_id IN ");
        push_children_of(&mut query, county, school, day);
        self.find_pairings(query).await?.whole()
    }
}
