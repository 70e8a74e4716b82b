//! Statements for the pages of children and terms.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, Utc};
use domain::id::{ChildId, PageId, SchoolId};
use domain::term::{PageDays, Term, TermPage};
use sqlx::{QueryBuilder, Row as _};
use storage::{Found, PageRepository, StorageError};
use uuid::Uuid;

use super::enrolments::push_children_of;
use super::read::{DbRow, PAGE, PageRow, damaged, unreadable};
use super::{Db, SqlUnit, mapped, of_county, push_ids, rows_per_statement, signed, to_json};
use crate::vault::{Holder, Place};

/// By what the newest of a child's pages is found: the same as [`domain::term::page::newest`] looks at.
type Age = (Term, DateTime<Utc>, Uuid);

/// Whose page it is, how old, and what it asks for; nothing of one that was taken back.
fn page_days(row: &DbRow) -> Result<(ChildId, Age, Option<PageDays>), StorageError> {
    let read = |error| damaged("term_page")(error);
    let term: String = row.try_get(2).map_err(read)?;
    let term: Term = term.parse().map_err(|_| StorageError::Inconsistent("term_page.term"))?;
    let age = (term, row.try_get(3).map_err(read)?, row.try_get(0).map_err(read)?);
    let (hazard_by, review_on) = (row.try_get(4).map_err(read)?, row.try_get(5).map_err(read)?);
    let unsaid: bool = row.try_get(6).map_err(read)?;
    let days = (!unsaid).then_some(PageDays { term, hazard_by, review_on });
    Ok((ChildId(row.try_get(1).map_err(read)?), age, days))
}

impl SqlUnit {
    /// Begins a query over the county's pages; the table's name in it is `p`.
    fn pages_where(&self) -> QueryBuilder<Db> {
        let mut query = QueryBuilder::new("SELECT ");
        query.push(PAGE).push(" FROM term_page p WHERE p.county_id = ").push_bind(self.county.0);
        query
    }

    async fn found_pages(&mut self, mut query: QueryBuilder<Db>) -> Result<Found<TermPage>, StorageError> {
        query.push(" ORDER BY p.seq, p.id");
        let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        self.values::<PageRow>(&rows).await
    }
}

#[async_trait]
impl PageRepository for SqlUnit {
    async fn add(&mut self, seq: u64, page: &TermPage) -> Result<(), StorageError> {
        self.hold_living(BTreeSet::from([page.child.0])).await?;
        let (place, days) = (Place::new("term_page.body", page.id.0), PageDays::of(page));
        let body = self.opened.seal(Holder::Subject(page.child.0), place, to_json(&page.body)?.as_bytes())?;
        sqlx::query(
            "INSERT INTO term_page \
                 (county_id, id, child_id, term, author_id, captured_at, body, hazard_by, review_on, disputes, unsaid, seq) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (county_id, id) DO NOTHING",
        )
        .bind(self.county.0)
        .bind(page.id.0)
        .bind(page.child.0)
        .bind(page.term.to_string())
        .bind(page.author.map(|author| author.0))
        .bind(page.captured_at)
        .bind(body)
        .bind(days.hazard_by)
        .bind(days.review_on)
        .bind(page.disputes.map(|other| other.0))
        .bind(page.unsaid)
        .bind(signed(seq)?)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(())
    }

    async fn get(&mut self, id: PageId) -> Result<Option<TermPage>, StorageError> {
        let mut query = self.pages_where();
        query.push(" AND p.id = ").push_bind(id.0);
        let row: Option<PageRow> = query.build_query_as().fetch_optional(&mut *self.tx).await.map_err(mapped)?;
        self.one(row).await
    }

    async fn known(&mut self, ids: &[PageId]) -> Result<Vec<PageId>, StorageError> {
        let mut found = Vec::new();
        for some in ids.chunks(rows_per_statement(1)) {
            let mut query = of_county("SELECT id FROM term_page WHERE county_id = ", self.county);
            query.push(" AND id IN ");
            push_ids(&mut query, some.iter().map(|id| id.0));
            let rows: Vec<(Uuid,)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            found.extend(rows.into_iter().map(|(id,)| PageId(id)));
        }
        Ok(found)
    }

    async fn of_child(&mut self, child: ChildId, term: Term) -> Result<Found<TermPage>, StorageError> {
        let mut query = self.pages_where();
        query.push(" AND p.child_id = ").push_bind(child.0).push(" AND p.term = ").push_bind(term.to_string());
        self.found_pages(query).await
    }

    async fn of_term(&mut self, term: Term, children: Option<&[ChildId]>) -> Result<Found<TermPage>, StorageError> {
        let some: Vec<&[ChildId]> =
            children.map_or_else(|| vec![[].as_slice()], |all| all.chunks(rows_per_statement(1)).collect());
        let mut found = Found::default();
        for some in some {
            let mut query = self.pages_where();
            query.push(" AND p.term = ").push_bind(term.to_string());
            if !some.is_empty() {
                query.push(" AND p.child_id IN ");
                push_ids(&mut query, some.iter().map(|child| child.0));
            }
            let more = self.found_pages(query).await?;
            found.rows.extend(more.rows);
            found.unreadable.extend(more.unreadable);
        }
        Ok(found)
    }

    async fn days(&mut self, school: SchoolId, day: NaiveDate) -> Result<Found<(ChildId, PageDays)>, StorageError> {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT p.id, p.child_id, p.term, p.captured_at, p.hazard_by, p.review_on, p.unsaid FROM term_page p \
             WHERE p.county_id = ",
        );
        query.push_bind(self.county.0).push(" AND p.child_id IN ");
        push_children_of(&mut query, self.county, school, day);
        let (mut newest, mut found) = (BTreeMap::<(ChildId, Term), (Age, Option<PageDays>)>::new(), Found::default());
        for row in &query.build().fetch_all(&mut *self.tx).await.map_err(mapped)? {
            match page_days(row) {
                Ok((_, (term, ..), _)) if term > Term::of(day) => {}
                Ok((child, age, days)) => {
                    let known = newest.entry((child, age.0)).or_insert((age, days));
                    if known.0 < age {
                        *known = (age, days);
                    }
                }
                Err(error) => found.unreadable.push(unreadable(&error, row)),
            }
        }
        // A child's terms stand in their order: what the last of them says that has a page holds.
        let said = newest.into_iter().filter_map(|((child, _), (_, days))| Some((child, days?)));
        found.rows.extend(said.collect::<BTreeMap<ChildId, PageDays>>());
        Ok(found)
    }

    async fn disputed(&mut self, school: SchoolId, day: NaiveDate) -> Result<Found<TermPage>, StorageError> {
        let county = self.county;
        let mut query = self.pages_where();
        query.push(" AND p.disputes IS NOT NULL AND p.child_id IN ");
        push_children_of(&mut query, county, school, day);
        query.push(
            " AND NOT EXISTS (SELECT 1 FROM term_page q \
                 WHERE q.county_id = p.county_id AND q.child_id = p.child_id AND q.term = p.term \
                   AND (q.seq > p.seq OR (q.seq = p.seq AND q.id > p.id)))",
        );
        self.found_pages(query).await
    }
}
