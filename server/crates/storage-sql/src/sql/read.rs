//! Table rows as values of the domain: for each the columns, and how they are read.

use chrono::{DateTime, NaiveDate, Utc};
use domain::guardianship::{Fact, FactSubject, Status};
use domain::id::{
    AccountId, AdultId, ChildId, EnrolmentId, FactId, HouseholdId, LogId, PairingId, RelationId, SchoolId, StatusId,
};
use domain::log::Log;
use domain::register::{Adult, Child, Enrolment, Household, Pairing, Relation, SchoolYear};
use storage::{Found, StorageError, Unreadable, Versioned};
use uuid::Uuid;

use super::{from_json, number, parsed};

/// A table row that can be read as a value.
pub trait Readable {
    /// What the row is in the domain.
    type Value;
    /// The row's identifier, by which an unreadable one is reported.
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
pub const CHILD: &str = "id, household_id, name, former_names, sex, birth, boarding, entered_on, seq";

#[derive(sqlx::FromRow)]
pub struct ChildRow {
    id: Uuid,
    household_id: Uuid,
    name: String,
    former_names: String,
    sex: Option<String>,
    birth: Option<NaiveDate>,
    boarding: Option<bool>,
    entered_on: NaiveDate,
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
            household: HouseholdId(self.household_id),
            name: self.name,
            former_names: from_json(&self.former_names, "child.former_names")?,
            sex: self.sex.map(|s| parsed(&s, "child.sex")).transpose()?,
            birth: self.birth,
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
pub const ADULT: &str = "id, household_id, name, phone, seq";

#[derive(sqlx::FromRow)]
pub struct AdultRow {
    id: Uuid,
    household_id: Uuid,
    name: String,
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
            name: self.name,
            phone: self.phone,
        };
        Ok(Versioned { seq: number(self.seq, "adult.seq")?, value })
    }
}

/// Columns of [`FactRow`].
pub const FACT: &str = "id, about, subject_id, value, seen_on, author_id, captured_at, disputes, seq";

#[derive(sqlx::FromRow)]
pub struct FactRow {
    id: Uuid,
    about: String,
    subject_id: Uuid,
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
            subject: subject(&self.about, self.subject_id)?,
            value: from_json(&self.value, "fact.value")?,
            seen_on: self.seen_on,
            author: self.author_id.map(AccountId),
            captured_at: self.captured_at,
            disputes: self.disputes.map(FactId),
        };
        Ok(Versioned { seq: number(self.seq, "fact.seq")?, value })
    }
}

/// The words for what a fact is about.
pub fn about(subject: FactSubject) -> (&'static str, Uuid) {
    match subject {
        FactSubject::Child(id) => ("child", id.0),
        FactSubject::Adult(id) => ("adult", id.0),
        FactSubject::Household(id) => ("household", id.0),
    }
}

fn subject(about: &str, id: Uuid) -> Result<FactSubject, StorageError> {
    match about {
        "child" => Ok(FactSubject::Child(ChildId(id))),
        "adult" => Ok(FactSubject::Adult(AdultId(id))),
        "household" => Ok(FactSubject::Household(HouseholdId(id))),
        _ => Err(StorageError::Inconsistent("fact.about")),
    }
}

/// Columns of [`RelationRow`].
pub const RELATION: &str = "id, child_id, adult_id, kind, called, custody, may_be_told, may_fetch, seq";

#[derive(sqlx::FromRow)]
pub struct RelationRow {
    id: Uuid,
    child_id: Uuid,
    adult_id: Uuid,
    kind: String,
    called: String,
    custody: Option<bool>,
    may_be_told: bool,
    may_fetch: bool,
    seq: i64,
}

impl Readable for RelationRow {
    type Value = Relation;
    fn id(&self) -> Uuid {
        self.id
    }
    fn read(self) -> Result<Versioned<Relation>, StorageError> {
        let value = Relation {
            id: RelationId(self.id),
            child: ChildId(self.child_id),
            adult: AdultId(self.adult_id),
            kind: parsed(&self.kind, "relation.kind")?,
            called: self.called,
            custody: self.custody,
            may_be_told: self.may_be_told,
            may_fetch: self.may_fetch,
        };
        Ok(Versioned { seq: number(self.seq, "relation.seq")?, value })
    }
}

/// Columns of [`EnrolmentRow`].
pub const ENROLMENT: &str = "id, child_id, school_id, year, class_name, from_day, began, to_day, ended, seq";

#[derive(sqlx::FromRow)]
pub struct EnrolmentRow {
    id: Uuid,
    child_id: Uuid,
    school_id: Uuid,
    year: i64,
    class_name: String,
    from_day: NaiveDate,
    began: String,
    to_day: Option<NaiveDate>,
    ended: Option<String>,
    seq: i64,
}

impl Readable for EnrolmentRow {
    type Value = Enrolment;
    fn id(&self) -> Uuid {
        self.id
    }
    fn read(self) -> Result<Versioned<Enrolment>, StorageError> {
        let value = Enrolment {
            id: EnrolmentId(self.id),
            child: ChildId(self.child_id),
            school: SchoolId(self.school_id),
            year: SchoolYear(number(self.year, "enrolment.year")?),
            class_name: self.class_name,
            from: self.from_day,
            began: parsed(&self.began, "enrolment.began")?,
            to: self.to_day,
            ended: self.ended.map(|why| parsed(&why, "enrolment.ended")).transpose()?,
        };
        Ok(Versioned { seq: number(self.seq, "enrolment.seq")?, value })
    }
}

/// Columns of [`StatusRow`].
pub const STATUS: &str = "id, child_id, kind, source, from_day, to_day, seq";

#[derive(sqlx::FromRow)]
pub struct StatusRow {
    id: Uuid,
    child_id: Uuid,
    kind: String,
    source: String,
    from_day: NaiveDate,
    to_day: Option<NaiveDate>,
    seq: i64,
}

impl Readable for StatusRow {
    type Value = Status;
    fn id(&self) -> Uuid {
        self.id
    }
    fn read(self) -> Result<Versioned<Status>, StorageError> {
        let value = Status {
            id: StatusId(self.id),
            child: ChildId(self.child_id),
            kind: parsed(&self.kind, "status.kind")?,
            source: self.source,
            from: self.from_day,
            to: self.to_day,
        };
        Ok(Versioned { seq: number(self.seq, "status.seq")?, value })
    }
}

/// Columns of [`PairingRow`].
pub const PAIRING: &str = "id, child_id, mentor_id, role, from_day, to_day, ended, seq";

#[derive(sqlx::FromRow)]
pub struct PairingRow {
    id: Uuid,
    child_id: Uuid,
    mentor_id: Uuid,
    role: String,
    from_day: NaiveDate,
    to_day: Option<NaiveDate>,
    ended: Option<String>,
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
            ended: self.ended.map(|why| parsed(&why, "pairing.ended")).transpose()?,
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
