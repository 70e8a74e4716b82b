//! Pairings.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{AccountId, ChildId, PairingId, SchoolId};
use domain::register::Pairing;
use sqlx::QueryBuilder;
use storage::{PairingRepository, StorageError};

use super::read::{PAIRING, PairingRow, all};
use super::{Db, SqlUnit, found_one, mapped, rows_per_statement, signed};

impl SqlUnit {
    /// Begins a query over the county's pairings.
    fn pairings_where(&self) -> QueryBuilder<Db> {
        let mut query = QueryBuilder::new("SELECT ");
        query.push(PAIRING).push(" FROM pairing WHERE county_id = ").push_bind(self.county.0);
        query
    }

    async fn find_pairings(&mut self, mut query: QueryBuilder<Db>) -> Result<Vec<Pairing>, StorageError> {
        query.push(" ORDER BY from_day, id");
        let rows: Vec<PairingRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        all(rows)
    }
}

#[async_trait]
impl PairingRepository for SqlUnit {
    async fn add(&mut self, seq: u64, pairings: &[Pairing]) -> Result<(), StorageError> {
        let (county, seq) = (self.county.0, signed(seq)?);
        for some in pairings.chunks(rows_per_statement(8)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO pairing (county_id, id, child_id, mentor_id, role, from_day, to_day, seq) ",
            );
            query.push_values(some, |mut row, p| {
                row.push_bind(county)
                    .push_bind(p.id.0)
                    .push_bind(p.child.0)
                    .push_bind(p.mentor.0)
                    .push_bind(p.role.code())
                    .push_bind(p.from)
                    .push_bind(p.to)
                    .push_bind(seq);
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    async fn end(&mut self, seq: u64, id: PairingId, last_day: NaiveDate) -> Result<(), StorageError> {
        let done = sqlx::query("UPDATE pairing SET to_day = $1, seq = $2 WHERE county_id = $3 AND id = $4")
            .bind(last_day)
            .bind(signed(seq)?)
            .bind(self.county.0)
            .bind(id.0)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        found_one(&done, "pairing")
    }

    async fn of_mentor(&mut self, mentor: AccountId) -> Result<Vec<Pairing>, StorageError> {
        let mut query = self.pairings_where();
        query.push(" AND mentor_id = ").push_bind(mentor.0);
        self.find_pairings(query).await
    }

    async fn of_child(&mut self, child: ChildId) -> Result<Vec<Pairing>, StorageError> {
        let mut query = self.pairings_where();
        query.push(" AND child_id = ").push_bind(child.0);
        self.find_pairings(query).await
    }

    async fn of_school(&mut self, school: SchoolId) -> Result<Vec<Pairing>, StorageError> {
        let county = self.county.0;
        let mut query = self.pairings_where();
        query.push(" AND child_id IN (SELECT id FROM child WHERE county_id = ").push_bind(county);
        query.push(" AND school_id = ").push_bind(school.0).push(")");
        self.find_pairings(query).await
    }
}
