//! Statements for pairings that wait for a school's lead.

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::id::{AccountId, ProposalId, SchoolId};
use storage::{Decision, Proposal, ProposalRepository, StorageError};
use uuid::Uuid;

use super::{SqlUnit, found_one, mapped};
use crate::vault::{Opened, Place};

#[derive(sqlx::FromRow)]
struct ProposalRow {
    id: Uuid,
    school_id: Uuid,
    asked_by: Uuid,
    body: Vec<u8>,
    asked_at: DateTime<Utc>,
    accepted: Option<bool>,
    resolved_by: Option<Uuid>,
    resolved_at: Option<DateTime<Utc>>,
}

impl ProposalRow {
    fn read(self, opened: &Opened) -> Result<Proposal, StorageError> {
        let decided = self.accepted.zip(self.resolved_by).zip(self.resolved_at);
        Ok(Proposal {
            id: ProposalId(self.id),
            school: SchoolId(self.school_id),
            text: opened.text(Place::new("pairing_proposal.body", self.id), &self.body)?,
            by: AccountId(self.asked_by),
            at: self.asked_at,
            decision: decided.map(|((accepted, by), at)| Decision { accepted, by: AccountId(by), at }),
        })
    }
}

#[async_trait]
impl ProposalRepository for SqlUnit {
    async fn add(&mut self, proposal: &Proposal) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO pairing_proposal (county_id, id, school_id, asked_by, body, asked_at) \
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(self.county.0)
        .bind(proposal.id.0)
        .bind(proposal.school.0)
        .bind(proposal.by.0)
        .bind(self.seal_text(Place::new("pairing_proposal.body", proposal.id.0), &proposal.text)?)
        .bind(proposal.at)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn get(&mut self, id: ProposalId) -> Result<Option<Proposal>, StorageError> {
        let row: Option<ProposalRow> = sqlx::query_as(
            "SELECT id, school_id, asked_by, body, asked_at, accepted, resolved_by, resolved_at \
             FROM pairing_proposal WHERE county_id = $1 AND id = $2",
        )
        .bind(self.county.0)
        .bind(id.0)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        row.map(|row| row.read(&self.opened)).transpose()
    }

    async fn of_school(&mut self, school: SchoolId) -> Result<Vec<Proposal>, StorageError> {
        let rows: Vec<ProposalRow> = sqlx::query_as(
            "SELECT id, school_id, asked_by, body, asked_at, accepted, resolved_by, resolved_at \
             FROM pairing_proposal WHERE county_id = $1 AND school_id = $2 AND accepted IS NULL ORDER BY asked_at, id",
        )
        .bind(self.county.0)
        .bind(school.0)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        rows.into_iter().map(|row| row.read(&self.opened)).collect()
    }

    async fn resolve(&mut self, id: ProposalId, decision: Decision) -> Result<(), StorageError> {
        let done = sqlx::query(
            "UPDATE pairing_proposal SET accepted = $1, resolved_by = $2, resolved_at = $3 \
             WHERE county_id = $4 AND id = $5 AND accepted IS NULL",
        )
        .bind(decision.accepted)
        .bind(decision.by.0)
        .bind(decision.at)
        .bind(self.county.0)
        .bind(id.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        found_one(&done, "proposal that waits")
    }
}
