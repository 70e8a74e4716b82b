//! Statements for what was taken out.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, CampaignId, ChildId, OutId, SchoolId};
use domain::report::{Out, Whose};
use storage::{OutRepository, StorageError};
use uuid::Uuid;

use super::{SqlUnit, mapped, parsed};
use crate::vault::{Holder, Opened, Place};

#[derive(sqlx::FromRow)]
struct OutRow {
    id: Uuid,
    school_id: Uuid,
    kind: String,
    child_id: Option<Uuid>,
    class_name: Option<String>,
    mentor_id: Option<Uuid>,
    campaign_id: Option<Uuid>,
    numbers: bool,
    reason: String,
    words: Vec<u8>,
    account_id: Uuid,
    at: DateTime<Utc>,
}

impl OutRow {
    fn read(self, opened: &Opened) -> Result<Out, StorageError> {
        let mentor = self.mentor_id.map(|mentor| Whose::Mentor(AccountId(mentor)));
        let campaign = self.campaign_id.map(|campaign| Whose::Campaign(CampaignId(campaign)));
        Ok(Out {
            id: OutId(self.id),
            school: SchoolId(self.school_id),
            kind: parsed(&self.kind, "taken_out.kind")?,
            whose: self.class_name.map(Whose::Class).or(mentor).or(campaign),
            child: self.child_id.map(ChildId),
            numbers: self.numbers,
            reason: parsed(&self.reason, "taken_out.reason")?,
            words: opened.text(Place::new("taken_out.words", self.id), &self.words)?,
            by: AccountId(self.account_id),
            at: self.at,
        })
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
        // What is said of one child goes with the child.
        self.hold_living(out.child.iter().map(|child| child.0).collect()).await?;
        let holder = out.child.map_or(Holder::County, |child| Holder::Subject(child.0));
        let words = self.opened.seal(holder, Place::new("taken_out.words", out.id.0), out.words.as_bytes())?;
        sqlx::query(
            "INSERT INTO taken_out \
             (county_id, id, school_id, kind, child_id, class_name, mentor_id, campaign_id, numbers, reason, words, account_id, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        )
        .bind(self.county.0)
        .bind(out.id.0)
        .bind(out.school.0)
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
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn get(&mut self, id: OutId) -> Result<Option<Out>, StorageError> {
        let row: Option<OutRow> = sqlx::query_as(
            "SELECT id, school_id, kind, child_id, class_name, mentor_id, campaign_id, numbers, reason, words, account_id, at \
             FROM taken_out WHERE county_id = $1 AND id = $2",
        )
        .bind(self.county.0)
        .bind(id.0)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        self.learn(row.iter().map(|row| row.words.as_slice())).await?;
        row.map(|row| row.read(&self.opened)).transpose()
    }

    async fn of_school(&mut self, school: SchoolId, limit: u32) -> Result<Vec<Out>, StorageError> {
        let rows: Vec<OutRow> = sqlx::query_as(
            "SELECT id, school_id, kind, child_id, class_name, mentor_id, campaign_id, numbers, reason, words, account_id, at \
             FROM taken_out WHERE county_id = $1 AND school_id = $2 ORDER BY at DESC, id DESC LIMIT $3",
        )
        .bind(self.county.0)
        .bind(school.0)
        .bind(i64::from(limit))
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        self.learn(rows.iter().map(|row| row.words.as_slice())).await?;
        rows.into_iter().map(|row| row.read(&self.opened)).collect()
    }
}
