//! Children whom a school offers to another.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{ActId, ChildId, OfferId, SchoolId};
use domain::register::{Offer, OfferState, SchoolYear};
use sqlx::QueryBuilder;
use storage::{OfferRepository, StorageError};
use uuid::Uuid;

use super::{Db, SqlUnit, found_one, mapped, parsed};

#[derive(sqlx::FromRow)]
struct OfferRow {
    id: Uuid,
    child_id: Uuid,
    from_school: Uuid,
    to_school: Uuid,
    year: i64,
    act_id: Uuid,
    offered_at: DateTime<Utc>,
    state: String,
    reason: String,
    decided_at: Option<DateTime<Utc>>,
    taken_by: Option<Uuid>,
}

impl OfferRow {
    fn read(self) -> Result<Offer, StorageError> {
        Ok(Offer {
            id: OfferId(self.id),
            child: ChildId(self.child_id),
            from: SchoolId(self.from_school),
            to: SchoolId(self.to_school),
            year: SchoolYear(i32::try_from(self.year).map_err(|_| StorageError::Inconsistent("offer.year"))?),
            act: ActId(self.act_id),
            offered_at: self.offered_at,
            state: parsed(&self.state, "offer.state")?,
            reason: self.reason,
            decided_at: self.decided_at,
            taken_by: self.taken_by.map(ActId),
        })
    }
}

impl SqlUnit {
    /// Begins a query over the county's offers.
    fn offers_where(&self) -> QueryBuilder<Db> {
        let mut query = QueryBuilder::new(
            "SELECT id, child_id, from_school, to_school, year, act_id, offered_at, state, reason, decided_at, taken_by \
             FROM offer WHERE county_id = ",
        );
        query.push_bind(self.county.0);
        query
    }

    async fn find_offers(&mut self, mut query: QueryBuilder<Db>) -> Result<Vec<Offer>, StorageError> {
        query.push(" ORDER BY offered_at, id");
        let rows: Vec<OfferRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        rows.into_iter().map(OfferRow::read).collect()
    }
}

#[async_trait]
impl OfferRepository for SqlUnit {
    async fn add(&mut self, offers: &[Offer]) -> Result<(), StorageError> {
        for offer in offers {
            sqlx::query(
                "INSERT INTO offer (county_id, id, child_id, from_school, to_school, year, act_id, offered_at, state, \
                 reason, decided_at, taken_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
            )
            .bind(self.county.0)
            .bind(offer.id.0)
            .bind(offer.child.0)
            .bind(offer.from.0)
            .bind(offer.to.0)
            .bind(i64::from(offer.year.0))
            .bind(offer.act.0)
            .bind(offer.offered_at)
            .bind(offer.state.code())
            .bind(&offer.reason)
            .bind(offer.decided_at)
            .bind(offer.taken_by.map(|act| act.0))
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        }
        Ok(())
    }

    async fn get(&mut self, id: OfferId) -> Result<Option<Offer>, StorageError> {
        let mut query = self.offers_where();
        query.push(" AND id = ").push_bind(id.0);
        Ok(self.find_offers(query).await?.pop())
    }

    async fn of_school(&mut self, school: SchoolId, since: DateTime<Utc>) -> Result<Vec<Offer>, StorageError> {
        let mut query = self.offers_where();
        query.push(" AND (from_school = ").push_bind(school.0);
        query.push(" OR to_school = ").push_bind(school.0);
        query.push(") AND (decided_at IS NULL OR decided_at >= ").push_bind(since).push(")");
        self.find_offers(query).await
    }

    async fn of_act(&mut self, act: ActId) -> Result<Vec<Offer>, StorageError> {
        let mut query = self.offers_where();
        query.push(" AND (act_id = ").push_bind(act.0);
        query.push(" OR taken_by = ").push_bind(act.0).push(")");
        self.find_offers(query).await
    }

    async fn open_of(&mut self, child: ChildId) -> Result<Option<Offer>, StorageError> {
        let mut query = self.offers_where();
        query.push(" AND decided_at IS NULL AND child_id = ").push_bind(child.0);
        Ok(self.find_offers(query).await?.pop())
    }

    async fn put(&mut self, offer: &Offer, was: OfferState) -> Result<(), StorageError> {
        let done = sqlx::query(
            "UPDATE offer SET state = $1, reason = $2, decided_at = $3, taken_by = $4 \
             WHERE county_id = $5 AND id = $6 AND state = $7",
        )
        .bind(offer.state.code())
        .bind(&offer.reason)
        .bind(offer.decided_at)
        .bind(offer.taken_by.map(|act| act.0))
        .bind(self.county.0)
        .bind(offer.id.0)
        .bind(was.code())
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "offer as it was")
    }
}
