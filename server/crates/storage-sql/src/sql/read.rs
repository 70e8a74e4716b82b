//! Table rows as values of the domain: for each the columns, and how they are read.

use chrono::{DateTime, NaiveDate, Utc};
use domain::guardianship::{Fact, FactSubject, Status};
use domain::id::{
    AccountId, AdultId, ChildId, EnrolmentId, FactId, HouseholdId, LogId, PageId, PairingId, QuestionId, RelationId,
    SchoolId, StatusId,
};
use domain::log::Log;
use domain::register::{Adult, Child, Enrolment, Household, Pairing, Relation, SchoolYear};
use domain::term::{Question, TermPage};
use sqlx::{Database, FromRow, Row as _};
use storage::{Found, StorageError, Unreadable, Versioned};
use uuid::Uuid;

use super::{Db, SqlUnit, from_json, number, parsed};
use crate::vault::{Opened, Place};

/// A row as the driver gives it.
pub type DbRow = <Db as Database>::Row;

/// A table row that can be read as a value.
pub trait Readable: for<'r> FromRow<'r, DbRow> {
    /// What the row is in the domain.
    type Value;
    /// The table, to name one in which a column does not hold what it should.
    const TABLE: &'static str;
    /// What of it is sealed.
    fn sealed(&self) -> Option<&[u8]> {
        None
    }
    /// The value and the commit that wrote it. What is sealed opens with keys that were learnt.
    fn read(self, opened: &Opened) -> Result<Versioned<Self::Value>, StorageError>;
}

/// What it is when a column of a table does not hold what it should.
pub fn damaged(table: &'static str) -> impl Fn(sqlx::Error) -> StorageError {
    move |_| StorageError::Inconsistent(table)
}

/// The name of a row that cannot be read; nil where it has no identifier.
pub fn unreadable(error: &StorageError, row: &DbRow) -> Unreadable {
    let what = if let StorageError::Inconsistent(what) = error { what } else { "row" };
    Unreadable { what, id: row.try_get("id").unwrap_or_default() }
}

impl SqlUnit {
    /// Reads what can be read, and names the rest. `id` is among the columns.
    pub(super) async fn sorted<R: Readable + Send, T: Send>(
        &mut self,
        rows: &[DbRow],
        into: &mut Found<T>,
        mut keep: impl FnMut(Versioned<R::Value>) -> Option<T> + Send,
    ) -> Result<(), StorageError> {
        let read: Vec<Result<R, StorageError>> =
            rows.iter().map(|row| R::from_row(row).map_err(damaged(R::TABLE))).collect();
        self.learn(read.iter().flatten().filter_map(R::sealed)).await?;
        for (row, one) in rows.iter().zip(read) {
            match one.and_then(|one| one.read(&self.opened)) {
                Ok(value) => into.rows.extend(keep(value)),
                Err(error) => into.unreadable.push(unreadable(&error, row)),
            }
        }
        Ok(())
    }

    /// The values that can be read.
    pub(super) async fn values<R: Readable + Send>(&mut self, rows: &[DbRow]) -> Result<Found<R::Value>, StorageError>
    where
        R::Value: Send,
    {
        let mut found = Found::default();
        self.sorted::<R, _>(rows, &mut found, |read| Some(read.value)).await?;
        Ok(found)
    }

    /// Reads one row, which must be readable.
    pub(super) async fn one<R: Readable + Send>(&mut self, row: Option<R>) -> Result<Option<R::Value>, StorageError> {
        let Some(row) = row else { return Ok(None) };
        self.learn(row.sealed().into_iter()).await?;
        Ok(Some(row.read(&self.opened)?.value))
    }
}

/// Columns of [`ChildRow`]. The sealed identity number is not among them.
pub const CHILD: &str = "id, household_id, name, former_names, sex, birth, boarding, full_plan, entered_on, seq";

#[derive(sqlx::FromRow)]
pub struct ChildRow {
    id: Uuid,
    household_id: Uuid,
    name: String,
    former_names: String,
    sex: Option<String>,
    birth: Option<NaiveDate>,
    boarding: Option<bool>,
    full_plan: bool,
    entered_on: NaiveDate,
    seq: i64,
}

impl Readable for ChildRow {
    type Value = Child;
    const TABLE: &'static str = "child";

    fn read(self, _: &Opened) -> Result<Versioned<Child>, StorageError> {
        let value = Child {
            id: ChildId(self.id),
            household: HouseholdId(self.household_id),
            name: self.name,
            former_names: from_json(&self.former_names, "child.former_names")?,
            sex: self.sex.map(|s| parsed(&s, "child.sex")).transpose()?,
            birth: self.birth,
            boarding: self.boarding,
            full_plan: self.full_plan,
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
    address: Vec<u8>,
    seq: i64,
}

impl Readable for HouseholdRow {
    type Value = Household;
    const TABLE: &'static str = "household";

    fn sealed(&self) -> Option<&[u8]> {
        Some(&self.address)
    }

    fn read(self, opened: &Opened) -> Result<Versioned<Household>, StorageError> {
        let address = opened.text(Place::new("household.address", self.id), &self.address)?;
        let value = Household { id: HouseholdId(self.id), address };
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
    phone: Option<Vec<u8>>,
    seq: i64,
}

impl Readable for AdultRow {
    type Value = Adult;
    const TABLE: &'static str = "adult";

    fn sealed(&self) -> Option<&[u8]> {
        self.phone.as_deref()
    }

    fn read(self, opened: &Opened) -> Result<Versioned<Adult>, StorageError> {
        let place = Place::new("adult.phone", self.id);
        let value = Adult {
            id: AdultId(self.id),
            household: HouseholdId(self.household_id),
            name: self.name,
            phone: self.phone.map(|phone| opened.text(place, &phone)).transpose()?,
        };
        Ok(Versioned { seq: number(self.seq, "adult.seq")?, value })
    }
}

/// Columns of [`FactRow`].
pub const FACT: &str = "id, about, subject_id, value, seen_on, author_id, captured_at, disputes, unsaid, seq";

#[derive(sqlx::FromRow)]
pub struct FactRow {
    id: Uuid,
    about: String,
    subject_id: Uuid,
    value: Vec<u8>,
    seen_on: NaiveDate,
    author_id: Option<Uuid>,
    captured_at: DateTime<Utc>,
    disputes: Option<Uuid>,
    unsaid: bool,
    seq: i64,
}

impl Readable for FactRow {
    type Value = Fact;
    const TABLE: &'static str = "fact";

    fn sealed(&self) -> Option<&[u8]> {
        Some(&self.value)
    }

    fn read(self, opened: &Opened) -> Result<Versioned<Fact>, StorageError> {
        let value = Fact {
            id: FactId(self.id),
            subject: subject(&self.about, self.subject_id)?,
            value: from_json(opened.open(Place::new("fact.value", self.id), &self.value)?, "fact.value")?,
            seen_on: self.seen_on,
            author: self.author_id.map(AccountId),
            captured_at: self.captured_at,
            disputes: self.disputes.map(FactId),
            unsaid: self.unsaid,
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

/// Columns of [`PageRow`].
pub const PAGE: &str = "id, child_id, term, author_id, captured_at, body, disputes, unsaid, seq";

#[derive(sqlx::FromRow)]
pub struct PageRow {
    id: Uuid,
    child_id: Uuid,
    term: String,
    author_id: Option<Uuid>,
    captured_at: DateTime<Utc>,
    body: Vec<u8>,
    disputes: Option<Uuid>,
    unsaid: bool,
    seq: i64,
}

impl Readable for PageRow {
    type Value = TermPage;
    const TABLE: &'static str = "term_page";

    fn sealed(&self) -> Option<&[u8]> {
        Some(&self.body)
    }

    fn read(self, opened: &Opened) -> Result<Versioned<TermPage>, StorageError> {
        let value = TermPage {
            id: PageId(self.id),
            child: ChildId(self.child_id),
            term: self.term.parse().map_err(|_| StorageError::Inconsistent("term_page.term"))?,
            author: self.author_id.map(AccountId),
            captured_at: self.captured_at,
            body: from_json(opened.open(Place::new("term_page.body", self.id), &self.body)?, "term_page.body")?,
            disputes: self.disputes.map(PageId),
            unsaid: self.unsaid,
        };
        Ok(Versioned { seq: number(self.seq, "term_page.seq")?, value })
    }
}

/// Columns of [`QuestionRow`].
pub const QUESTION: &str = "id, child_id, term, about, words, asked_by, asked_at, closed_at, seq";

#[derive(sqlx::FromRow)]
pub struct QuestionRow {
    id: Uuid,
    child_id: Uuid,
    term: String,
    about: Option<String>,
    words: Vec<u8>,
    asked_by: Uuid,
    asked_at: DateTime<Utc>,
    closed_at: Option<DateTime<Utc>>,
    seq: i64,
}

impl Readable for QuestionRow {
    type Value = Question;
    const TABLE: &'static str = "question";

    fn sealed(&self) -> Option<&[u8]> {
        Some(&self.words)
    }

    fn read(self, opened: &Opened) -> Result<Versioned<Question>, StorageError> {
        let value = Question {
            id: QuestionId(self.id),
            child: ChildId(self.child_id),
            term: self.term.parse().map_err(|_| StorageError::Inconsistent("question.term"))?,
            about: self.about.map(|goal| parsed(&goal, "question.about")).transpose()?,
            text: opened.text(Place::new("question.words", self.id), &self.words)?,
            asked_by: AccountId(self.asked_by),
            asked_at: self.asked_at,
            closed_at: self.closed_at,
        };
        Ok(Versioned { seq: number(self.seq, "question.seq")?, value })
    }
}

/// Columns of [`RelationRow`].
pub const RELATION: &str = "id, child_id, adult_id, kind, called, custody, may_be_told, may_fetch, is_over, seq";

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
    is_over: bool,
    seq: i64,
}

impl Readable for RelationRow {
    type Value = Relation;
    const TABLE: &'static str = "relation";

    fn read(self, _: &Opened) -> Result<Versioned<Relation>, StorageError> {
        let value = Relation {
            id: RelationId(self.id),
            child: ChildId(self.child_id),
            adult: AdultId(self.adult_id),
            kind: parsed(&self.kind, "relation.kind")?,
            called: self.called,
            custody: self.custody,
            may_be_told: self.may_be_told,
            may_fetch: self.may_fetch,
            over: self.is_over,
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
    const TABLE: &'static str = "enrolment";

    fn read(self, _: &Opened) -> Result<Versioned<Enrolment>, StorageError> {
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
    const TABLE: &'static str = "status";

    fn read(self, _: &Opened) -> Result<Versioned<Status>, StorageError> {
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
pub const PAIRING: &str = "id, child_id, mentor_id, role, from_day, to_day, ended, told_on, seq";

#[derive(sqlx::FromRow)]
pub struct PairingRow {
    id: Uuid,
    child_id: Uuid,
    mentor_id: Uuid,
    role: String,
    from_day: NaiveDate,
    to_day: Option<NaiveDate>,
    ended: Option<String>,
    told_on: Option<NaiveDate>,
    seq: i64,
}

impl Readable for PairingRow {
    type Value = Pairing;
    const TABLE: &'static str = "pairing";

    fn read(self, _: &Opened) -> Result<Versioned<Pairing>, StorageError> {
        let value = Pairing {
            id: PairingId(self.id),
            child: ChildId(self.child_id),
            mentor: AccountId(self.mentor_id),
            role: parsed(&self.role, "pairing.role")?,
            from: self.from_day,
            to: self.to_day,
            ended: self.ended.map(|why| parsed(&why, "pairing.ended")).transpose()?,
            told_on: self.told_on,
        };
        Ok(Versioned { seq: number(self.seq, "pairing.seq")?, value })
    }
}

/// Columns of [`LogRow`].
pub const LOG: &str = "id, author_id, body, captured_at, revision, withdrawn, followed_up_on, entered_by, seq";

#[derive(sqlx::FromRow)]
pub struct LogRow {
    id: Uuid,
    author_id: Uuid,
    body: Vec<u8>,
    captured_at: DateTime<Utc>,
    revision: i64,
    withdrawn: bool,
    followed_up_on: Option<NaiveDate>,
    entered_by: Option<Uuid>,
    seq: i64,
}

impl Readable for LogRow {
    type Value = Log;
    const TABLE: &'static str = "log";

    fn sealed(&self) -> Option<&[u8]> {
        Some(&self.body)
    }

    fn read(self, opened: &Opened) -> Result<Versioned<Log>, StorageError> {
        let value = Log {
            id: LogId(self.id),
            author: AccountId(self.author_id),
            body: from_json(opened.open(Place::new("log.body", self.id), &self.body)?, "log.body")?,
            captured_at: self.captured_at,
            revision: number(self.revision, "log.revision")?,
            withdrawn: self.withdrawn,
            followed_up_on: self.followed_up_on,
            entered_by: self.entered_by.map(AccountId),
        };
        Ok(Versioned { seq: number(self.seq, "log.seq")?, value })
    }
}
