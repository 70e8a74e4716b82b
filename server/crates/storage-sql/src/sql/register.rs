//! The register as it is written: the newest version of each thing in a table of its kind, and every
//! version in the order of commits.

use std::collections::BTreeSet;

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use domain::guardianship::{Fact, Status};
use domain::id::{AdultId, HouseholdId};
use domain::register::{
    Adult, Cause, Child, Commit, Ended, Enrolment, Household, Pairing, PairingEnded, Relation, Sex, Written,
};
use sqlx::{FromRow as _, QueryBuilder, Row as _};
use storage::{Found, RegisterRepository, StorageError, Unreadable, Writing};
use uuid::Uuid;

use super::commits::CommitRow;
use super::read::{DbRow, about, damaged, unreadable};
use super::{Db, SqlUnit, from_json, mapped, number, rows_per_statement, signed, to_json};
use crate::vault::{Holder, Place};

/// Writes rows into a table of the register; one that is there becomes what is given.
///
/// The first two columns are the county and the identifier, the last is the commit.
macro_rules! put {
    ($unit:expr, $seq:expr, $rows:expr, $table:literal ($($column:literal => |$value:ident| $bind:expr),+ $(,)?)) => {{
        let columns: &[&str] = &[$($column),+];
        for some in $rows.chunks(rows_per_statement(columns.len() + 3)) {
            let mut query = QueryBuilder::<Db>::new(concat!("INSERT INTO ", $table, " (county_id, id, ", $($column, ", ",)+ "seq) "));
            query.push_values(some, |mut row, value| {
                row.push_bind($unit.county.0).push_bind(value.id.0);
                $({ let $value = value; row.push_bind($bind); })+
                row.push_bind($seq);
            });
            query.push(concat!(" ON CONFLICT (county_id, id) DO UPDATE SET ", $($column, " = excluded.", $column, ", ",)+ "seq = excluded.seq"));
            query.build().execute(&mut *$unit.tx).await.map_err(mapped)?;
        }
    }};
}

/// Things by kind: one that refers to another comes after it.
#[derive(Default)]
struct ByKind<'a> {
    households: Vec<&'a Household>,
    adults: Vec<&'a Adult>,
    children: Vec<(&'a Child, String)>,
    relations: Vec<&'a Relation>,
    enrolments: Vec<&'a Enrolment>,
    pairings: Vec<&'a Pairing>,
    statuses: Vec<&'a Status>,
    facts: Vec<&'a Fact>,
}

impl<'a> ByKind<'a> {
    fn of(written: &'a [Written]) -> Result<Self, StorageError> {
        let mut all = Self::default();
        for one in written {
            match one {
                Written::Household(v) => all.households.push(v),
                Written::Adult(v) => all.adults.push(v),
                Written::Child(v) => all.children.push((v, to_json(&v.former_names)?)),
                Written::Relation(v) => all.relations.push(v),
                Written::Enrolment(v) => all.enrolments.push(v),
                Written::Pairing(v) => all.pairings.push(v),
                Written::Status(v) => all.statuses.push(v),
                Written::Fact(v) => all.facts.push(v),
            }
        }
        Ok(all)
    }
}

/// A row of the register with what of it is sealed.
struct SealedRow<'a, K, T> {
    id: K,
    value: &'a T,
    sealed: Option<Vec<u8>>,
}

/// Whose key seals a version in the history. Periods with schools and mentors are counted, and name nobody.
fn subject_of(written: &Written) -> Option<Uuid> {
    match written {
        Written::Child(v) => Some(v.id.0),
        Written::Household(v) => Some(v.id.0),
        Written::Adult(v) => Some(v.id.0),
        Written::Relation(v) => Some(v.child.0),
        Written::Status(v) => Some(v.child.0),
        Written::Fact(v) => Some(about(v.subject).1),
        Written::Enrolment(_) | Written::Pairing(_) => None,
    }
}

impl SqlUnit {
    /// A version as it lies in the history.
    fn version(&self, row: &DbRow, seq: u64) -> Result<Written, StorageError> {
        let (id, body): (Uuid, &[u8]) =
            row.try_get("id").and_then(|id| Ok((id, row.try_get("body")?))).map_err(damaged("written"))?;
        from_json(self.opened.open(Place::part("written.body", id, signed(seq)?), body)?, "written.body")
    }

    async fn sealed_households<'a>(
        &mut self,
        households: &[&'a Household],
    ) -> Result<Vec<SealedRow<'a, HouseholdId, Household>>, StorageError> {
        self.hold_living(households.iter().map(|home| home.id.0).collect()).await?;
        let sealed = households.iter().map(|home| {
            let (id, holder) = (home.id, Holder::Subject(home.id.0));
            let address = self.opened.seal(holder, Place::new("household.address", id.0), home.address.as_bytes())?;
            Ok(SealedRow { id, value: *home, sealed: Some(address) })
        });
        sealed.collect()
    }

    async fn sealed_adults<'a>(
        &mut self,
        adults: &[&'a Adult],
    ) -> Result<Vec<SealedRow<'a, AdultId, Adult>>, StorageError> {
        self.hold_living(adults.iter().map(|adult| adult.id.0).collect()).await?;
        let sealed = adults.iter().map(|adult| {
            let (id, holder) = (adult.id, Holder::Subject(adult.id.0));
            let seal = |phone: &String| self.opened.seal(holder, Place::new("adult.phone", id.0), phone.as_bytes());
            Ok(SealedRow { id, value: *adult, sealed: adult.phone.as_ref().map(seal).transpose()? })
        });
        sealed.collect()
    }

    async fn put_children(&mut self, seq: i64, children: &[(&Child, String)]) -> Result<(), StorageError> {
        for some in children.chunks(rows_per_statement(11)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO child (county_id, id, household_id, name, former_names, sex, birth, boarding, full_plan, \
                 entered_on, seq) ",
            );
            query.push_values(some, |mut row, (c, former_names)| {
                row.push_bind(self.county.0)
                    .push_bind(c.id.0)
                    .push_bind(c.household.0)
                    .push_bind(c.name.clone())
                    .push_bind(former_names.clone())
                    .push_bind(c.sex.map(Sex::code))
                    .push_bind(c.birth)
                    .push_bind(c.boarding)
                    .push_bind(c.full_plan)
                    .push_bind(c.entered_on)
                    .push_bind(seq);
            });
            // The identity number stays.
            query.push(
                " ON CONFLICT (county_id, id) DO UPDATE SET household_id = excluded.household_id, name = excluded.name, \
                 former_names = excluded.former_names, sex = excluded.sex, birth = excluded.birth, \
                 boarding = excluded.boarding, full_plan = excluded.full_plan, entered_on = excluded.entered_on, seq = excluded.seq",
            );
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    /// Adds facts, and says which of them are new. A fact's id is made by a phone; one that came before must
    /// not stop what comes after.
    async fn add_facts(&mut self, seq: i64, facts: &[&Fact]) -> Result<BTreeSet<Uuid>, StorageError> {
        let mut added = BTreeSet::new();
        self.hold_living(facts.iter().map(|fact| about(fact.subject).1).collect()).await?;
        let rows = facts.iter().map(|fact| {
            let (holder, place) = (Holder::Subject(about(fact.subject).1), Place::new("fact.value", fact.id.0));
            Ok((*fact, self.opened.seal(holder, place, to_json(&fact.value)?.as_bytes())?))
        });
        let rows = rows.collect::<Result<Vec<_>, StorageError>>()?;
        for some in rows.chunks(rows_per_statement(12)) {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO fact (county_id, id, about, subject_id, kind, value, seen_on, author_id, captured_at, \
                 disputes, unsaid, seq) ",
            );
            query.push_values(some, |mut row, (fact, value)| {
                let (about, subject) = about(fact.subject);
                row.push_bind(self.county.0)
                    .push_bind(fact.id.0)
                    .push_bind(about)
                    .push_bind(subject)
                    .push_bind(fact.value.kind().code())
                    .push_bind(value.clone())
                    .push_bind(fact.seen_on)
                    .push_bind(fact.author.map(|a| a.0))
                    .push_bind(fact.captured_at)
                    .push_bind(fact.disputes.map(|f| f.0))
                    .push_bind(fact.unsaid)
                    .push_bind(seq);
            });
            query.push(" ON CONFLICT (county_id, id) DO NOTHING RETURNING id");
            let new: Vec<(Uuid,)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            added.extend(new.into_iter().map(|(id,)| id));
        }
        Ok(added)
    }

    /// Keeps versions for the past. Of facts only those that were new: the past must not say otherwise than
    /// what is there now.
    async fn keep_versions(
        &mut self,
        seq: i64,
        written: &[Written],
        mut new_facts: BTreeSet<Uuid>,
    ) -> Result<(), StorageError> {
        // An id that comes twice at once was added as it came first.
        let kept = written.iter().filter(|one| !matches!(one, Written::Fact(fact) if !new_facts.remove(&fact.id.0)));
        let kept: Vec<&Written> = kept.collect();
        self.hold(kept.iter().filter_map(|one| subject_of(one)).collect()).await?;
        let rows = kept.into_iter().map(|one| {
            let (kind, id) = one.key();
            // Of who was erased there is nothing any more that would need a key.
            let holder = subject_of(one).map(Holder::Subject).filter(|holder| self.opened.has(*holder));
            let place = Place::part("written.body", id, seq);
            Ok((kind, id, self.opened.seal(holder.unwrap_or(Holder::County), place, to_json(one)?.as_bytes())?))
        });
        let rows = rows.collect::<Result<Vec<_>, StorageError>>()?;
        for some in rows.chunks(rows_per_statement(5)) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO written (county_id, seq, kind, id, body) ");
            query.push_values(some, |mut row, (kind, id, body)| {
                row.push_bind(self.county.0)
                    .push_bind(seq)
                    .push_bind(kind.code())
                    .push_bind(*id)
                    .push_bind(body.clone());
            });
            query.push(" ON CONFLICT (county_id, seq, kind, id) DO UPDATE SET body = excluded.body");
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }
}

#[async_trait]
impl RegisterRepository for SqlUnit {
    async fn write(&mut self, seq: u64, written: &[Written]) -> Result<(), StorageError> {
        let seq = signed(seq)?;
        let all = ByKind::of(written)?;
        let homes = self.sealed_households(&all.households).await?;
        put!(self, seq, homes, "household" ("address" => |v| v.sealed.clone()));
        let adults = self.sealed_adults(&all.adults).await?;
        put!(self, seq, adults, "adult" (
            "household_id" => |v| v.value.household.0,
            "name" => |v| v.value.name.clone(),
            "phone" => |v| v.sealed.clone(),
        ));
        self.put_children(seq, &all.children).await?;
        put!(self, seq, all.relations, "relation" (
            "child_id" => |v| v.child.0,
            "adult_id" => |v| v.adult.0,
            "kind" => |v| v.kind.code(),
            "called" => |v| v.called.clone(),
            "custody" => |v| v.custody,
            "may_be_told" => |v| v.may_be_told,
            "may_fetch" => |v| v.may_fetch,
            "is_over" => |v| v.over,
        ));
        put!(self, seq, all.enrolments, "enrolment" (
            "child_id" => |v| v.child.0,
            "school_id" => |v| v.school.0,
            "year" => |v| i64::from(v.year.0),
            "class_name" => |v| v.class_name.clone(),
            "from_day" => |v| v.from,
            "began" => |v| v.began.code(),
            "to_day" => |v| v.to,
            "ended" => |v| v.ended.map(Ended::code),
        ));
        put!(self, seq, all.pairings, "pairing" (
            "child_id" => |v| v.child.0,
            "mentor_id" => |v| v.mentor.0,
            "role" => |v| v.role.code(),
            "from_day" => |v| v.from,
            "to_day" => |v| v.to,
            "ended" => |v| v.ended.map(PairingEnded::code),
            "told_on" => |v| v.told_on,
        ));
        put!(self, seq, all.statuses, "status" (
            "child_id" => |v| v.child.0,
            "kind" => |v| v.kind.code(),
            "source" => |v| v.source.clone(),
            "from_day" => |v| v.from,
            "to_day" => |v| v.to,
        ));
        let new_facts = self.add_facts(seq, &all.facts).await?;
        self.keep_versions(seq, written, new_facts).await
    }

    async fn since(&mut self, seq: u64) -> Result<Found<Writing>, StorageError> {
        let after = signed(seq)?;
        let commits = sqlx::query(
            "SELECT c.seq, c.at, c.actor_id, c.cause FROM register_commit c WHERE c.county_id = $1 AND c.seq > $2 \
               AND EXISTS (SELECT 1 FROM written w WHERE w.county_id = c.county_id AND w.seq = c.seq) ORDER BY c.seq",
        )
        .bind(self.county.0)
        .bind(after)
        .fetch_all(&mut *self.tx)
        .await
        .map_err(mapped)?;
        let rows =
            sqlx::query("SELECT seq, id, body FROM written WHERE county_id = $1 AND seq > $2 ORDER BY seq, kind, id")
                .bind(self.county.0)
                .bind(after)
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        self.learn(rows.iter().filter_map(|row| row.try_get::<&[u8], _>("body").ok())).await?;
        let mut found = Found::default();
        for row in &commits {
            let seq = number(row.try_get("seq").map_err(mapped)?, "register_commit.seq")?;
            let commit = CommitRow::from_row(row)
                .map_err(damaged("register_commit"))
                .and_then(CommitRow::read)
                .unwrap_or_else(|error| {
                    let id = self.county.0;
                    found.unreadable.push(Unreadable { id, ..unreadable(&error, row) });
                    // When it was is not known: no later than the next, and the history puts it no earlier than the last.
                    Commit { seq, at: DateTime::<Utc>::MIN_UTC, actor: None, cause: Cause::Unlisted }
                });
            found.rows.push(Writing { commit, written: vec![] });
        }
        for row in &rows {
            let seq: u64 = number(row.try_get("seq").map_err(mapped)?, "written.seq")?;
            match self.version(row, seq) {
                Ok(one) => {
                    let at = found.rows.binary_search_by_key(&seq, |writing| writing.commit.seq);
                    let writing = at.ok().and_then(|at| found.rows.get_mut(at));
                    writing.ok_or(StorageError::Inconsistent("written.seq"))?.written.push(one);
                }
                Err(error) => found.unreadable.push(unreadable(&error, row)),
            }
        }
        Ok(found)
    }
}
