//! Statements for what was taken out.

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{AccountId, CampaignId, ChildId, OutId, SchoolId};
use domain::log::ActivityKind;
use domain::report::{Chosen, Lack, Out, Timespan, Whose};
use sqlx::QueryBuilder;
use storage::{OutRepository, StorageError};
use uuid::Uuid;

use super::{Db, SqlUnit, mapped, of_county, parsed};
use crate::vault::{Holder, Opened, Place};

#[derive(sqlx::FromRow)]
struct OutRow {
    id: Uuid,
    school_id: Option<Uuid>,
    kind: String,
    child_id: Option<Uuid>,
    class_name: Option<String>,
    mentor_id: Option<Uuid>,
    campaign_id: Option<Uuid>,
    from_day: Option<NaiveDate>,
    to_day: Option<NaiveDate>,
    activity: Option<String>,
    lack: Option<String>,
    numbers: bool,
    reason: String,
    words: Vec<u8>,
    account_id: Uuid,
    at: DateTime<Utc>,
}

impl OutRow {
    /// What was chosen of figures.
    fn chosen(&self) -> Result<Option<Chosen>, StorageError> {
        let Some((from, to)) = self.from_day.zip(self.to_day) else { return Ok(None) };
        let activity = self.activity.as_deref().map(|code| parsed(code, "taken_out.activity")).transpose()?;
        let lack = self.lack.as_deref().map(|code| parsed(code, "taken_out.lack")).transpose()?;
        Ok(Some(Chosen { span: Timespan { from, to }, activity, lack }))
    }

    fn read(self, opened: &Opened) -> Result<Out, StorageError> {
        let chosen = self.chosen()?;
        let mentor = self.mentor_id.map(|mentor| Whose::Mentor(AccountId(mentor)));
        let campaign = self.campaign_id.map(|campaign| Whose::Campaign(CampaignId(campaign)));
        Ok(Out {
            id: OutId(self.id),
            school: self.school_id.map(SchoolId),
            kind: parsed(&self.kind, "taken_out.kind")?,
            whose: self.class_name.map(Whose::Class).or(mentor).or(campaign),
            child: self.child_id.map(ChildId),
            chosen,
            numbers: self.numbers,
            reason: parsed(&self.reason, "taken_out.reason")?,
            words: opened.text(Place::new("taken_out.words", self.id), &self.words)?,
            by: AccountId(self.account_id),
            at: self.at,
        })
    }
}

impl SqlUnit {
    /// Asks for what was taken out, of the county's own.
    fn outs_where(&self) -> QueryBuilder<Db> {
        let start = "SELECT id, school_id, kind, child_id, class_name, mentor_id, campaign_id, from_day, to_day, activity, lack, numbers, \
                       reason, words, account_id, at FROM taken_out WHERE county_id = ";
        of_county(start, self.county)
    }
}

#[async_trait]
impl OutRepository for SqlUnit {
    async fn add(&mut self, out: &Out) -> Result<(), StorageError> {
        let (class_name, mentor, campaign) = match &out.whose {
            Some(Whose::Class(name)) => (Some(name.as_str()), None, None),
            Some(Whose::Mentor(mentor)) => (None, Some(mentor.0), None),
            Some(Whose::Campaign(campaign)) => (None, None, Some(campaign.0)),
            None => (None, None, None),
        };
        let chosen = out.chosen;
        // What is said of one child goes with the child.
        self.hold_living(out.child.iter().map(|child| child.0).collect()).await?;
        let holder = out.child.map_or(Holder::County, |child| Holder::Subject(child.0));
        let words = self.opened.seal(holder, Place::new("taken_out.words", out.id.0), out.words.as_bytes())?;
        sqlx::query(
            "INSERT INTO taken_out \
             (county_id, id, school_id, kind, child_id, class_name, mentor_id, campaign_id, numbers, reason, words, account_id, \
              at, from_day, to_day, activity, lack) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        )
        .bind(self.county.0)
        .bind(out.id.0)
        .bind(out.school.map(|school| school.0))
        .bind(out.kind.code())
        .bind(out.child.map(|child| child.0))
        .bind(class_name)
        .bind(mentor)
        .bind(campaign)
        .bind(out.numbers)
        .bind(out.reason.code())
        .bind(words)
        .bind(out.by.0)
        .bind(out.at)
        .bind(chosen.map(|chosen| chosen.span.from))
        .bind(chosen.map(|chosen| chosen.span.to))
        .bind(chosen.and_then(|chosen| chosen.activity).map(ActivityKind::code))
        .bind(chosen.and_then(|chosen| chosen.lack).map(Lack::code))
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn get(&mut self, id: OutId) -> Result<Option<Out>, StorageError> {
        let mut query = self.outs_where();
        query.push(" AND id = ").push_bind(id.0);
        let row: Option<OutRow> = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        self.learn(row.iter().map(|row| row.words.as_slice())).await?;
        row.map(|row| row.read(&self.opened)).transpose()
    }

    async fn of(&mut self, school: Option<SchoolId>, limit: u32) -> Result<Vec<Out>, StorageError> {
        let mut query = self.outs_where();
        match school {
            Some(school) => query.push(" AND school_id = ").push_bind(school.0),
            None => query.push(" AND school_id IS NULL"),
        };
        query.push(" ORDER BY at DESC, id DESC LIMIT ").push_bind(i64::from(limit));
        let rows: Vec<OutRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.learn(rows.iter().map(|row| row.words.as_slice())).await?;
        rows.into_iter().map(|row| row.read(&self.opened)).collect()
    }
}
