//! Acts on many children at once.

use async_trait::async_trait;
use domain::id::{ActId, SchoolId};
use storage::{ActRepository, DoneAct, StorageError};
use uuid::Uuid;

use super::{SqlUnit, found_one, from_json, mapped, number, signed, to_json};
use crate::vault::{Opened, Place};

#[derive(sqlx::FromRow)]
struct ActRow {
    id: Uuid,
    school_id: Uuid,
    seq: i64,
    act: Vec<u8>,
    draft: Vec<u8>,
    taken_back: Option<i64>,
}

impl ActRow {
    fn read(self, opened: &Opened) -> Result<DoneAct, StorageError> {
        Ok(DoneAct {
            id: ActId(self.id),
            school: SchoolId(self.school_id),
            seq: number(self.seq, "act.seq")?,
            act: from_json(opened.open(Place::new("act.act", self.id), &self.act)?, "act.act")?,
            draft: from_json(opened.open(Place::new("act.draft", self.id), &self.draft)?, "act.draft")?,
            taken_back: self.taken_back.map(|seq| number(seq, "act.taken_back")).transpose()?,
        })
    }
}

#[async_trait]
impl ActRepository for SqlUnit {
    async fn add(&mut self, done: &DoneAct) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO act (county_id, id, school_id, seq, act, draft, taken_back) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(self.county.0)
        .bind(done.id.0)
        .bind(done.school.0)
        .bind(signed(done.seq)?)
        .bind(self.seal_text(Place::new("act.act", done.id.0), &to_json(&done.act)?)?)
        .bind(self.seal_text(Place::new("act.draft", done.id.0), &to_json(&done.draft)?)?)
        .bind(done.taken_back.map(signed).transpose()?)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn get(&mut self, id: ActId) -> Result<Option<DoneAct>, StorageError> {
        let row: Option<ActRow> = sqlx::query_as(
            "SELECT id, school_id, seq, act, draft, taken_back FROM act WHERE county_id = $1 AND id = $2",
        )
        .bind(self.county.0)
        .bind(id.0)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        row.map(|row| row.read(&self.opened)).transpose()
    }

    async fn of_school(&mut self, school: SchoolId, limit: u32) -> Result<Vec<DoneAct>, StorageError> {
        let rows: Vec<ActRow> = sqlx::query_as(
            "SELECT id, school_id, seq, act, draft, taken_back FROM act \
             WHERE county_id = $1 AND school_id = $2 ORDER BY seq DESC, id DESC LIMIT $3",
        )
        .bind(self.county.0)
        .bind(school.0)
        .bind(i64::from(limit))
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter().map(|row| row.read(&self.opened)).collect()
    }

    async fn take_back(&mut self, id: ActId, seq: u64) -> Result<(), StorageError> {
        let done =
            sqlx::query("UPDATE act SET taken_back = $1 WHERE county_id = $2 AND id = $3 AND taken_back IS NULL")
                .bind(signed(seq)?)
                .bind(self.county.0)
                .bind(id.0)
                .execute(&mut *self.tx)
                .await
                .map_err(mapped)?;
        found_one(&done, "act that stands")
    }
}
