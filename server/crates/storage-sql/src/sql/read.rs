//! Table rows as values of the domain: for each the columns, and how they are read.

use chrono::{DateTime, NaiveDate, Utc};
use domain::guardianship::Fact;
use domain::id::{AccountId, AdultId, ChildId, FactId, HouseholdId, LogId, PairingId, SchoolId};
use domain::log::Log;
use domain::register::{Adult, Child, Household, Pairing};
use storage::{Found, StorageError, Unreadable, Versioned};
use uuid::Uuid;

use super::{from_json, number, parsed};

/// A table row that can be read as a value.
pub trait Readable {
    /// The value.
    type Value;
    /// The row's identifier.
    fn id(&self) -> Uuid;
    /// The value and the commit that wrote it.
    fn read(self) -> Result<Versioned<Self::Value>, StorageError>;
}

/// Reads what can be read, and names the rest.
pub fn sorted<R: Readable, T>(
    rows: Vec<R>,
    into: &mut Found<T>,
    mut keep: impl FnMut(Versioned<R::Value>) -> Option<T>,
) {
    for row in rows {
        let id = row.id();
        match row.read() {
            Ok(value) => into.rows.extend(keep(value)),
            Err(StorageError::Inconsistent(what)) => into.unreadable.push(Unreadable { what, id }),
            Err(_) => into.unreadable.push(Unreadable { what: "row", id }),
        }
    }
}

/// Reads one row, which must be readable.
pub fn one<R: Readable>(row: Option<R>) -> Result<Option<R::Value>, StorageError> {
    row.map(|row| row.read().map(|read| read.value)).transpose()
}

/// Reads all rows, each of which must be readable.
pub fn all<R: Readable>(rows: Vec<R>) -> Result<Vec<R::Value>, StorageError> {
    rows.into_iter().map(|row| row.read().map(|read| read.value)).collect()
}

/// Columns of [`ChildRow`]. The sealed identity number is not among them.
pub const CHILD: &str =
    "id, school_id, household_id, name, sex, birth, class_name, boarding, entered_on, id_digest, seq";

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

impl Readable for ChildRow {
    type Value = Child;
    fn id(&self) -> Uuid {
        self.id
    }
    fn read(self) -> Result<Versioned<Child>, StorageError> {
        let value = Child {
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
        Ok(Versioned { seq: number(self.seq, "child.seq")?, value })
    }
}

/// Columns of [`HouseholdRow`].
pub const HOUSEHOLD: &str = "id, address, seq";

#[derive(sqlx::FromRow)]
pub struct HouseholdRow {
    id: Uuid,
    address: String,
    seq: i64,
}

impl Readable for HouseholdRow {
    type Value = Household;
    fn id(&self) -> Uuid {
        self.id
    }
    fn read(self) -> Result<Versioned<Household>, StorageError> {
        let value = Household { id: HouseholdId(self.id), address: self.address };
        Ok(Versioned { seq: number(self.seq, "household.seq")?, value })
    }
}

/// Columns of [`AdultRow`].
pub const ADULT: &str = "id, household_id, kind, name, relation, phone, seq";

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

impl Readable for AdultRow {
    type Value = Adult;
    fn id(&self) -> Uuid {
        self.id
    }
    fn read(self) -> Result<Versioned<Adult>, StorageError> {
        let value = Adult {
            id: AdultId(self.id),
            household: HouseholdId(self.household_id),
            kind: parsed(&self.kind, "adult.kind")?,
            name: self.name,
            relation: self.relation,
            phone: self.phone,
        };
        Ok(Versioned { seq: number(self.seq, "adult.seq")?, value })
    }
}

/// Columns of [`FactRow`].
pub const FACT: &str = "id, household_id, value, seen_on, author_id, captured_at, disputes, seq";

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

impl Readable for FactRow {
    type Value = Fact;
    fn id(&self) -> Uuid {
        self.id
    }
    fn read(self) -> Result<Versioned<Fact>, StorageError> {
        let value = Fact {
            id: FactId(self.id),
            household: HouseholdId(self.household_id),
            value: from_json(&self.value, "fact.value")?,
            seen_on: self.seen_on,
            author: self.author_id.map(AccountId),
            captured_at: self.captured_at,
            disputes: self.disputes.map(FactId),
        };
        Ok(Versioned { seq: number(self.seq, "fact.seq")?, value })
    }
}

/// Columns of [`PairingRow`].
pub const PAIRING: &str = "id, child_id, mentor_id, role, from_day, to_day, seq";

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

impl Readable for PairingRow {
    type Value = Pairing;
    fn id(&self) -> Uuid {
        self.id
    }
    fn read(self) -> Result<Versioned<Pairing>, StorageError> {
        let value = Pairing {
            id: PairingId(self.id),
            child: ChildId(self.child_id),
            mentor: AccountId(self.mentor_id),
            role: parsed(&self.role, "pairing.role")?,
            from: self.from_day,
            to: self.to_day,
            ended: None,
        };
        Ok(Versioned { seq: number(self.seq, "pairing.seq")?, value })
    }
}

/// Columns of [`LogRow`].
pub const LOG: &str = "id, author_id, body, captured_at, revision, withdrawn, followed_up_on, seq";

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

impl Readable for LogRow {
    type Value = Log;
    fn id(&self) -> Uuid {
        self.id
    }
    fn read(self) -> Result<Versioned<Log>, StorageError> {
        let value = Log {
            id: LogId(self.id),
            author: AccountId(self.author_id),
            body: from_json(&self.body, "log.body")?,
            captured_at: self.captured_at,
            revision: number(self.revision, "log.revision")?,
            withdrawn: self.withdrawn,
            followed_up_on: self.followed_up_on,
        };
        Ok(Versioned { seq: number(self.seq, "log.seq")?, value })
    }
}
