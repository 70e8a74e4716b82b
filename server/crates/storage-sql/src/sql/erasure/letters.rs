//! What the county holds of erased children in texts of its own: operations that were refused or wait, files of
//! schools, proposals, what people wrote to the makers, for what something was taken out.
//!
//! A text is theirs when it names them: by identifier, or, where it was written by hand, by a name or number. A name
//! that another child bears tells of nobody. What is about another child as well stays, as an entry does.

use std::collections::{BTreeMap, BTreeSet};

use domain::id::{AccountId, LogId, PhotoId};
use domain::import::batch::BatchState;
use serde_json::{Value, json};
use sqlx::QueryBuilder;
use storage::{ErasureRepository, StorageError};
use uuid::Uuid;

use super::super::{Db, SqlUnit, from_json, mapped, of_county, push_ids, rows_per_statement, to_json};
use crate::vault::{Holder, Place};

/// Fewest characters of a name that is looked for in texts: a single one is in every sentence.
const NAME_CHARS_MIN: usize = 2;

/// By what a text is known to be of erased children.
pub(super) struct Sought {
    /// The children's files.
    pub children: BTreeSet<Uuid>,
    /// Entries about nobody else: a correction names only its entry.
    pub entries: BTreeSet<Uuid>,
    /// Names and numbers that nobody else has.
    pub words: BTreeSet<String>,
}

/// A text that names erased children, and what becomes of it.
enum Letter {
    /// It is of nobody erased.
    Others,
    /// It is about this child as well, who is still there.
    Shared(Uuid),
    /// It goes, and with it these pictures and what is said of this entry, which it would have made.
    Goes(Vec<PhotoId>, Option<Uuid>),
}

/// Device, number, account and sealed text of an operation that was refused.
type RefusedRow = (Uuid, i64, Uuid, Vec<u8>);
/// Operation, account and sealed text of one that is kept.
type KeptTextRow = (Uuid, Uuid, Vec<u8>);

/// What of an author goes with texts: pictures, and entries that were never taken in.
#[derive(Default)]
struct Going {
    photos: Vec<PhotoId>,
    entries: Vec<Uuid>,
}

impl Going {
    fn take(&mut self, photos: Vec<PhotoId>, entry: Option<Uuid>) {
        self.photos.extend(photos);
        self.entries.extend(entry);
    }
}

impl Sought {
    fn is_in(&self, text: &str) -> bool {
        let id = |id: &Uuid| text.contains(&id.to_string());
        self.children.iter().chain(&self.entries).any(id) || self.words.iter().any(|word| text.contains(word))
    }

    /// Strikes the rows of sheets that name them, which are read as empty ones, and what was decided about them.
    fn strike(&self, value: &mut Value) {
        match value {
            Value::Array(row) if row.iter().all(is_cell) && row.iter().any(|cell| self.is_in(&cell.to_string())) => {
                row.fill(json!({}));
            }
            Value::Array(all) => all.iter_mut().for_each(|one| self.strike(one)),
            Value::Object(fields) => {
                for (name, one) in fields {
                    match one {
                        Value::Object(decisions) if name == "decisions" => {
                            decisions.retain(|question, said| !self.is_in(question) && !self.is_in(&said.to_string()));
                        }
                        other => self.strike(other),
                    }
                }
            }
            _ => {}
        }
    }

    /// Takes those out of a list who are named in it.
    fn take_out(&self, value: &mut Value) {
        match value {
            Value::Array(all) => {
                all.retain(|one| !self.is_in(&one.to_string()));
                for one in all {
                    self.take_out(one);
                }
            }
            Value::Object(fields) => fields.values_mut().for_each(|one| self.take_out(one)),
            _ => {}
        }
    }
}

/// A cell of a sheet: its text, and what it was held as.
fn is_cell(value: &Value) -> bool {
    value.as_object().is_some_and(|cell| cell.keys().all(|key| ["t", "k"].contains(&key.as_str())))
}

/// What stands under a key anywhere in a document: each element of the lists there.
fn listed<'a>(value: &'a Value, key: &str, into: &mut Vec<&'a Value>) {
    match value {
        Value::Array(all) => all.iter().for_each(|one| listed(one, key, into)),
        Value::Object(fields) => {
            for (name, one) in fields {
                match one {
                    Value::Array(all) if name == key => into.extend(all),
                    other => listed(other, key, into),
                }
            }
        }
        _ => {}
    }
}

fn id_of(value: &Value) -> Option<Uuid> {
    value.as_str().or_else(|| value.get("id")?.as_str()).and_then(|text| text.parse().ok())
}

/// The entry that an operation makes.
fn entry_made(text: &str) -> Option<Uuid> {
    let value: Value = serde_json::from_str(text).ok()?;
    id_of(value.pointer("/change/record_log/log")?)
}

fn ids_under(text: &str, key: &str) -> Vec<Uuid> {
    let Ok(value) = serde_json::from_str::<Value>(text) else { return vec![] };
    let mut found = vec![];
    listed(&value, key, &mut found);
    found.into_iter().filter_map(id_of).collect()
}

impl SqlUnit {
    /// What texts about some files are known by. Asked before they are blank.
    pub(super) async fn sought(&mut self, children: &BTreeSet<Uuid>) -> Result<Sought, StorageError> {
        let all: Vec<Uuid> = children.iter().copied().collect();
        let mut words = BTreeSet::new();
        for (_, _, version) in self.history(&all).await? {
            if let Some(domain::register::Written::Child(child)) = version {
                words.insert(child.name);
                words.extend(child.former_names);
            }
        }
        words.retain(|name| name.chars().count() >= NAME_CHARS_MIN);
        for name in self.names_of_others(&words, children).await? {
            words.remove(&name);
        }
        for (id, sealed) in self.numbers_of(&all).await? {
            words.insert(self.opened.text(Place::new("child.id_number", id), &sealed)?);
        }
        let (_, entries) = self.entries_of(children).await?;
        Ok(Sought { children: children.clone(), entries: entries.into_iter().collect(), words })
    }

    /// Those of some names that another child bears as well.
    async fn names_of_others(
        &mut self,
        names: &BTreeSet<String>,
        but: &BTreeSet<Uuid>,
    ) -> Result<Vec<String>, StorageError> {
        if names.is_empty() {
            return Ok(vec![]);
        }
        let mut query = of_county("SELECT DISTINCT id, name FROM child WHERE county_id = ", self.county);
        query.push(" AND name IN (");
        let mut list = query.separated(", ");
        for name in names {
            list.push_bind(name.clone());
        }
        query.push(")");
        let rows: Vec<(Uuid, String)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        Ok(rows.into_iter().filter(|(id, _)| !but.contains(id)).map(|(_, name)| name).collect())
    }

    async fn numbers_of(&mut self, children: &[Uuid]) -> Result<Vec<(Uuid, Vec<u8>)>, StorageError> {
        let mut found = vec![];
        for some in children.chunks(rows_per_statement(1)) {
            let start = "SELECT id, id_number FROM child WHERE id_number IS NOT NULL AND county_id = ";
            let mut query = of_county(start, self.county);
            query.push(" AND id IN ");
            push_ids(&mut query, some.iter().copied());
            let rows: Vec<(Uuid, Vec<u8>)> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
            found.extend(rows);
        }
        self.learn(found.iter().map(|(_, sealed)| sealed.as_slice())).await?;
        Ok(found)
    }

    /// What becomes of an operation.
    async fn letter(&mut self, sought: &Sought, text: &str) -> Result<Letter, StorageError> {
        if !sought.is_in(text) {
            return Ok(Letter::Others);
        }
        let about = ids_under(text, "children");
        let living =
            self.learn_living(about.iter().copied().filter(|id| !sought.children.contains(id)).collect()).await?;
        if let Some(other) = about.into_iter().find(|id| living.contains(id)) {
            return Ok(Letter::Shared(other));
        }
        Ok(Letter::Goes(ids_under(text, "photos").into_iter().map(PhotoId).collect(), entry_made(text)))
    }

    /// Those of some subjects who have a key.
    async fn learn_living(&mut self, subjects: BTreeSet<Uuid>) -> Result<BTreeSet<Uuid>, StorageError> {
        self.learn_holders(subjects.iter().map(|id| Holder::Subject(*id)).collect()).await?;
        Ok(subjects.into_iter().filter(|id| self.opened.has(Holder::Subject(*id))).collect())
    }

    /// Deletes what the county holds of the children in texts of its own. A text that does not open tells nobody
    /// anything, and holds up nothing.
    pub(super) async fn erase_letters(&mut self, mut sought: Sought) -> Result<(), StorageError> {
        let mut going: BTreeMap<Uuid, Going> = BTreeMap::new();
        self.erase_parked(&mut sought, &mut going).await?;
        self.erase_refused(&mut sought, &mut going).await?;
        self.erase_kept(&mut sought, &mut going).await?;
        for (account, Going { photos, entries }) in going {
            let author = AccountId(account);
            self.erase_photos(author, &photos).await?;
            for entry in entries {
                ErasureRepository::entry_gone(self, author, LogId(entry)).await?;
            }
        }
        self.erase_batches(&sought).await?;
        self.erase_proposals(&sought).await?;
        self.erase_feedback(&sought).await?;
        self.erase_words_of_outs(&sought).await?;
        let all: Vec<Uuid> = sought.children.iter().copied().collect();
        self.over("UPDATE erasure_request SET words = NULL, answer = NULL WHERE county_id = ", "child_id", &all).await
    }

    /// Deletes what an author said of an entry that is gone, and was refused or kept because the entry was not there.
    pub(super) async fn erase_said_of(&mut self, author: AccountId, entry: LogId) -> Result<(), StorageError> {
        let id = entry.to_string();
        let mut refused = self.refused_texts();
        refused.push(" AND d.account_id = ").push_bind(author.0);
        let rows: Vec<RefusedRow> = refused.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        for (device, n, _, text) in rows {
            let text = self.opened.open(Place::part("op.refused", device, n), &text);
            if text.is_ok_and(|text| String::from_utf8_lossy(&text).contains(&id)) {
                self.blank_refused(device, n).await?;
            }
        }
        let mut kept = self.kept_texts();
        kept.push(" AND d.account_id = ").push_bind(author.0);
        let rows: Vec<KeptTextRow> = kept.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        let is_of = |op: Uuid, text: &[u8]| {
            self.opened.text(Place::new("kept_op.op", op), text).is_ok_and(|text| text.contains(&id))
        };
        let gone = rows.into_iter().filter(|(op, _, text)| is_of(op.to_owned(), text)).map(|(op, ..)| op);
        let gone: Vec<Uuid> = gone.collect();
        self.over("DELETE FROM kept_op WHERE county_id = ", "op_id", &gone).await
    }

    /// Begins a query over operations that were refused and whose text is kept.
    fn refused_texts(&self) -> QueryBuilder<Db> {
        let start = "SELECT o.device_id, o.n, d.account_id, o.refused FROM op o \
                     JOIN device d ON d.county_id = o.county_id AND d.id = o.device_id \
                     WHERE o.refused IS NOT NULL AND o.county_id = ";
        of_county(start, self.county)
    }

    async fn blank_refused(&mut self, device: Uuid, n: i64) -> Result<(), StorageError> {
        sqlx::query("UPDATE op SET refused = NULL WHERE county_id = $1 AND device_id = $2 AND n = $3")
            .bind(self.county.0)
            .bind(device)
            .bind(n)
            .execute(&mut *self.tx)
            .await
            .map_err(mapped)?;
        Ok(())
    }

    /// Begins a query over operations that are kept for later.
    fn kept_texts(&self) -> QueryBuilder<Db> {
        let start = "SELECT k.op_id, d.account_id, k.op FROM kept_op k \
                     JOIN device d ON d.county_id = k.county_id AND d.id = k.device_id WHERE k.county_id = ";
        of_county(start, self.county)
    }

    /// Work that waits for the school of an erased child goes; that on another child as well waits for the other's.
    async fn erase_parked(
        &mut self,
        sought: &mut Sought,
        going: &mut BTreeMap<Uuid, Going>,
    ) -> Result<(), StorageError> {
        let rows: Vec<(Uuid, Uuid, Uuid, Vec<u8>)> =
            of_county("SELECT op_id, account_id, child_id, body FROM parked WHERE county_id = ", self.county)
                .build_query_as()
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        self.learn(rows.iter().map(|(_, _, _, body)| body.as_slice())).await?;
        let mut gone = vec![];
        for (op, account, child, body) in rows {
            let place = Place::new("parked.body", op);
            let own = sought.children.contains(&child);
            let Ok(text) = self.opened.text(place, &body) else {
                gone.extend(own.then_some(op));
                continue;
            };
            match self.letter(sought, &text).await? {
                Letter::Shared(other) if own => {
                    let body = self.opened.seal(Holder::Subject(other), place, text.as_bytes())?;
                    sqlx::query("UPDATE parked SET child_id = $1, body = $2 WHERE county_id = $3 AND op_id = $4")
                        .bind(other)
                        .bind(body)
                        .bind(self.county.0)
                        .bind(op)
                        .execute(&mut *self.tx)
                        .await
                        .map_err(mapped)?;
                }
                Letter::Goes(named, entry) => {
                    going.entry(account).or_default().take(named, entry);
                    sought.entries.extend(entry);
                    gone.push(op);
                }
                // What names no child, such as that an entry was looked at again, waits for the child it was parked for.
                Letter::Others if own => gone.push(op),
                Letter::Shared(_) | Letter::Others => {}
            }
        }
        self.over("DELETE FROM parked WHERE county_id = ", "op_id", &gone).await
    }

    async fn erase_refused(
        &mut self,
        sought: &mut Sought,
        going: &mut BTreeMap<Uuid, Going>,
    ) -> Result<(), StorageError> {
        let mut query = self.refused_texts();
        // An entry comes before what corrects it.
        query.push(" ORDER BY o.device_id, o.n");
        let rows: Vec<RefusedRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        for (device, n, account, text) in rows {
            let Ok(text) = self.opened.open(Place::part("op.refused", device, n), &text) else { continue };
            if let Letter::Goes(named, entry) = self.letter(sought, &String::from_utf8_lossy(&text)).await? {
                going.entry(account).or_default().take(named, entry);
                sought.entries.extend(entry);
                self.blank_refused(device, n).await?;
            }
        }
        Ok(())
    }

    async fn erase_kept(&mut self, sought: &mut Sought, going: &mut BTreeMap<Uuid, Going>) -> Result<(), StorageError> {
        let mut query = self.kept_texts();
        query.push(" ORDER BY k.device_id, k.n");
        let rows: Vec<KeptTextRow> = query.build_query_as().fetch_all(&mut *self.tx).await.map_err(mapped)?;
        let mut gone = vec![];
        for (op, account, text) in rows {
            let Ok(text) = self.opened.text(Place::new("kept_op.op", op), &text) else { continue };
            if let Letter::Goes(named, entry) = self.letter(sought, &text).await? {
                going.entry(account).or_default().take(named, entry);
                sought.entries.extend(entry);
                gone.push(op);
            }
        }
        self.over("DELETE FROM kept_op WHERE county_id = ", "op_id", &gone).await
    }

    /// A file that is still decided on loses the rows of the children; one that was taken over goes, for it can no
    /// longer be taken back as a whole.
    async fn erase_batches(&mut self, sought: &Sought) -> Result<(), StorageError> {
        let rows: Vec<(Uuid, String, Vec<u8>)> =
            of_county("SELECT id, state, body FROM batch WHERE county_id = ", self.county)
                .build_query_as()
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        let mut gone = vec![];
        for (id, state, body) in rows {
            let place = Place::new("batch.body", id);
            let Ok(text) = self.opened.text(place, &body) else { continue };
            if !sought.is_in(&text) {
                continue;
            }
            let mut value: Value = from_json(&text, "batch.body").unwrap_or_default();
            sought.strike(&mut value);
            let struck = to_json(&value)?;
            // What still names them was said of them in words of the desk: nothing else can be taken out of it.
            if state != BatchState::Open.code() || sought.is_in(&struck) {
                gone.push(id);
                continue;
            }
            sqlx::query("UPDATE batch SET body = $1, revision = revision + 1 WHERE county_id = $2 AND id = $3")
                .bind(self.seal_text(place, &struck)?)
                .bind(self.county.0)
                .bind(id)
                .execute(&mut *self.tx)
                .await
                .map_err(mapped)?;
        }
        self.over("DELETE FROM batch WHERE county_id = ", "id", &gone).await
    }

    /// A proposal loses the pairs of the children; without any it goes.
    async fn erase_proposals(&mut self, sought: &Sought) -> Result<(), StorageError> {
        let rows: Vec<(Uuid, Vec<u8>)> =
            of_county("SELECT id, body FROM pairing_proposal WHERE county_id = ", self.county)
                .build_query_as()
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        let mut gone = vec![];
        for (id, body) in rows {
            let place = Place::new("pairing_proposal.body", id);
            let Ok(text) = self.opened.text(place, &body) else { continue };
            if !sought.is_in(&text) {
                continue;
            }
            let mut value: Value = from_json(&text, "pairing_proposal.body").unwrap_or_default();
            sought.take_out(&mut value);
            let left = to_json(&value)?;
            let mut pairs = vec![];
            listed(&value, "pairs", &mut pairs);
            if pairs.is_empty() || sought.is_in(&left) {
                gone.push(id);
                continue;
            }
            sqlx::query("UPDATE pairing_proposal SET body = $1 WHERE county_id = $2 AND id = $3")
                .bind(self.seal_text(place, &left)?)
                .bind(self.county.0)
                .bind(id)
                .execute(&mut *self.tx)
                .await
                .map_err(mapped)?;
        }
        self.over("DELETE FROM pairing_proposal WHERE county_id = ", "id", &gone).await
    }

    async fn erase_feedback(&mut self, sought: &Sought) -> Result<(), StorageError> {
        let rows: Vec<(Uuid, Vec<u8>)> = of_county("SELECT op_id, text FROM feedback WHERE county_id = ", self.county)
            .build_query_as()
            .fetch_all(&mut *self.tx)
            .await
            .map_err(mapped)?;
        let mut gone = vec![];
        for (op, text) in rows {
            if self.opened.text(Place::new("feedback.text", op), &text).is_ok_and(|text| sought.is_in(&text)) {
                gone.push(op);
            }
        }
        self.over("DELETE FROM feedback WHERE county_id = ", "op_id", &gone).await
    }

    /// For what something was taken out: of the child's own file, or in words that name it.
    async fn erase_words_of_outs(&mut self, sought: &Sought) -> Result<(), StorageError> {
        let rows: Vec<(Uuid, Option<Uuid>, Vec<u8>)> =
            of_county("SELECT id, child_id, words FROM taken_out WHERE county_id = ", self.county)
                .build_query_as()
                .fetch_all(&mut *self.tx)
                .await
                .map_err(mapped)?;
        for (out, child, words) in rows {
            let place = Place::new("taken_out.words", out);
            let own = child.is_some_and(|child| sought.children.contains(&child));
            let names = self.opened.text(place, &words).is_ok_and(|words| sought.is_in(&words));
            if !own && (child.is_some() || !names) {
                continue;
            }
            sqlx::query("UPDATE taken_out SET words = $1 WHERE county_id = $2 AND id = $3")
                .bind(self.seal_text(place, "")?)
                .bind(self.county.0)
                .bind(out)
                .execute(&mut *self.tx)
                .await
                .map_err(mapped)?;
        }
        Ok(())
    }
}
