//! The pull feed: what belongs to a child's file.

use std::collections::BTreeMap;

use async_trait::async_trait;
use domain::id::{AccountId, ChildId};
use domain::log::Log;
use domain::register::Pairing;
use sqlx::QueryBuilder;
use storage::{Colleague, FileRepository, FileRow, Found, Since, StorageError, Versioned};
use uuid::Uuid;

use super::read::{
    ADULT, AdultRow, CHILD, ChildRow, DbRow, ENROLMENT, EnrolmentRow, FACT, FactRow, HOUSEHOLD, HouseholdRow, LOG,
    LogRow, PAGE, PAIRING, PageRow, PairingRow, QUESTION, QuestionRow, RELATION, RelationRow, STATUS, StatusRow,
};
use super::{Db, SqlUnit, mapped, of_county, push_ids, signed};

/// How a table's rows belong to children.
struct Belongs {
    columns: &'static str,
    table: &'static str,
    /// What stands between a row and the children: a subquery up to its county. It names no column of
    /// the table that is read, or SQLite would ask it anew for every row.
    through: Option<&'static str>,
    /// The column that holds a child.
    by: &'static str,
}

const CHILDREN: Belongs = Belongs { columns: CHILD, table: "child", through: None, by: "id" };
const HOUSEHOLDS: Belongs = Belongs { columns: HOUSEHOLD, table: "household", through: Some(OF_HOME), by: "id" };
const ADULTS: Belongs = Belongs { columns: ADULT, table: "adult", through: Some(IN_HOME), by: "id" };
const FACTS: Belongs = Belongs { columns: FACT, table: "fact", through: None, by: "about = 'child' AND subject_id" };
const HOME_FACTS: Belongs = Belongs { columns: FACT, table: "fact", through: Some(ABOUT_HOME), by: "id" };
const RELATIONS: Belongs = Belongs { columns: RELATION, table: "relation", through: None, by: "child_id" };
const ENROLMENTS: Belongs = Belongs { columns: ENROLMENT, table: "enrolment", through: None, by: "child_id" };
const STATUSES: Belongs = Belongs { columns: STATUS, table: "status", through: None, by: "child_id" };
const PAGES: Belongs = Belongs { columns: PAGE, table: "term_page", through: None, by: "child_id" };
const QUESTIONS: Belongs = Belongs { columns: QUESTION, table: "question", through: None, by: "child_id" };
const PAIRINGS: Belongs = Belongs { columns: PAIRING, table: "pairing", through: None, by: "child_id" };
const LOGS: Belongs = Belongs { columns: LOG, table: "log", through: Some(OF_LOG), by: "child_id" };

const OF_HOME: &str = "id IN (SELECT household_id FROM child WHERE county_id = ";
const IN_HOME: &str = "household_id IN (SELECT household_id FROM child WHERE county_id = ";
const ABOUT_HOME: &str = "about = 'household' AND subject_id IN (SELECT household_id FROM child WHERE county_id = ";
const OF_LOG: &str = "id IN (SELECT log_id FROM log_child WHERE county_id = ";

fn push_since(query: &mut QueryBuilder<Db>, since: &Since) -> Result<(), StorageError> {
    query.push(" AND seq > ").push_bind(signed(since.after)?);
    if !since.but.is_empty() {
        query.push(" AND (seq < ").push_bind(signed(since.but.start)?);
        query.push(" OR seq >= ").push_bind(signed(since.but.end)?).push(")");
    }
    query.push(" ORDER BY seq, id");
    Ok(())
}

impl SqlUnit {
    /// The rows of one table that belong to children.
    async fn belonging(
        &mut self,
        what: &Belongs,
        children: &[ChildId],
        since: &Since,
    ) -> Result<Vec<DbRow>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(what.columns).push(" FROM ").push(what.table).push(" WHERE county_id = ");
        query.push_bind(self.county.0).push(" AND ");
        if let Some(through) = what.through {
            query.push(through).push_bind(self.county.0).push(" AND ");
        }
        query.push(what.by).push(" IN ");
        push_ids(&mut query, children.iter().map(|c| c.0));
        if what.through.is_some() {
            query.push(")");
        }
        push_since(&mut query, since)?;
        query.build().fetch_all(&mut *self.tx).await.map_err(mapped)
    }

    /// Those of others' pairings with children that lie beside one of a mentor's own, with the other's name.
    async fn colleagues(
        &mut self,
        mentor: AccountId,
        others: Vec<Versioned<Pairing>>,
        files: &[ChildId],
    ) -> Result<Vec<Versioned<FileRow>>, StorageError> {
        if others.is_empty() {
            return Ok(vec![]);
        }
        let all = self.belonging(&PAIRINGS, files, &Since::BEGINNING).await?;
        let all = self.values::<PairingRow>(&all).await?.rows;
        let own: Vec<&Pairing> = all.iter().filter(|pairing| pairing.mentor == mentor).collect();
        // One that was taken back touches on its first day: whoever knew of it is told.
        let last = |pairing: &Pairing| pairing.to.map(|to| to.max(pairing.from));
        let meet = |a: &Pairing, b: &Pairing| {
            a.child == b.child && last(b).is_none_or(|to| a.from <= to) && last(a).is_none_or(|to| b.from <= to)
        };
        let mut query = of_county("SELECT id, name FROM account WHERE county_id = ", self.county);
        query.push(" AND id IN ");
        push_ids(&mut query, others.iter().map(|other| other.value.mentor.0));
        let names: Vec<(Uuid, String)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        let names: BTreeMap<Uuid, String> = names.into_iter().collect();
        let beside = others.into_iter().filter(|other| own.iter().any(|own| meet(own, &other.value)));
        Ok(beside
            .map(|Versioned { seq, value: pairing }| {
                let name = names.get(&pairing.mentor.0).cloned().unwrap_or_default();
                Versioned { seq, value: FileRow::Colleague(Colleague { pairing, name }) }
            })
            .collect())
    }

    /// Which of some children each entry concerns.
    async fn members(&mut self, children: &[ChildId]) -> Result<BTreeMap<Uuid, Vec<ChildId>>, StorageError> {
        let mut members: BTreeMap<Uuid, Vec<ChildId>> = BTreeMap::new();
        if children.is_empty() {
            return Ok(members);
        }
        let mut query = of_county("SELECT log_id, child_id FROM log_child WHERE county_id = ", self.county);
        query.push(" AND child_id IN ");
        push_ids(&mut query, children.iter().map(|c| c.0));
        query.push(" ORDER BY child_id");
        let rows: Vec<(Uuid, Uuid)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        for (log, child) in rows {
            members.entry(log).or_default().push(ChildId(child));
        }
        Ok(members)
    }
}

/// A value as a row of a file, with its version.
#[expect(clippy::unnecessary_wraps, reason = "of some kinds a row is left out; `sorted` asks all alike")]
fn row<T>(read: Versioned<T>, kind: fn(T) -> FileRow) -> Option<Versioned<FileRow>> {
    Some(Versioned { seq: read.seq, value: kind(read.value) })
}

#[async_trait]
impl FileRepository for SqlUnit {
    async fn rows(
        &mut self,
        files: &[ChildId],
        visible: &[ChildId],
        mentor: Option<AccountId>,
        since: Since,
    ) -> Result<Found<Versioned<FileRow>>, StorageError> {
        let mut found = Found::default();
        if files.is_empty() {
            return Ok(found);
        }
        let children = self.belonging(&CHILDREN, files, &since).await?;
        self.sorted::<ChildRow, _>(&children, &mut found, |read| row(read, FileRow::Child)).await?;
        let households = self.belonging(&HOUSEHOLDS, files, &since).await?;
        self.sorted::<HouseholdRow, _>(&households, &mut found, |read| row(read, FileRow::Household)).await?;
        let adults = self.belonging(&ADULTS, files, &since).await?;
        self.sorted::<AdultRow, _>(&adults, &mut found, |read| row(read, FileRow::Adult)).await?;
        let facts = self.belonging(&FACTS, files, &since).await?;
        self.sorted::<FactRow, _>(&facts, &mut found, |read| row(read, FileRow::Fact)).await?;
        let facts = self.belonging(&HOME_FACTS, files, &since).await?;
        self.sorted::<FactRow, _>(&facts, &mut found, |read| row(read, FileRow::Fact)).await?;
        let relations = self.belonging(&RELATIONS, files, &since).await?;
        self.sorted::<RelationRow, _>(&relations, &mut found, |read| row(read, FileRow::Relation)).await?;
        let enrolments = self.belonging(&ENROLMENTS, files, &since).await?;
        self.sorted::<EnrolmentRow, _>(&enrolments, &mut found, |read| row(read, FileRow::Enrolment)).await?;
        let statuses = self.belonging(&STATUSES, files, &since).await?;
        self.sorted::<StatusRow, _>(&statuses, &mut found, |read| row(read, FileRow::Status)).await?;
        let pages = self.belonging(&PAGES, files, &since).await?;
        self.sorted::<PageRow, _>(&pages, &mut found, |read| row(read, FileRow::TermPage)).await?;
        let questions = self.belonging(&QUESTIONS, files, &since).await?;
        self.sorted::<QuestionRow, _>(&questions, &mut found, |read| row(read, FileRow::Question)).await?;
        let pairings = self.belonging(&PAIRINGS, files, &since).await?;
        let mut others = vec![];
        self.sorted::<PairingRow, _>(&pairings, &mut found, |read| {
            if mentor.is_none_or(|m| m == read.value.mentor) {
                return row(read, FileRow::Pairing);
            }
            others.push(read);
            None
        })
        .await?;
        if let Some(mentor) = mentor {
            found.rows.extend(self.colleagues(mentor, others, files).await?);
        }
        let logs = self.belonging(&LOGS, files, &since).await?;
        if !logs.is_empty() {
            let mut members = self.members(visible).await?;
            self.sorted::<LogRow, _>(&logs, &mut found, |mut read| {
                // Of the other children of a group session nothing leaves the server.
                read.value.body.children = members.remove(&read.value.id.0).unwrap_or_default();
                row(read, FileRow::Log)
            })
            .await?;
        }
        Ok(found)
    }

    async fn class_sessions(
        &mut self,
        author: AccountId,
        visible: &[ChildId],
        since: Since,
    ) -> Result<Found<Versioned<Log>>, StorageError> {
        let mut query = QueryBuilder::<Db>::new("SELECT ");
        query.push(LOG).push(" FROM log WHERE for_classes AND county_id = ").push_bind(self.county.0);
        query.push(" AND author_id = ").push_bind(author.0);
        if !visible.is_empty() {
            query.push(" AND id NOT IN (SELECT log_id FROM log_child WHERE county_id = ").push_bind(self.county.0);
            query.push(" AND child_id IN ");
            push_ids(&mut query, visible.iter().map(|c| c.0));
            query.push(")");
        }
        push_since(&mut query, &since)?;
        let logs = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        let mut found = Found::default();
        self.sorted::<LogRow, _>(&logs, &mut found, |mut read| {
            read.value.body.children.clear();
            Some(read)
        })
        .await?;
        Ok(found)
    }
}
