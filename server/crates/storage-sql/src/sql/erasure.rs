//! Erasing a child. What it leaves is sealed for the county, so that it can be counted without any key of the child's.

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::id::ChildId;
use domain::log::{Log, LogBody};
use domain::register::Written;
use sqlx::QueryBuilder;
use storage::{ErasureRepository, StorageError};
use uuid::Uuid;

use super::read::{LOG, LogRow};
use super::sealed::entry_key;
use super::{Db, SqlUnit, from_json, mapped, of_county, push_ids, rows_per_statement, signed, to_json};
use crate::vault::{Holder, Place};

/// A version without what tells of whom it is; none for an answer.
fn blank(written: Written) -> Option<Written> {
    match written {
        Written::Child(mut child) => {
            (child.name, child.former_names, child.birth) = (String::new(), vec![], None);
            Some(Written::Child(child))
        }
        Written::Household(mut home) => {
            home.address = String::new();
            Some(Written::Household(home))
        }
        Written::Adult(mut adult) => {
            (adult.name, adult.phone) = (String::new(), None);
            Some(Written::Adult(adult))
        }
        Written::Relation(mut relation) => {
            relation.called = String::new();
            Some(Written::Relation(relation))
        }
        Written::Status(mut status) => {
            status.source = String::new();
            Some(Written::Status(status))
        }
        Written::Fact(_) => None,
        counted @ (Written::Enrolment(_) | Written::Pairing(_)) => Some(counted),
    }
}

/// What a text of the county's says of somebody: it names them by identifier.
fn names(text: &[u8], ids: &BTreeSet<Uuid>) -> bool {
    let text = String::from_utf8_lossy(text);
    ids.iter().any(|id| text.contains(&id.to_string()))
}

#[async_trait]
impl ErasureRepository for SqlUnit {
    async fn child(&mut self, seq: u64, child: ChildId) -> Result<(), StorageError> {
        let seq = signed(seq)?;
        let files = self.files_of(child).await?;
        let children: Vec<Uuid> = files.iter().copied().collect();
        let homes = self.homes_of(&children).await?;
        self.learn_holders(children.iter().chain(&homes).map(|id| Holder::Subject(*id)).collect()).await?;
        self.erase_entries(seq, &files).await?;
        self.erase_letters(&files).await?;
        self.erase_of_children(seq, &children).await?;
        self.destroy_keys(&children).await?;
        let mut left = vec![];
        for home in homes {
            if !self.lived_in(home).await? {
                left.push(home);
            }
        }
        self.erase_homes(seq, &left).await
    }
}

impl SqlUnit {
    /// Runs a statement over rows of the county. It ends in `county_id = `.
    async fn over(&mut self, start: &'static str, column: &'static str, ids: &[Uuid]) -> Result<(), StorageError> {
        for some in ids.chunks(rows_per_statement(1)) {
            let mut query = of_county(start, self.county);
            query.push(" AND ").push(column).push(" IN ");
            push_ids(&mut query, some.iter().copied());
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    /// The identifiers that a query of one column finds.
    async fn ids(
        &mut self,
        start: &'static str,
        column: &'static str,
        ids: &[Uuid],
    ) -> Result<Vec<Uuid>, StorageError> {
        let mut found = vec![];
        for some in ids.chunks(rows_per_statement(1)) {
            let mut query = of_county(start, self.county);
            query.push(" AND ").push(column).push(" IN ");
            push_ids(&mut query, some.iter().copied());
            let rows: Vec<(Uuid,)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            found.extend(rows.into_iter().map(|(id,)| id));
        }
        Ok(found)
    }

    /// A child's file and the closed ones that lead to it.
    async fn files_of(&mut self, child: ChildId) -> Result<BTreeSet<Uuid>, StorageError> {
        let there = self.ids("SELECT id FROM child WHERE county_id = ", "id", &[child.0]).await?;
        if there.is_empty() {
            return Err(StorageError::Missing { what: "child" });
        }
        let mut files = BTreeSet::new();
        let mut found = there;
        while !found.is_empty() {
            files.extend(found.iter().copied());
            let start = "SELECT other_id FROM judged_pair WHERE same AND taken_back IS NULL AND county_id = ";
            found = self.ids(start, "one_id", &found).await?;
            found.retain(|id| !files.contains(id));
        }
        Ok(files)
    }

    /// The households in which children live or lived, and those of the adults who are something to them.
    async fn homes_of(&mut self, children: &[Uuid]) -> Result<BTreeSet<Uuid>, StorageError> {
        let mut homes = BTreeSet::new();
        homes.extend(self.ids("SELECT household_id FROM child WHERE county_id = ", "id", children).await?);
        let adults = self.ids("SELECT adult_id FROM relation WHERE county_id = ", "child_id", children).await?;
        homes.extend(self.ids("SELECT household_id FROM adult WHERE county_id = ", "id", &adults).await?);
        for (_, _, version) in self.history(children).await? {
            if let Some(Written::Child(child)) = version {
                homes.insert(child.household.0);
            }
        }
        Ok(homes)
    }

    /// Whether a household is still that of a child, or one of its adults is something to one.
    async fn lived_in(&mut self, home: Uuid) -> Result<bool, StorageError> {
        let found: Option<(Uuid,)> = sqlx::query_as(
            "SELECT k.subject_id FROM subject_key k WHERE k.county_id = $1 AND k.wrapped IS NOT NULL AND k.subject_id IN ( \
                 SELECT c.id FROM child c WHERE c.county_id = $1 AND c.household_id = $2 \
                 UNION SELECT r.child_id FROM relation r JOIN adult a ON a.county_id = r.county_id AND a.id = r.adult_id \
                       WHERE r.county_id = $1 AND a.household_id = $2) LIMIT 1",
        )
        .bind(self.county.0)
        .bind(home)
        .fetch_optional(&mut *self.tx)
        .await
        .map_err(mapped)?;
        Ok(found.is_some())
    }

    /// Takes the children's keys from their entries. One that no other child opens keeps what is counted, and nothing else.
    async fn erase_entries(&mut self, seq: i64, children: &BTreeSet<Uuid>) -> Result<(), StorageError> {
        let all: Vec<Uuid> = children.iter().copied().collect();
        let start = "SELECT DISTINCT log_id FROM log_child WHERE opens IS NOT NULL AND county_id = ";
        let entries = self.ids(start, "child_id", &all).await?;
        let mut last = vec![];
        for some in entries.chunks(rows_per_statement(1)) {
            let mut query = QueryBuilder::<Db>::new("SELECT ");
            query.push(LOG).push(" FROM log WHERE county_id = ").push_bind(self.county.0).push(" AND id IN ");
            push_ids(&mut query, some.iter().copied());
            let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            last.extend(self.values::<LogRow>(&rows).await?.rows);
        }
        self.over("UPDATE log_child SET opens = NULL WHERE county_id = ", "child_id", &all).await?;
        let start = "SELECT DISTINCT log_id FROM log_child WHERE opens IS NOT NULL AND county_id = ";
        let others: BTreeSet<Uuid> = self.ids(start, "log_id", &entries).await?.into_iter().collect();
        let gone: Vec<Uuid> = entries.into_iter().filter(|log| !others.contains(log)).collect();
        let start = "SELECT p.id FROM photo p \
                     JOIN log_photo t ON t.county_id = p.county_id AND t.photo_id = p.photo_id \
                     JOIN log l ON l.county_id = p.county_id AND l.id = t.log_id AND l.author_id = p.account_id \
                     WHERE p.county_id = ";
        let photos = self.ids(start, "t.log_id", &gone).await?;
        self.over("DELETE FROM photo_chunk WHERE county_id = ", "photo", &photos).await?;
        self.over("DELETE FROM photo WHERE county_id = ", "id", &photos).await?;
        self.over("DELETE FROM log_photo WHERE county_id = ", "log_id", &gone).await?;
        self.over("DELETE FROM log_revision WHERE county_id = ", "log_id", &gone).await?;
        // An entry that could not be read leaves nothing to blank.
        self.over("UPDATE log SET body = '', open_follow_up = NULL WHERE county_id = ", "id", &gone).await?;
        for log in last.into_iter().filter(|log| gone.contains(&log.id.0)) {
            self.leave_counted(seq, &log).await?;
        }
        Ok(())
    }

    /// Leaves of an entry what kind it was and when.
    async fn leave_counted(&mut self, seq: i64, log: &Log) -> Result<(), StorageError> {
        let (id, entry) = (log.id.0, Holder::Entry(log.id.0));
        let body = LogBody::plain(vec![], log.body.kind, log.body.mode, log.body.occurred_on);
        self.opened.make(entry);
        let opens = self.opened.wrap(entry, Holder::County, entry_key(id))?;
        let body = self.opened.seal(entry, Place::new("log.body", id), to_json(&body)?.as_bytes())?;
        sqlx::query("UPDATE log SET body = $1, opens = $2, seq = $3 WHERE county_id = $4 AND id = $5")
            .bind(body)
            .bind(opens)
            .bind(seq)
            .bind(self.county.0)
            .bind(id)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    /// Deletes what the county holds of the children in letters of other kinds: refused and kept operations,
    /// proposals that were decided, school files.
    async fn erase_letters(&mut self, children: &BTreeSet<Uuid>) -> Result<(), StorageError> {
        let all: Vec<Uuid> = children.iter().copied().collect();
        self.over("DELETE FROM parked WHERE county_id = ", "child_id", &all).await?;
        let refused: Vec<(Uuid, i64, Vec<u8>)> =
            sqlx::query_as("SELECT device_id, n, refused FROM op WHERE county_id = $1 AND refused IS NOT NULL")
                .bind(self.county.0)
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        for (device, n, text) in refused {
            if names(&self.opened.open(Place::part("op.refused", device, n), &text)?, children) {
                sqlx::query("UPDATE op SET refused = NULL WHERE county_id = $1 AND device_id = $2 AND n = $3")
                    .bind(self.county.0)
                    .bind(device)
                    .bind(n)
                    .execute(&mut *self.tx)
                    .await
                    .map_err(mapped)?;
            }
        }
        let letters = [
            (
                "SELECT op_id, op FROM kept_op WHERE county_id = $1",
                "kept_op.op",
                "DELETE FROM kept_op WHERE county_id = ",
                "op_id",
            ),
            (
                "SELECT id, body FROM batch WHERE county_id = $1",
                "batch.body",
                "DELETE FROM batch WHERE county_id = ",
                "id",
            ),
            (
                "SELECT id, body FROM pairing_proposal WHERE county_id = $1 AND accepted IS NOT NULL",
                "pairing_proposal.body",
                "DELETE FROM pairing_proposal WHERE county_id = ",
                "id",
            ),
        ];
        for (select, column, delete, key) in letters {
            let rows: Vec<(Uuid, Vec<u8>)> =
                sqlx::query_as(select).bind(self.county.0).fetch_all(&mut *self.tx).await.map_err(mapped)?;
            let mut found = vec![];
            for (id, text) in rows {
                if names(&self.opened.open(Place::new(column, id), &text)?, children) {
                    found.push(id);
                }
            }
            self.over(delete, key, &found).await?;
        }
        Ok(())
    }

    /// Blanks the children's rows of the register, and deletes their answers.
    async fn erase_of_children(&mut self, seq: i64, children: &[Uuid]) -> Result<(), StorageError> {
        let start = "UPDATE child SET name = '', former_names = '[]', birth = NULL, id_number = NULL, id_digest = NULL \
                     WHERE county_id = ";
        self.over(start, "id", children).await?;
        self.over("UPDATE relation SET called = '' WHERE county_id = ", "child_id", children).await?;
        self.over("UPDATE status SET source = '' WHERE county_id = ", "child_id", children).await?;
        self.over("UPDATE offer SET reason = '' WHERE county_id = ", "child_id", children).await?;
        for out in self.ids("SELECT id FROM taken_out WHERE county_id = ", "child_id", children).await? {
            let words = self.seal_text(Place::new("taken_out.words", out), "")?;
            sqlx::query("UPDATE taken_out SET words = $1 WHERE county_id = $2 AND id = $3")
                .bind(words)
                .bind(self.county.0)
                .bind(out)
                .execute(&mut *self.tx)
                .await
                .map_err(mapped)?;
        }
        let mut things = children.to_vec();
        things.extend(self.ids("SELECT id FROM relation WHERE county_id = ", "child_id", children).await?);
        things.extend(self.ids("SELECT id FROM status WHERE county_id = ", "child_id", children).await?);
        things.extend(self.erase_facts(children).await?);
        self.blank_history(seq, &things).await?;
        for table in ["child", "relation", "status"] {
            let key = if table == "child" { "id" } else { "child_id" };
            let mut query = QueryBuilder::<Db>::new("UPDATE ");
            query.push(table).push(" SET seq = ").push_bind(seq);
            query.push(" WHERE county_id = ").push_bind(self.county.0).push(" AND ").push(key).push(" IN ");
            push_ids(&mut query, children.iter().copied());
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    /// Blanks households and their adults, and deletes what is answered of them.
    async fn erase_homes(&mut self, seq: i64, homes: &[Uuid]) -> Result<(), StorageError> {
        let adults = self.ids("SELECT id FROM adult WHERE county_id = ", "household_id", homes).await?;
        let subjects = [homes, adults.as_slice()].concat();
        let mut things = subjects.clone();
        things.extend(self.erase_facts(&subjects).await?);
        self.blank_history(seq, &things).await?;
        self.over("UPDATE adult SET name = '', phone = NULL WHERE county_id = ", "id", &adults).await?;
        for &home in homes {
            let address = self.seal_text(Place::new("household.address", home), "")?;
            sqlx::query("UPDATE household SET address = $1, seq = $2 WHERE county_id = $3 AND id = $4")
                .bind(address)
                .bind(seq)
                .bind(self.county.0)
                .bind(home)
                .execute(&mut *self.tx)
                .await
                .map_err(mapped)?;
        }
        self.destroy_keys(&subjects).await
    }

    /// Deletes the answers about some subjects, and says which they were.
    async fn erase_facts(&mut self, subjects: &[Uuid]) -> Result<Vec<Uuid>, StorageError> {
        let facts = self.ids("SELECT id FROM fact WHERE county_id = ", "subject_id", subjects).await?;
        self.over("DELETE FROM fact WHERE county_id = ", "id", &facts).await?;
        Ok(facts)
    }

    /// All versions of some things, oldest first; none of one that cannot be read.
    async fn history(&mut self, things: &[Uuid]) -> Result<Vec<(i64, Uuid, Option<Written>)>, StorageError> {
        let mut found = vec![];
        for some in things.chunks(rows_per_statement(1)) {
            let mut query = of_county("SELECT seq, id, body FROM written WHERE county_id = ", self.county);
            query.push(" AND id IN ");
            push_ids(&mut query, some.iter().copied());
            query.push(" ORDER BY seq");
            let rows: Vec<(i64, Uuid, Vec<u8>)> =
                query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            self.learn(rows.iter().map(|(_, _, body)| body.as_slice())).await?;
            found.extend(rows.into_iter().map(|(seq, id, body)| {
                let body = self.opened.open(Place::part("written.body", id, seq), &body);
                (seq, id, body.and_then(|body| from_json(body, "written.body")).ok())
            }));
        }
        Ok(found)
    }

    /// Blanks every version of some things, and writes the newest once more.
    async fn blank_history(&mut self, seq: i64, things: &[Uuid]) -> Result<(), StorageError> {
        let versions = self.history(things).await?;
        self.over("DELETE FROM written WHERE county_id = ", "id", things).await?;
        let mut all = std::collections::BTreeMap::new();
        for (at, id, version) in versions {
            if let Some(version) = version.and_then(blank) {
                all.insert((id, at), version.clone());
                all.insert((id, seq), version);
            }
        }
        let rows = all.into_iter().map(|((id, at), version)| {
            let body = self.seal_text(Place::part("written.body", id, at), &to_json(&version)?)?;
            Ok((at, version.key().0.code(), id, body))
        });
        let rows = rows.collect::<Result<Vec<_>, StorageError>>()?;
        let county = self.county.0;
        for some in rows.chunks(rows_per_statement(5)) {
            let mut query = QueryBuilder::<Db>::new("INSERT INTO written (county_id, seq, kind, id, body) ");
            query.push_values(some, |mut row, (at, kind, id, body)| {
                row.push_bind(county).push_bind(*at).push_bind(*kind).push_bind(*id).push_bind(body.clone());
            });
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(())
    }

    /// Destroys keys for good. That there was one stays known, so that no new one is made.
    async fn destroy_keys(&mut self, subjects: &[Uuid]) -> Result<(), StorageError> {
        self.hold(subjects.iter().copied().collect()).await?;
        self.over("UPDATE subject_key SET wrapped = NULL WHERE county_id = ", "subject_id", subjects).await?;
        for subject in subjects {
            self.opened.forget(Holder::Subject(*subject));
        }
        Ok(())
    }
}
