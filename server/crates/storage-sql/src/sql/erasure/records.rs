//! What is kept of erasures, and what guardians ask.

use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, ChildId, ErasureId, RequestId, SchoolId};
use domain::register::erasure::Weight;
use sqlx::QueryBuilder;
use storage::{Answered, Erasure, Request, StorageError};
use uuid::Uuid;

use super::super::{Db, SqlUnit, found_one, mapped, number, of_county, parsed};
use crate::vault::{Holder, Opened, Place};

#[derive(sqlx::FromRow)]
struct ErasureRow {
    id: Uuid,
    child_id: Uuid,
    at: DateTime<Utc>,
    by_id: Option<Uuid>,
    ground: String,
    left_on: Option<NaiveDate>,
    entries: i64,
    shared: i64,
    photos: i64,
    answers: i64,
}

impl ErasureRow {
    fn read(self) -> Result<Erasure, StorageError> {
        let count = |n| number(n, "erasure.entries");
        Ok(Erasure {
            id: ErasureId(self.id),
            child: ChildId(self.child_id),
            at: self.at,
            by: self.by_id.map(AccountId),
            ground: parsed(&self.ground, "erasure.ground")?,
            left_on: self.left_on,
            weight: Weight {
                entries: count(self.entries)?,
                shared: count(self.shared)?,
                photos: count(self.photos)?,
                answers: count(self.answers)?,
            },
        })
    }
}

#[derive(sqlx::FromRow)]
struct RequestRow {
    id: Uuid,
    child_id: Uuid,
    school_id: Uuid,
    kind: String,
    asked_on: NaiveDate,
    words: Option<Vec<u8>>,
    account_id: Uuid,
    at: DateTime<Utc>,
    granted: Option<bool>,
    decided_by: Option<Uuid>,
    decided_at: Option<DateTime<Utc>>,
    answer: Option<Vec<u8>>,
}

impl RequestRow {
    fn sealed(&self) -> impl Iterator<Item = &[u8]> {
        self.words.iter().chain(&self.answer).map(Vec::as_slice)
    }

    fn read(self, opened: &Opened) -> Result<Request, StorageError> {
        let text = |place, sealed: Option<Vec<u8>>| {
            sealed.map(|sealed| opened.text(Place::new(place, self.id), &sealed)).transpose()
        };
        let decided = self.granted.zip(self.decided_by).zip(self.decided_at);
        Ok(Request {
            id: RequestId(self.id),
            child: ChildId(self.child_id),
            school: SchoolId(self.school_id),
            kind: parsed(&self.kind, "erasure_request.kind")?,
            asked_on: self.asked_on,
            words: text("erasure_request.words", self.words)?,
            by: AccountId(self.account_id),
            at: self.at,
            answered: decided.map(|((granted, by), at)| Answered { granted, by: AccountId(by), at }),
            answer: text("erasure_request.answer", self.answer)?,
        })
    }
}

impl SqlUnit {
    pub(super) async fn keep_erasure(&mut self, erasure: &Erasure) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO erasure (county_id, id, child_id, at, by_id, ground, left_on, entries, shared, photos, answers) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (county_id, id) DO NOTHING",
        )
        .bind(self.county.0)
        .bind(erasure.id.0)
        .bind(erasure.child.0)
        .bind(erasure.at)
        .bind(erasure.by.map(|by| by.0))
        .bind(erasure.ground.code())
        .bind(erasure.left_on)
        .bind(i64::from(erasure.weight.entries))
        .bind(i64::from(erasure.weight.shared))
        .bind(i64::from(erasure.weight.photos))
        .bind(i64::from(erasure.weight.answers))
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    pub(super) async fn kept_erasures(&mut self) -> Result<Vec<Erasure>, StorageError> {
        let start = "SELECT id, child_id, at, by_id, ground, left_on, entries, shared, photos, answers \
                     FROM erasure WHERE county_id = ";
        let mut query = of_county(start, self.county);
        query.push(" ORDER BY at DESC, id DESC");
        let rows: Vec<ErasureRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        rows.into_iter().map(ErasureRow::read).collect()
    }

    pub(super) async fn keep_request(&mut self, request: &Request) -> Result<(), StorageError> {
        let holder = Holder::Subject(request.child.0);
        self.hold_living([request.child.0].into()).await?;
        let seal = |place, text: &Option<String>| {
            let place = Place::new(place, request.id.0);
            text.as_ref().map(|text| self.opened.seal(holder, place, text.as_bytes())).transpose()
        };
        let words = seal("erasure_request.words", &request.words)?;
        sqlx::query(
            "INSERT INTO erasure_request (county_id, id, child_id, school_id, kind, asked_on, words, account_id, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(self.county.0)
        .bind(request.id.0)
        .bind(request.child.0)
        .bind(request.school.0)
        .bind(request.kind.code())
        .bind(request.asked_on)
        .bind(words)
        .bind(request.by.0)
        .bind(request.at)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    pub(super) fn requests_where(&self) -> QueryBuilder<Db> {
        of_county(
            "SELECT id, child_id, school_id, kind, asked_on, words, account_id, at, granted, decided_by, decided_at, answer \
             FROM erasure_request WHERE county_id = ",
            self.county,
        )
    }

    pub(super) async fn requests_of(&mut self, mut query: QueryBuilder<Db>) -> Result<Vec<Request>, StorageError> {
        query.push(" ORDER BY at DESC, id DESC");
        let rows: Vec<RequestRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.learn(rows.iter().flat_map(RequestRow::sealed)).await?;
        rows.into_iter().map(|row| row.read(&self.opened)).collect()
    }

    pub(super) async fn keep_answer(
        &mut self,
        request: &Request,
        answered: &Answered,
        answer: &str,
    ) -> Result<(), StorageError> {
        self.hold_living([request.child.0].into()).await?;
        let place = Place::new("erasure_request.answer", request.id.0);
        let answer = self.opened.seal(Holder::Subject(request.child.0), place, answer.as_bytes())?;
        let done = sqlx::query(
            "UPDATE erasure_request SET granted = $1, decided_by = $2, decided_at = $3, answer = $4 \
             WHERE county_id = $5 AND id = $6 AND granted IS NULL",
        )
        .bind(answered.granted)
        .bind(answered.by.0)
        .bind(answered.at)
        .bind(answer)
        .bind(self.county.0)
        .bind(request.id.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "request that waits")
    }
}
