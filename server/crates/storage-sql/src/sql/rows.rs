//! Table rows as the field's values, each with its version.

use chrono::{DateTime, NaiveDate, Utc};
use domain::guardianship::Fact;
use domain::id::{AccountId, AdultId, ChildId, FactId, HouseholdId, LogId, PairingId, SchoolId};
use domain::log::Log;
use domain::register::{Adult, Child, Household, Pairing};
use storage::StorageError;
use uuid::Uuid;

use super::{from_json, parsed, unsigned};

#[derive(sqlx::FromRow)]
pub struct ChildRow {
    id: Uuid,
    school_id: Uuid,
    household_id: Uuid,
    name: String,
    sex: Option<String>,
    birth: Option<NaiveDate>,
    class_name: String,
    boarding: Option<bool>,
    entered_on: NaiveDate,
    pub id_digest: Option<String>,
    seq: i64,
}

impl ChildRow {
    pub fn read(self) -> Result<(u64, Child), StorageError> {
        let child = Child {
            id: ChildId(self.id),
            school: SchoolId(self.school_id),
            household: HouseholdId(self.household_id),
            name: self.name,
            sex: self.sex.map(|s| parsed(&s, "child.sex")).transpose()?,
            birth: self.birth,
            class_name: self.class_name,
            boarding: self.boarding,
            entered_on: self.entered_on,
        };
        Ok((unsigned(self.seq), child))
    }
}

#[derive(sqlx::FromRow)]
pub struct HouseholdRow {
    id: Uuid,
    address: String,
    seq: i64,
}

impl HouseholdRow {
    pub fn read(self) -> (u64, Household) {
        (unsigned(self.seq), Household { id: HouseholdId(self.id), address: self.address })
    }
}

#[derive(sqlx::FromRow)]
pub struct AdultRow {
    id: Uuid,
    household_id: Uuid,
    kind: String,
    name: String,
    relation: String,
    phone: Option<String>,
    seq: i64,
}

impl AdultRow {
    pub fn read(self) -> Result<(u64, Adult), StorageError> {
        let adult = Adult {
            id: AdultId(self.id),
            household: HouseholdId(self.household_id),
            kind: parsed(&self.kind, "adult.kind")?,
            name: self.name,
            relation: self.relation,
            phone: self.phone,
        };
        Ok((unsigned(self.seq), adult))
    }
}

#[derive(sqlx::FromRow)]
pub struct FactRow {
    id: Uuid,
    household_id: Uuid,
    value: String,
    seen_on: NaiveDate,
    author_id: Option<Uuid>,
    captured_at: DateTime<Utc>,
    disputes: Option<Uuid>,
    seq: i64,
}

impl FactRow {
    pub fn read(self) -> Result<(u64, Fact), StorageError> {
        let fact = Fact {
            id: FactId(self.id),
            household: HouseholdId(self.household_id),
            value: from_json(&self.value, "fact.value")?,
            seen_on: self.seen_on,
            author: self.author_id.map(AccountId),
            captured_at: self.captured_at,
            disputes: self.disputes.map(FactId),
        };
        Ok((unsigned(self.seq), fact))
    }
}

#[derive(sqlx::FromRow)]
pub struct PairingRow {
    id: Uuid,
    child_id: Uuid,
    mentor_id: Uuid,
    role: String,
    from_day: NaiveDate,
    to_day: Option<NaiveDate>,
    seq: i64,
}

impl PairingRow {
    pub fn read(self) -> Result<(u64, Pairing), StorageError> {
        let pairing = Pairing {
            id: PairingId(self.id),
            child: ChildId(self.child_id),
            mentor: AccountId(self.mentor_id),
            role: parsed(&self.role, "pairing.role")?,
            from: self.from_day,
            to: self.to_day,
            ended: None,
        };
        Ok((unsigned(self.seq), pairing))
    }
}

#[derive(sqlx::FromRow)]
pub struct LogRow {
    id: Uuid,
    author_id: Uuid,
    body: String,
    captured_at: DateTime<Utc>,
    revision: i64,
    withdrawn: bool,
    followed_up_on: Option<NaiveDate>,
    seq: i64,
}

impl LogRow {
    pub fn read(self) -> Result<(u64, Log), StorageError> {
        let log = Log {
            id: LogId(self.id),
            author: AccountId(self.author_id),
            body: from_json(&self.body, "log.body")?,
            captured_at: self.captured_at,
            revision: u32::try_from(self.revision).unwrap_or(u32::MAX),
            withdrawn: self.withdrawn,
            followed_up_on: self.followed_up_on,
        };
        Ok((unsigned(self.seq), log))
    }
}
