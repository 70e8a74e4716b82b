//! Nothing stays of children who were erased: forms in progress, refused work and waiting pictures about them go. What is
//! about others as well stays theirs, without the erased.

use domain::guardianship::FactSubject;
use domain::id::{ChildId, HouseholdId, LogId, PhotoId};
use domain::log::LogBody;
use serde_json::Value;
use sync::{Change, FollowUp, ReviseLog, RowKey, Snapshot, WithdrawLog, Written, json};

use super::kept::{named_photos, photo_gone, photos_of_draft};
use super::{Refused, Vault};
use crate::{Step, StoreError, Table};

/// What becomes of words.
enum Fate<T> {
    Stays,
    Goes,
    /// It goes on without the erased.
    Becomes(T),
}

/// Who was erased, and what is known here of entries about them.
struct Erased<'a> {
    children: &'a [ChildId],
    rows: Snapshot,
    /// Entries that this phone wrote, and whether they are about nobody else.
    entries: Vec<(LogId, bool)>,
}

/// Whether an entry is about nobody but erased children. What was said to whole classes stays, whoever of them was
/// erased.
fn is_of(body: &LogBody, erased: &[ChildId]) -> bool {
    !body.children.is_empty() && body.classes.is_empty() && body.children.iter().all(|child| erased.contains(child))
}

fn when<T>(goes: bool) -> Fate<T> {
    if goes { Fate::Goes } else { Fate::Stays }
}

impl Erased<'_> {
    fn has(&self, id: &Value) -> bool {
        id.as_str().is_some_and(|id| self.is_id(id))
    }

    fn is_id(&self, text: &str) -> bool {
        text.parse::<ChildId>().is_ok_and(|id| self.children.contains(&id))
    }

    /// Whether one of them is named anywhere.
    fn are_named(&self, tree: &Value) -> bool {
        match tree {
            Value::Array(all) => all.iter().any(|one| self.are_named(one)),
            Value::Object(all) => all.values().any(|one| self.are_named(one)),
            one => self.has(one),
        }
    }

    /// The homes of the children who stay; none when one of them is not here, so that it cannot be told.
    fn homes(&self, children: &[Value]) -> Option<Vec<HouseholdId>> {
        children.iter().map(|id| Some(self.rows.child(id.as_str()?.parse().ok()?)?.household)).collect()
    }

    /// Takes them out of an entry, as a form or an operation says it, with the answers about them and their homes.
    fn take_out(&self, said: &mut Value) -> Fate<()> {
        let Some(Value::Array(children)) = said.pointer_mut("/body/children") else { return Fate::Stays };
        let before = children.len();
        children.retain(|child| !self.has(child));
        if children.len() == before {
            return Fate::Stays;
        }
        let (nobody, homes) = (children.is_empty(), self.homes(children));
        if nobody && said.pointer("/body/classes").and_then(Value::as_array).is_none_or(Vec::is_empty) {
            return Fate::Goes;
        }
        let is_home = |home: HouseholdId| homes.as_ref().is_none_or(|homes| homes.contains(&home));
        match said.get_mut("facts") {
            Some(Value::Object(answers)) => answers.retain(|home, _| home.parse().ok().is_none_or(is_home)),
            Some(Value::Array(answers)) => answers.retain(|answer| match answer.get("subject").map(json::of_tree) {
                Some(Ok(FactSubject::Child(child))) => !self.children.contains(&child),
                Some(Ok(FactSubject::Household(home))) => is_home(home),
                _ => true,
            }),
            _ => {}
        }
        // What a form that corrects has seen.
        if let Some(Value::Array(seen)) = said.pointer_mut("/purpose/Revise/before/children") {
            seen.retain(|child| !self.has(child));
        }
        Fate::Becomes(())
    }

    /// Whether an entry is about nobody else. Of one that is nowhere on the phone it cannot be said, nor can work on it be
    /// mended here: that goes, too, for a child is mostly erased long after its entries have left.
    fn is_entry(&self, log: LogId) -> bool {
        match self.rows.log(log) {
            Some(log) => is_of(&log.body, self.children),
            None if self.rows.row(&RowKey::of_log(log)).is_some() => false,
            None => self.entries.iter().find(|(known, _)| *known == log).is_none_or(|(_, is_theirs)| *is_theirs),
        }
    }

    fn of_op(&self, op: &Written) -> Fate<Written> {
        match &op.change {
            Change::RecordLog(_) | Change::Other { .. } => self.of_text(op),
            Change::WritePage(page) => when(self.children.contains(&page.child)),
            Change::ReviseLog(ReviseLog { log, .. })
            | Change::WithdrawLog(WithdrawLog { log })
            | Change::FollowUp(FollowUp { log, .. }) => when(self.is_entry(*log)),
            Change::Feedback(_) => Fate::Stays,
        }
    }

    fn of_text(&self, op: &Written) -> Fate<Written> {
        let Ok(mut tree) = json::read::<Value>(op.text().get()) else { return Fate::Stays };
        let change = tree.get_mut("change").and_then(Value::as_object_mut);
        let Some(said) = change.and_then(|change| change.values_mut().next()) else { return Fate::Stays };
        let fate = self.take_out(said);
        // Of whom a later version tells, this one sees by their names only.
        if matches!(op.change, Change::Other { .. }) && self.are_named(said) {
            return Fate::Goes;
        }
        match fate {
            Fate::Stays => Fate::Stays,
            Fate::Goes => Fate::Goes,
            Fate::Becomes(()) => json::of_tree(&tree).map_or(Fate::Stays, Fate::Becomes),
        }
    }
}

impl Vault {
    /// Lets go of forms in progress and refused work about children who were erased. What is about another child as well
    /// stays that child's. Those about children who have only left stay as they are: nothing typed is lost. Returns the
    /// pictures of what has gone and of their entries, for [`Self::forget_pictures`].
    pub(crate) async fn forget_erased(&self, children: &[ChildId]) -> Result<Vec<PhotoId>, StoreError> {
        if children.is_empty() {
            return Ok(vec![]);
        }
        let (rows, _) = self.rows().await?;
        let unsent = self.outbox().await?.into_iter().map(|(_, op)| op);
        let kept = self.kept_ops().await?.into_iter().map(|(_, op)| op);
        let refused = self.refused().await?.into_iter().map(|refused| refused.op);
        let entries = unsent.chain(kept).chain(refused).filter_map(|op| match &op.change {
            Change::RecordLog(new) => Some((new.log, is_of(&new.body, children))),
            _ => None,
        });
        let theirs = rows.all_logs().filter(|log| is_of(&log.body, children));
        let mut pictures: Vec<PhotoId> = theirs.flat_map(|log| &log.body.photos).map(|photo| photo.id).collect();
        let erased = Erased { children, entries: entries.collect(), rows };
        let mut steps = self.forms_without(&erased, &mut pictures).await?;
        steps.extend(self.refused_without(&erased, &mut pictures).await?);
        self.write(steps).await?;
        Ok(pictures)
    }

    async fn forms_without(&self, erased: &Erased<'_>, pictures: &mut Vec<PhotoId>) -> Result<Vec<Step>, StoreError> {
        let mut steps = Vec::new();
        for (key, sealed) in self.store.all(Table::Drafts).await? {
            let read = self.open::<Value>(Table::Drafts, &key, &sealed).await;
            let mut draft = read.unwrap_or_default();
            let is_theirs = key.split(':').any(|part| erased.is_id(part))
                || draft.get("child").is_some_and(|child| erased.has(child));
            let named = photos_of_draft(&draft);
            let fate = if is_theirs { Fate::Goes } else { erased.take_out(&mut draft) };
            match fate {
                Fate::Stays => continue,
                Fate::Goes => {
                    pictures.extend(named);
                    steps.push(Step::Delete(Table::Drafts, key.clone()));
                }
                Fate::Becomes(()) => {
                    let sealed = self.seal(Table::Drafts, &key, &draft).await?;
                    steps.push(Step::Put(Table::Drafts, key.clone(), sealed));
                }
            }
            self.carry_nothing(&key);
        }
        Ok(steps)
    }

    async fn refused_without(&self, erased: &Erased<'_>, pictures: &mut Vec<PhotoId>) -> Result<Vec<Step>, StoreError> {
        let mut steps = Vec::new();
        for refused in self.refused().await? {
            let fate = if refused.is_of_erased() { Fate::Goes } else { erased.of_op(&refused.op) };
            match fate {
                Fate::Stays => {}
                Fate::Goes => {
                    pictures.extend(refused.op.photos().iter().map(|photo| photo.id));
                    steps.push(Step::Delete(Table::Rejected, refused.op.op_id.to_string()));
                }
                Fate::Becomes(op) => {
                    steps.extend(self.refused_step(&Refused { op, rejection: refused.rejection }).await?);
                }
            }
        }
        Ok(steps)
    }

    /// Lets go of those of some pictures that nothing here names any more.
    pub(crate) async fn forget_pictures(&self, pictures: &[PhotoId]) -> Result<(), StoreError> {
        if pictures.is_empty() {
            return Ok(());
        }
        let mut named = self.photos_of_ops(None).await?;
        named.extend(self.photos_of_drafts().await?);
        named.extend(named_photos(&self.rows().await?.0));
        let gone = pictures.iter().filter(|photo| !named.contains(photo));
        self.store.write(gone.map(|photo| photo_gone(&photo.to_string())).collect()).await
    }
}

#[cfg(test)]
mod tests {
    use std::rc::Rc;
    use std::sync::Arc;

    use chrono::{DateTime, NaiveDate};
    use domain::guardianship::{FactValue, HomeState};
    use domain::id::{AccountId, FactId, OpId, PageId};
    use domain::log::{ActivityKind, Mode, PhotoRef};
    use domain::register::Child;
    use domain::term::{PageBody, Term};
    use futures::executor::block_on;
    use serde_json::json;
    use sync::{Envelope, Feedback, LogPatch, NewFact, Op, RecordLog, RejectionCode, Row, RowBody, WritePage};
    use uuid::Uuid;

    use super::*;
    use crate::cipher::SoftCipher;
    use crate::memory::MemoryStore;
    use crate::vault::WaitingPhoto;

    fn vault() -> Vault {
        let cipher = Rc::new(SoftCipher::new([5; 32], |buffer: &mut [u8]| buffer.fill(0)));
        Vault::new(Rc::new(MemoryStore::new()), cipher)
    }

    fn uuid(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    fn child(n: u128) -> ChildId {
        ChildId(uuid(n))
    }

    fn term() -> Term {
        Term::of(NaiveDate::default())
    }

    async fn with_pictures(vault: &Vault) -> Result<Vec<PhotoId>, StoreError> {
        let photos: Vec<PhotoId> = (6..=9).map(|n| PhotoId(uuid(n))).collect();
        for id in &photos {
            vault.keep_photo(&WaitingPhoto { id: *id, bytes: vec![1] }).await?;
        }
        Ok(photos)
    }

    /// Children 41 and 42 are here, each at a home of their own.
    async fn with_children(vault: &Vault) -> Result<(), StoreError> {
        let mut rows = Vec::new();
        for n in [41, 42] {
            let body = Child::new(child(n), HouseholdId(uuid(n - 10)), "孩子".to_owned(), NaiveDate::default());
            let row = Row { version: 1, body: RowBody::Child(body) };
            rows.push(Arc::new(Envelope::try_from(row).map_err(|_| StoreError::Unwritable)?));
        }
        vault.take_page(false, &rows, &[], Some("here")).await
    }

    async fn forget(vault: &Vault, erased: &[u128]) -> Result<(), StoreError> {
        let erased: Vec<ChildId> = erased.iter().copied().map(child).collect();
        let pictures = vault.forget_erased(&erased).await?;
        vault.forget_pictures(&pictures).await
    }

    fn form(children: &[u128], photo: PhotoId) -> Value {
        let children: Vec<Uuid> = children.iter().copied().map(uuid).collect();
        json!({"body": {"children": children, "note": "没写完", "photos": [{"id": photo}]}})
    }

    #[test]
    fn what_was_begun_about_an_erased_child_goes_and_what_is_of_others_stays() {
        block_on(async {
            let vault = vault();
            let photos = with_pictures(&vault).await?;
            for (key, children, photo) in [("log", &[41][..], 0), ("revise:1", &[41, 42], 1), ("mend:1", &[43], 2)] {
                vault.keep_draft(key, &form(children, photos[photo])).await?;
            }
            vault.keep_draft("feedback", &"写给开发的话").await?;
            // A child who has only left takes nothing along.
            vault.forget_departed(&Snapshot::default()).await?;
            assert!(vault.draft::<Value>("log").await?.is_some());
            forget(&vault, &[41, 44]).await?;
            assert_eq!((vault.draft::<Value>("log").await?, vault.photo(photos[0]).await?), (None, None));
            assert_eq!(vault.draft("revise:1").await?, Some(form(&[42], photos[1])), "the other child's");
            assert_eq!(vault.draft("mend:1").await?, Some(form(&[43], photos[2])));
            assert_eq!(vault.draft("feedback").await?, Some("写给开发的话".to_owned()));
            assert_eq!(vault.waiting_photos().await?, photos[1..]);
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    #[test]
    fn a_form_that_names_an_erased_child_in_its_key_or_beside_its_words_goes_as_well() {
        block_on(async {
            let vault = vault();
            let (page, words) = (|n| json!({"child": uuid(n), "body": {}}), json!({"chosen": {}, "closing": "一句话"}));
            for n in [41, 42] {
                vault.keep_draft(&format!("page:{}:{}", child(n), term()), &page(n)).await?;
                vault.keep_draft(&format!("mend:{}", uuid(n + 10)), &page(n)).await?;
                vault.keep_draft(&format!("growth:{}:{}", child(n), term()), &words).await?;
            }
            forget(&vault, &[41]).await?;
            let mut left = vault.store.keys(Table::Drafts).await?;
            left.sort();
            let growth = format!("growth:{}:{}", child(42), term());
            assert_eq!(left, [growth, format!("mend:{}", uuid(52)), format!("page:{}:{}", child(42), term())]);
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    #[test]
    fn of_a_form_about_several_the_answers_about_the_erased_childs_home_go() {
        block_on(async {
            let vault = vault();
            with_children(&vault).await?;
            let with_facts = |children: &[u128], homes: &[u128]| {
                let homes = homes.iter().map(|n| (uuid(*n).to_string(), json!({})));
                let facts: serde_json::Map<String, Value> = homes.collect();
                let children: Vec<Uuid> = children.iter().copied().map(uuid).collect();
                let before = json!({"children": children});
                json!({"body": {"children": children}, "facts": facts, "purpose": {"Revise": {"before": before}}})
            };
            vault.keep_draft("log", &with_facts(&[41, 42], &[31, 32])).await?;
            let class = json!({"body": {"children": [uuid(41)], "classes": ["三年级1班"]}});
            vault.keep_draft("revise:1", &class).await?;
            forget(&vault, &[41]).await?;
            assert_eq!(vault.draft("log").await?, Some(with_facts(&[42], &[32])));
            let class = json!({"body": {"children": [], "classes": ["三年级1班"]}});
            assert_eq!(vault.draft("revise:1").await?, Some(class), "what is said to a class stays");
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    fn op(n: u128, change: impl Into<Change>) -> Written {
        let op = Op { op_id: OpId(uuid(n)), captured_at: DateTime::default(), change: change.into() };
        op.try_into().unwrap_or_else(|e| panic!("{e}"))
    }

    /// A visit with a picture and an answer about each child.
    fn visit(n: u128, children: &[u128], photo: PhotoId) -> RecordLog {
        let about = |child: &u128| NewFact {
            id: FactId(uuid(100 * n + child)),
            subject: FactSubject::Child(ChildId(uuid(*child))),
            value: FactValue::Home { state: HomeState::Hazard, hazards: format!("孩子{child}") },
            base: None,
        };
        let named: Vec<ChildId> = children.iter().copied().map(child).collect();
        let plain = LogBody::plain(named, ActivityKind::FamilyCare, Mode::HomeVisit, NaiveDate::default());
        let body = LogBody { photos: vec![PhotoRef { id: photo, sha256: String::new(), bytes: 1 }], ..plain };
        RecordLog { log: LogId(uuid(n)), body, facts: children.iter().map(about).collect() }
    }

    fn page(n: u128, of: u128) -> WritePage {
        WritePage { page: PageId(uuid(n)), child: child(of), term: term(), body: PageBody::default(), base: None }
    }

    fn revision(log: u128) -> ReviseLog {
        ReviseLog { log: LogId(uuid(log)), base_revision: 1, patch: LogPatch::default().note("改过的话") }
    }

    #[test]
    fn refused_work_about_an_erased_child_goes_with_its_pictures_and_of_others_the_rest_stays() {
        block_on(async {
            let vault = vault();
            let photos = with_pictures(&vault).await?;
            let mut later = json::tree(&op(9, visit(9, &[41], photos[3]))).unwrap_or_default();
            later["change"] = json!({"greeting": {"to": uuid(41)}});
            let ops = [
                op(1, visit(1, &[41], photos[0])),
                op(2, visit(2, &[41, 42], photos[1])),
                op(3, page(3, 41)),
                op(4, page(4, 42)),
                op(5, revision(1)),
                op(6, revision(2)),
                op(7, FollowUp { log: LogId(uuid(77)), done_on: NaiveDate::default() }),
                op(8, Feedback { text: "写给开发的话".to_owned() }),
                json::of_tree(&later).unwrap_or_else(|e| panic!("{e}")),
            ];
            for op in ops {
                vault.take_back(&Refused { op, rejection: RejectionCode::Invalid.into() }).await?;
            }
            vault.drop_photo(photos[2]).await?;
            vault.drop_photo(photos[3]).await?;
            forget(&vault, &[41]).await?;
            let left = vault.refused().await?;
            let ids: Vec<u128> = left.iter().map(|refused| refused.op.op_id.0.as_u128()).collect();
            assert_eq!(ids, [2, 4, 6, 8]);
            assert_eq!(left[0].op.change, Change::from(visit(2, &[42], photos[1])), "without a word about the erased");
            assert_eq!(vault.waiting_photos().await?, photos[1..2]);
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    #[test]
    fn a_picture_that_waits_goes_with_the_entry_of_an_erased_child() {
        block_on(async {
            let vault = vault();
            let photos = with_pictures(&vault).await?;
            let mut rows = Snapshot::default();
            for (photo, of) in photos.iter().zip([41, 42]) {
                rows.lay(&op(of, visit(of, &[of], *photo)), AccountId(uuid(1)));
            }
            let rows: Vec<_> = rows.rows().map(|row| Arc::new(row.clone())).collect();
            vault.take_page(false, &rows, &[], Some("here")).await?;
            let pictures = vault.forget_erased(&[child(41)]).await?;
            assert_eq!(pictures, photos[..1]);
            vault.take_page(false, &[], &[RowKey::of_log(LogId(uuid(41)))], Some("gone")).await?;
            vault.forget_pictures(&pictures).await?;
            assert_eq!(vault.waiting_photos().await?, photos[1..]);
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }
}
