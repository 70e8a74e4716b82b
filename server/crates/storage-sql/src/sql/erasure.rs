//! Erasing a child. What it leaves is sealed for the county, so that it can be counted without any key of the child's.

mod letters;
mod records;

use std::collections::BTreeSet;

use async_trait::async_trait;
use domain::id::{AccountId, ChildId, LogId, PhotoId, RequestId};
use domain::log::{Log, LogBody};
use domain::register::Written;
use domain::register::erasure::Weight;
use sqlx::QueryBuilder;
use storage::{Answered, Erasure, ErasureRepository, Request, StorageError};
use uuid::Uuid;

use super::read::{LOG, LogRow};
use super::sealed::entry_key;
use super::{Db, SqlUnit, from_json, mapped, of_county, push_ids, rows_per_statement, signed, to_json};
use crate::vault::{Holder, Place};

/// Numbers of rows as they are told.
fn weight(entries: usize, gone: usize, photos: usize, answers: usize) -> Weight {
    let count = |n| u32::try_from(n).unwrap_or(u32::MAX);
    Weight { entries: count(gone), shared: count(entries - gone), photos: count(photos), answers: count(answers) }
}

/// A version without what tells of whom it is; none for an answer.
fn blank(written: Written) -> Option<Written> {
    match written {
        Written::Child(mut child) => {
            (child.name, child.former_names, child.birth) = (String::new(), vec![], None);
            child.full_plan = false;
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

#[async_trait]
impl ErasureRepository for SqlUnit {
    async fn children(&mut self, seq: u64, children: &[ChildId]) -> Result<Vec<Weight>, StorageError> {
        let seq = signed(seq)?;
        let mut files = Vec::with_capacity(children.len());
        for child in children {
            files.push(self.files_of(*child).await?);
        }
        let all: BTreeSet<Uuid> = files.iter().flatten().copied().collect();
        let sought = self.sought(&all).await?;
        self.erase_letters(sought).await?;
        let mut weights = Vec::with_capacity(children.len());
        for files in files {
            let of_file: Vec<Uuid> = files.iter().copied().collect();
            let homes = self.homes_of(&of_file).await?;
            self.learn_holders(of_file.iter().chain(&homes).map(|id| Holder::Subject(*id)).collect()).await?;
            let entries = self.erase_entries(seq, &files).await?;
            let answers = self.erase_of_children(seq, &of_file).await?;
            self.destroy_keys(&of_file).await?;
            let mut left = vec![];
            for home in homes {
                if !self.lived_in(home).await? {
                    left.push(home);
                }
            }
            self.erase_homes(seq, &left).await?;
            weights.push(Weight { answers, ..entries });
        }
        Ok(weights)
    }

    async fn weigh(&mut self, children: &[ChildId]) -> Result<Vec<Weight>, StorageError> {
        let mut weights = Vec::with_capacity(children.len());
        for child in children {
            let files: BTreeSet<Uuid> = match self.files_of(*child).await {
                Ok(files) => files,
                Err(StorageError::Missing { .. }) => BTreeSet::new(),
                Err(error) => return Err(error),
            };
            let of_file: Vec<Uuid> = files.iter().copied().collect();
            let (entries, gone) = self.entries_of(&files).await?;
            let photos = self.photos_of(&gone).await?;
            let mut answers = self.ids("SELECT id FROM fact WHERE county_id = ", "subject_id", &of_file).await?;
            answers.extend(self.ids("SELECT id FROM term_page WHERE county_id = ", "child_id", &of_file).await?);
            weights.push(weight(entries.len(), gone.len(), photos.len(), answers.len()));
        }
        Ok(weights)
    }

    async fn erased(&mut self, subjects: &[Uuid]) -> Result<Vec<Uuid>, StorageError> {
        self.ids("SELECT subject_id FROM subject_key WHERE wrapped IS NULL AND county_id = ", "subject_id", subjects)
            .await
    }

    async fn erased_after(&mut self, children: &[ChildId], seq: u64) -> Result<Vec<ChildId>, StorageError> {
        let all: Vec<Uuid> = children.iter().map(|child| child.0).collect();
        let erased = self.erased(&all).await?;
        let mut found = vec![];
        for some in erased.chunks(rows_per_statement(1)) {
            let mut query = of_county("SELECT id FROM child WHERE county_id = ", self.county);
            query.push(" AND seq > ").push_bind(signed(seq)?).push(" AND id IN ");
            push_ids(&mut query, some.iter().copied());
            let rows: Vec<(Uuid,)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            found.extend(rows.into_iter().map(|(id,)| ChildId(id)));
        }
        Ok(found)
    }

    async fn entry_gone(&mut self, author: AccountId, log: LogId) -> Result<(), StorageError> {
        sqlx::query(
            "INSERT INTO gone_entry (county_id, account_id, log_id) VALUES ($1, $2, $3) \
             ON CONFLICT (county_id, account_id, log_id) DO NOTHING",
        )
        .bind(self.county.0)
        .bind(author.0)
        .bind(log.0)
        .execute(&mut *self.tx)
        .await
        .map_err(mapped)?;
        self.erase_said_of(author, log).await
    }

    async fn is_entry_gone(&mut self, author: AccountId, log: LogId) -> Result<bool, StorageError> {
        let found: Option<(Uuid,)> =
            sqlx::query_as("SELECT log_id FROM gone_entry WHERE county_id = $1 AND account_id = $2 AND log_id = $3")
                .bind(self.county.0)
                .bind(author.0)
                .bind(log.0)
                .fetch_optional(&mut *self.tx)
                .await
                .map_err(mapped)?;
        Ok(found.is_some())
    }

    async fn record(&mut self, erasure: &Erasure) -> Result<(), StorageError> {
        self.keep_erasure(erasure).await
    }

    async fn records(&mut self) -> Result<Vec<Erasure>, StorageError> {
        self.kept_erasures().await
    }

    async fn ask(&mut self, request: &Request) -> Result<(), StorageError> {
        self.keep_request(request).await
    }

    async fn request(&mut self, id: RequestId) -> Result<Option<Request>, StorageError> {
        let mut query = self.requests_where();
        query.push(" AND id = ").push_bind(id.0);
        Ok(self.requests_of(query).await?.pop())
    }

    async fn requests(&mut self) -> Result<Vec<Request>, StorageError> {
        let query = self.requests_where();
        self.requests_of(query).await
    }

    async fn decide(&mut self, id: RequestId, answered: &Answered, answer: &str) -> Result<(), StorageError> {
        let request = ErasureRepository::request(self, id).await?;
        let request = request.ok_or(StorageError::Missing { what: "request that waits" })?;
        self.keep_answer(&request, answered, answer).await
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

    /// The entries that children's keys open, and those of them that no other child's opens.
    async fn entries_of(&mut self, children: &BTreeSet<Uuid>) -> Result<(Vec<Uuid>, Vec<Uuid>), StorageError> {
        let all: Vec<Uuid> = children.iter().copied().collect();
        let start = "SELECT DISTINCT log_id FROM log_child WHERE opens IS NOT NULL AND county_id = ";
        let entries = self.ids(start, "child_id", &all).await?;
        let mut others = BTreeSet::new();
        for some in entries.chunks(rows_per_statement(1)) {
            let start = "SELECT log_id, child_id FROM log_child WHERE opens IS NOT NULL AND county_id = ";
            let mut query = of_county(start, self.county);
            query.push(" AND log_id IN ");
            push_ids(&mut query, some.iter().copied());
            let rows: Vec<(Uuid, Uuid)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            others.extend(rows.into_iter().filter(|(_, child)| !children.contains(child)).map(|(log, _)| log));
        }
        let gone = entries.iter().copied().filter(|log| !others.contains(log)).collect();
        Ok((entries, gone))
    }

    /// The pictures that some entries name, of their authors; those too that have not come yet.
    async fn photos_of(&mut self, entries: &[Uuid]) -> Result<Vec<(Uuid, PhotoId)>, StorageError> {
        let mut found = vec![];
        for some in entries.chunks(rows_per_statement(1)) {
            let start = "SELECT DISTINCT l.author_id, t.photo_id FROM log_photo t \
                         JOIN log l ON l.county_id = t.county_id AND l.id = t.log_id WHERE t.county_id = ";
            let mut query = of_county(start, self.county);
            query.push(" AND t.log_id IN ");
            push_ids(&mut query, some.iter().copied());
            let rows: Vec<(Uuid, Uuid)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            found.extend(rows.into_iter().map(|(author, photo)| (author, PhotoId(photo))));
        }
        Ok(found)
    }

    /// Takes the children's keys from their entries. One that no other child opens keeps what is counted, and nothing else.
    async fn erase_entries(&mut self, seq: i64, children: &BTreeSet<Uuid>) -> Result<Weight, StorageError> {
        let all: Vec<Uuid> = children.iter().copied().collect();
        let (entries, gone) = self.entries_of(children).await?;
        let mut last = vec![];
        for some in gone.chunks(rows_per_statement(1)) {
            let mut query = QueryBuilder::<Db>::new("SELECT ");
            query.push(LOG).push(" FROM log WHERE county_id = ").push_bind(self.county.0).push(" AND id IN ");
            push_ids(&mut query, some.iter().copied());
            let rows = query.build().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            last.extend(self.values::<LogRow>(&rows).await?.rows);
        }
        self.over("UPDATE log_child SET opens = NULL WHERE county_id = ", "child_id", &all).await?;
        let photos = self.photos_of(&gone).await?;
        self.over("DELETE FROM log_photo WHERE county_id = ", "log_id", &gone).await?;
        for (author, photo) in &photos {
            self.erase_photos(AccountId(*author), &[*photo]).await?;
        }
        self.over("DELETE FROM log_revision WHERE county_id = ", "log_id", &gone).await?;
        // An entry that could not be read leaves nothing to blank.
        self.over("UPDATE log SET body = '', open_follow_up = NULL WHERE county_id = ", "id", &gone).await?;
        for log in last {
            self.leave_counted(seq, &log).await?;
        }
        Ok(weight(entries.len(), gone.len(), photos.len(), 0))
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

    /// Blanks the children's rows of the register, and deletes their answers.
    async fn erase_of_children(&mut self, seq: i64, children: &[Uuid]) -> Result<u32, StorageError> {
        let start = "UPDATE child SET name = '', former_names = '[]', birth = NULL, full_plan = FALSE, id_number = NULL, id_digest = NULL \
                     WHERE county_id = ";
        self.over(start, "id", children).await?;
        self.over("UPDATE relation SET called = '' WHERE county_id = ", "child_id", children).await?;
        self.over("UPDATE status SET source = '' WHERE county_id = ", "child_id", children).await?;
        self.over("UPDATE offer SET reason = '' WHERE county_id = ", "child_id", children).await?;
        let mut things = children.to_vec();
        things.extend(self.ids("SELECT id FROM relation WHERE county_id = ", "child_id", children).await?);
        things.extend(self.ids("SELECT id FROM status WHERE county_id = ", "child_id", children).await?);
        let mut answers = self.erase_facts(children).await?;
        things.extend(&answers);
        let pages = self.ids("SELECT id FROM term_page WHERE county_id = ", "child_id", children).await?;
        self.over("DELETE FROM term_page WHERE county_id = ", "id", &pages).await?;
        answers.extend(pages);
        self.over("DELETE FROM question WHERE county_id = ", "child_id", children).await?;
        self.blank_history(seq, &things).await?;
        for table in ["child", "relation", "status"] {
            let key = if table == "child" { "id" } else { "child_id" };
            let mut query = QueryBuilder::<Db>::new("UPDATE ");
            query.push(table).push(" SET seq = ").push_bind(seq);
            query.push(" WHERE county_id = ").push_bind(self.county.0).push(" AND ").push(key).push(" IN ");
            push_ids(&mut query, children.iter().copied());
            query.build().execute(&mut *self.tx).await.map_err(mapped)?;
        }
        Ok(u32::try_from(answers.len()).unwrap_or(u32::MAX))
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
