//! What was decided about pairs of children who looked like one.

use async_trait::async_trait;
use chrono::NaiveDate;
use domain::id::{ActId, ChildId};
use storage::{DoubleRepository, Judged, Link, StorageError};
use uuid::Uuid;

use super::{SqlUnit, found_one, from_json, mapped, number, signed, to_json};

#[derive(sqlx::FromRow)]
struct JudgedRow {
    id: Uuid,
    one_id: Uuid,
    other_id: Uuid,
    same: bool,
    from_day: NaiveDate,
    seq: i64,
    facts: String,
    taken_back: Option<i64>,
}

impl JudgedRow {
    fn read(self) -> Result<Judged, StorageError> {
        Ok(Judged {
            id: ActId(self.id),
            one: ChildId(self.one_id),
            other: ChildId(self.other_id),
            same: self.same,
            from: self.from_day,
            seq: number(self.seq, "judged_pair.seq")?,
            facts: from_json(&self.facts, "judged_pair.facts")?,
            taken_back: self.taken_back.map(|seq| number(seq, "judged_pair.taken_back")).transpose()?,
        })
    }
}

#[async_trait]
impl DoubleRepository for SqlUnit {
    async fn add(&mut self, judged: &Judged) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO judged_pair (county_id, id, one_id, other_id, same, from_day, seq, facts, taken_back) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(self.county.0)
        .bind(judged.id.0)
        .bind(judged.one.0)
        .bind(judged.other.0)
        .bind(judged.same)
        .bind(judged.from)
        .bind(signed(judged.seq)?)
        .bind(to_json(&judged.facts)?)
        .bind(judged.taken_back.map(signed).transpose()?)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn get(&mut self, id: ActId) -> Result<Option<Judged>, StorageError> {
        let row: Option<JudgedRow> = sqlx::query_as(
            "SELECT id, one_id, other_id, same, from_day, seq, facts, taken_back FROM judged_pair \
             WHERE county_id = $1 AND id = $2",
        )
        .bind(self.county.0)
        .bind(id.0)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        row.map(JudgedRow::read).transpose()
    }

    async fn standing(&mut self) -> Result<Vec<Judged>, StorageError> {
        let rows: Vec<JudgedRow> = sqlx::query_as(
            "SELECT id, one_id, other_id, same, from_day, seq, facts, taken_back FROM judged_pair \
             WHERE county_id = $1 AND taken_back IS NULL ORDER BY seq DESC, id",
        )
        .bind(self.county.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter().map(JudgedRow::read).collect()
    }

    async fn links(&mut self) -> Result<Vec<Link>, StorageError> {
        let rows: Vec<(Uuid, Uuid, NaiveDate)> = sqlx::query_as(
            "SELECT other_id, one_id, from_day FROM judged_pair \
             WHERE county_id = $1 AND taken_back IS NULL AND same ORDER BY other_id",
        )
        .bind(self.county.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        let link = |(linked, kept, from)| Link { linked: ChildId(linked), kept: ChildId(kept), from };
        Ok(rows.into_iter().map(link).collect())
    }

    async fn once_led_to(&mut self, linked: ChildId) -> Result<Vec<ChildId>, StorageError> {
        let rows: Vec<(Uuid,)> = sqlx::query_as(
            "SELECT DISTINCT one_id FROM judged_pair \
             WHERE county_id = $1 AND other_id = $2 AND same AND taken_back IS NOT NULL ORDER BY one_id",
        )
        .bind(self.county.0)
        .bind(linked.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(rows.into_iter().map(|(id,)| ChildId(id)).collect())
    }

    async fn take_back(&mut self, id: ActId, seq: u64) -> Result<(), StorageError> {
        let done = sqlx::query(
            "UPDATE judged_pair SET taken_back = $1 WHERE county_id = $2 AND id = $3 AND taken_back IS NULL",
        )
        .bind(signed(seq)?)
        .bind(self.county.0)
        .bind(id.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "decision that stands")
    }
}
