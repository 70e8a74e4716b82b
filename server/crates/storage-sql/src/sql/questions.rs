//! Statements for what schools ask about pages of children and terms.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{ChildId, QuestionId};
use domain::log::Goal;
use domain::term::Question;
use sqlx::QueryBuilder;
use storage::{Found, QuestionRepository, StorageError};

use super::read::{QUESTION, QuestionRow};
use super::{Db, SqlUnit, found_one, mapped, signed};
use crate::vault::{Holder, Place};

impl SqlUnit {
    /// Begins a query over the county's questions.
    fn questions_where(&self) -> QueryBuilder<Db> {
        let mut query = QueryBuilder::new("SELECT ");
        query.push(QUESTION).push(" FROM question WHERE county_id = ").push_bind(self.county.0);
        query
    }
}

#[async_trait]
impl QuestionRepository for SqlUnit {
    async fn add(&mut self, seq: u64, question: &Question) -> Result<(), StorageError> {
        self.hold_living(BTreeSet::from([question.child.0])).await?;
        let place = Place::new("question.words", question.id.0);
        let words = self.opened.seal(Holder::Subject(question.child.0), place, question.text.as_bytes())?;
        sqlx::query(
            "INSERT INTO question (county_id, id, child_id, term, about, words, asked_by, asked_at, closed_at, seq) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (county_id, id) DO NOTHING",
        )
        .bind(self.county.0)
        .bind(question.id.0)
        .bind(question.child.0)
        .bind(question.term.to_string())
        .bind(question.about.map(Goal::code))
        .bind(words)
        .bind(question.asked_by.0)
        .bind(question.asked_at)
        .bind(question.closed_at)
        .bind(signed(seq)?)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn get(&mut self, id: QuestionId) -> Result<Option<Question>, StorageError> {
        let mut query = self.questions_where();
        query.push(" AND id = ").push_bind(id.0);
        let row: Option<QuestionRow> = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        self.one(row).await
    }

    async fn of_child(&mut self, child: ChildId) -> Result<Found<Question>, StorageError> {
        let mut query = self.questions_where();
        query.push(" AND child_id = ").push_bind(child.0).push(" ORDER BY asked_at, id");
        let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.values::<QuestionRow>(&rows).await
    }

    async fn close(&mut self, seq: u64, id: QuestionId, at: DateTime<Utc>) -> Result<(), StorageError> {
        let done = sqlx::query(
            "UPDATE question SET closed_at = $1, seq = $2 WHERE county_id = $3 AND id = $4 AND closed_at IS NULL",
        )
        .bind(at)
        .bind(signed(seq)?)
        .bind(self.county.0)
        .bind(id.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "open question")
    }
}
