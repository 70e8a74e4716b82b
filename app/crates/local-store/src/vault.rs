//! The store with meaning: rows, operations, drafts and photos, each sealed under the data key.

mod erased;
pub mod kept;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use domain::id::{OpId, PhotoId};
use futures::future::{join_all, try_join_all};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sync::{Envelope, Op, Rejection, RejectionCode, Returned, RowKey, Snapshot, Written};

use crate::cipher::Cipher;
use crate::{RawStore, Step, StoreError, Table, Unsent, counter_key, counter_of};

/// An operation the server refused, with everything the person had typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The operation, to the letter as it was sent.
    pub op: Written,
    /// Why it was refused, and which of its fields.
    pub rejection: Rejection,
}

impl Refused {
    /// Whether whom it tells of was erased: then nobody keeps a word of it.
    pub(crate) fn is_of_erased(&self) -> bool {
        self.rejection.code == RejectionCode::Erased
    }
}

impl From<Returned> for Refused {
    fn from(returned: Returned) -> Self {
        Self { op: returned.op, rejection: returned.rejection }
    }
}

/// A picture that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingPhoto {
    /// Identifier, as named by the entry.
    pub id: PhotoId,
    /// The picture as a JPEG file, shrunk already.
    pub bytes: Vec<u8>,
}

/// The encrypted store of one account on one phone.
#[derive(Clone)]
pub struct Vault {
    pub(crate) store: Rc<dyn RawStore>,
    pub(crate) cipher: Rc<dyn Cipher>,
    unsent: Rc<RefCell<Unsealed>>,
    carried: Rc<RefCell<Vec<(String, Carried)>>>,
}

/// A form in progress that a newer app had begun: all that it wrote, and what this one has read of it.
type Carried = (Value, Value);

/// Unsent operations that this tab saved or opened, by number, each with its sealed form: another tab may
/// have given the number to another operation, and no two are ever sealed alike.
type Unsealed = BTreeMap<u64, (Vec<u8>, Written)>;

const CURSOR: &str = "cursor";

/// A cursor that the server does not know, so that it asks for a resync.
pub(crate) const DOUBT: &str = "";

/// Pages of rows that are kept apart.
const PAGES_MAX: usize = 16;

impl Vault {
    /// A vault over a store and a cipher.
    pub fn new(store: Rc<dyn RawStore>, cipher: Rc<dyn Cipher>) -> Self {
        Self { store, cipher, unsent: Rc::default(), carried: Rc::default() }
    }

    async fn seal<T: Serialize>(&self, table: Table, key: &str, value: &T) -> Result<Vec<u8>, StoreError> {
        let json = serde_json::to_vec(value).map_err(|_| StoreError::Unwritable)?;
        self.cipher.seal(&json, &context(table, key)).await
    }

    pub(crate) async fn open<T: DeserializeOwned>(
        &self,
        table: Table,
        key: &str,
        sealed: &[u8],
    ) -> Result<T, StoreError> {
        let json = self.cipher.open(sealed, &context(table, key)).await?;
        serde_json::from_slice(&json).map_err(|_| StoreError::Unreadable)
    }

    async fn open_all<T: DeserializeOwned>(&self, table: Table) -> Result<Vec<(String, T)>, StoreError> {
        let sealed = self.store.all(table).await?;
        try_join_all(
            sealed.iter().map(|(key, bytes)| async move { Ok((key.clone(), self.open(table, key, bytes).await?)) }),
        )
        .await
    }

    /// The rows of the last pull, and whether every page of them could be read.
    pub async fn rows(&self) -> Result<(Snapshot, bool), StoreError> {
        let sealed = self.store.all(Table::Rows).await?;
        let pages =
            join_all(sealed.iter().map(|(key, bytes)| self.open::<Vec<Envelope>>(Table::Rows, key, bytes))).await;
        let whole = pages.iter().all(Result::is_ok);
        let mut rows = Snapshot::default();
        pages.into_iter().flatten().flatten().for_each(|row| rows.put(row));
        Ok((rows, whole))
    }

    /// The cursor of the last pull, as the server gave it; none before the first.
    pub async fn cursor(&self) -> Result<Option<String>, StoreError> {
        match self.store.get(Table::CacheMeta, CURSOR).await? {
            Some(sealed) => self.open(Table::CacheMeta, CURSOR, &sealed).await.map(Some),
            None => Ok(None),
        }
    }

    /// Makes the next exchange pull all rows anew. Until then those that are here stay.
    pub async fn doubt_rows(&self) -> Result<(), StoreError> {
        let step = self.cursor_step(DOUBT).await?;
        self.store.write(vec![step]).await
    }

    async fn cursor_step(&self, cursor: &str) -> Result<Step, StoreError> {
        let sealed = self.seal(Table::CacheMeta, CURSOR, &cursor).await?;
        Ok(Step::Put(Table::CacheMeta, CURSOR.to_owned(), sealed))
    }

    /// Takes in a page: rows to write and to forget and the cursor, in one transaction.
    ///
    /// The page is kept as it came, sealed as one, because sealing and writing rows one by one takes a
    /// phone longer than all the rest of an exchange. Later pages hold the newer rows. Now and then all
    /// become one; at once, when there are rows to forget, so that no page still holds them.
    pub async fn take_page(
        &self,
        clear: bool,
        puts: &[Arc<Envelope>],
        removes: &[RowKey],
        cursor: Option<&str>,
    ) -> Result<(), StoreError> {
        let pages = self.store.keys(Table::Rows).await?;
        let mut steps = Vec::new();
        let (mut kept, mut whole) = (Snapshot::default(), true);
        if clear || !removes.is_empty() || pages.len() >= PAGES_MAX {
            steps.push(Step::Clear(Table::Rows));
            if !clear {
                (kept, whole) = self.rows().await?;
            }
            for key in removes {
                kept.remove(key);
            }
        }
        for row in puts {
            kept.put(Arc::clone(row));
        }
        let page: Vec<&Envelope> = kept.rows().collect();
        if !page.is_empty() {
            let last = pages.last().and_then(|key| counter_of(key)).unwrap_or(0);
            let key = counter_key(last + 1);
            let bytes = self.seal(Table::Rows, &key, &page).await?;
            steps.push(Step::Put(Table::Rows, key, bytes));
        }
        // What a damaged page held is missing now, and no later look would notice.
        if let Some(cursor) = if whole { cursor } else { Some(DOUBT) } {
            steps.push(self.cursor_step(cursor).await?);
        }
        self.write(steps).await
    }

    /// Saves an operation for good: it is in the outbox when this returns. A draft and a refused
    /// operation that it replaces go in the same transaction, and photos come along.
    pub async fn record(
        &self,
        op: &Written,
        draft: Option<&str>,
        mends: Option<OpId>,
        photos: &[WaitingPhoto],
    ) -> Result<u64, StoreError> {
        // The counter is taken inside the transaction, so the outbox seals without it.
        let sealed = self.seal(Table::Outbox, "", op).await?;
        let mut also = Vec::new();
        for photo in photos {
            also.push(self.photo_step(photo).await?);
        }
        also.extend(draft.map(|key| Step::Delete(Table::Drafts, key.to_owned())));
        also.extend(mends.map(|op| Step::Delete(Table::Rejected, op.to_string())));
        let n = self.append(&sealed, &also).await?;
        self.unsent.borrow_mut().insert(n, (sealed, op.clone()));
        if let Some(key) = draft {
            self.carry_nothing(key);
        }
        Ok(n)
    }

    /// Puts an operation into the outbox; what was acknowledged never takes the room that it needs.
    async fn append(&self, sealed: &[u8], also: &[Step]) -> Result<u64, StoreError> {
        for kept in [Table::Photos, Table::Outbox] {
            match self.store.append(sealed.to_vec(), also.to_vec()).await {
                Err(StoreError::Full) => self.make_room(kept).await?,
                done => return done,
            }
        }
        self.store.append(sealed.to_vec(), also.to_vec()).await
    }

    async fn photo_step(&self, photo: &WaitingPhoto) -> Result<Step, StoreError> {
        let key = photo.id.to_string();
        let sealed = self.cipher.seal(&photo.bytes, &context(Table::Photos, &key)).await?;
        Ok(Step::Put(Table::Photos, key, sealed))
    }

    /// Unsent operations by counter.
    pub async fn outbox(&self) -> Result<Vec<(u64, Written)>, StoreError> {
        self.opened(self.store.unsent(usize::MAX).await?.head).await
    }

    async fn opened(&self, outbox: Vec<(String, Vec<u8>)>) -> Result<Vec<(u64, Written)>, StoreError> {
        let opened = outbox.into_iter().filter_map(|(key, sealed)| Some((counter_of(&key)?, sealed)));
        try_join_all(opened.map(|(n, sealed)| self.opened_one(n, sealed))).await
    }

    async fn opened_one(&self, n: u64, sealed: Vec<u8>) -> Result<(u64, Written), StoreError> {
        if let Some((_, op)) = self.unsent.borrow().get(&n).filter(|(known, _)| *known == sealed) {
            return Ok((n, op.clone()));
        }
        let op: Written = self.open(Table::Outbox, "", &sealed).await?;
        self.unsent.borrow_mut().insert(n, (sealed, op.clone()));
        Ok((n, op))
    }

    /// The oldest unsent operations, at most so many, how many wait in all, and whether what was acknowledged has to be
    /// offered before them.
    pub async fn outbox_head(&self, most: usize) -> Result<(Vec<(u64, Written)>, usize, bool), StoreError> {
        let Unsent { head, waiting, sent } = self.store.unsent(most).await?;
        Ok((self.opened(head).await?, waiting, sent.must_offer()))
    }

    /// How many unsent operations wait.
    pub async fn waiting(&self) -> Result<usize, StoreError> {
        Ok(self.store.unsent(0).await?.waiting)
    }

    /// Takes acknowledged operations out of what is unsent, and moves rejected ones to where they are shown. `settled`
    /// and `rejected` together are the oldest that are unsent. `at` and `epoch` are the server's. Returns whether
    /// that epoch is another, so that what was acknowledged has to be offered.
    ///
    /// Refused ones are kept by operation, because a number may be given anew after one side forgot.
    pub async fn settle(
        &self,
        settled: &[u64],
        rejected: &[(u64, Refused)],
        at: DateTime<Utc>,
        epoch: Option<u64>,
    ) -> Result<bool, StoreError> {
        let numbers = || settled.iter().copied().chain(rejected.iter().map(|(n, _)| *n));
        let mut sent = self.sent().await?;
        let is_news = sent.hear(epoch);
        match numbers().max() {
            Some(last) => sent.take(last, at),
            None if is_news => {}
            None => return Ok(sent.must_offer()),
        }
        // A mark instead of a deletion: what it costs does not grow with what was sent.
        let mut steps = vec![sent.step()];
        for (n, refused) in rejected {
            steps.extend(self.refused_step(refused).await?);
            steps.push(Step::Delete(Table::Outbox, counter_key(*n)));
        }
        self.write(steps).await?;
        let mut unsent = self.unsent.borrow_mut();
        numbers().for_each(|n| drop(unsent.remove(&n)));
        Ok(sent.must_offer())
    }

    /// Gives the outbox new numbers from the one after `last`. What the server has of the acknowledged work has to be
    /// asked before it is sent: something was forgotten.
    pub async fn renumber(&self, last: u64) -> Result<(), StoreError> {
        self.unsent.take();
        self.store.renumber(last, &[], None).await
    }

    /// Refused operations, oldest first.
    pub async fn refused(&self) -> Result<Vec<Refused>, StoreError> {
        Ok(self.open_all(Table::Rejected).await?.into_iter().map(|(_, refused)| refused).collect())
    }

    /// Keeps an operation that comes back refused long after it was sent. False when it came back before: the person has
    /// seen it, and has perhaps put it away; or when it may not be kept.
    pub async fn take_back(&self, refused: &Refused) -> Result<bool, StoreError> {
        let mark = format!("returned:{}", refused.op.op_id);
        if self.mark::<bool>(&mark).await?.is_some() {
            return Ok(false);
        }
        let seen = self.seal(Table::WorkMeta, &mark, &true).await?;
        let mut steps = vec![Step::Put(Table::WorkMeta, mark_key(&mark), seen)];
        steps.extend(self.refused_step(refused).await?);
        self.write(steps).await?;
        Ok(!refused.is_of_erased())
    }

    /// Keeps an operation that was refused elsewhere, with its pictures.
    pub(crate) async fn keep_refused(&self, refused: &Refused, photos: &[WaitingPhoto]) -> Result<(), StoreError> {
        let mut steps: Vec<Step> = self.refused_step(refused).await?.into_iter().collect();
        for photo in photos {
            steps.push(self.photo_step(photo).await?);
        }
        self.write(steps).await
    }

    /// Keeps a refused operation; none when it may not be kept.
    async fn refused_step(&self, refused: &Refused) -> Result<Option<Step>, StoreError> {
        if refused.is_of_erased() {
            return Ok(None);
        }
        let key = refused.op.op_id.to_string();
        let bytes = self.seal(Table::Rejected, &key, refused).await?;
        Ok(Some(Step::Put(Table::Rejected, key, bytes)))
    }

    /// Takes a refused operation off the list, because the person said so.
    ///
    /// Its pictures go too, for nobody asked for them to be sent; but not those that other work names, such as
    /// what replaced it. `rows` are those of the last pull.
    pub async fn dismiss(&self, op: &Op, rows: &Snapshot) -> Result<(), StoreError> {
        let mut named = self.photos_of_ops(Some(op.op_id)).await?;
        named.extend(kept::named_photos(rows));
        named.extend(self.sent_photos().await?.iter().filter_map(|(key, _)| key.parse::<PhotoId>().ok()));
        let photos = op.photos().iter().filter(|photo| !named.contains(&photo.id));
        let mut steps = vec![Step::Delete(Table::Rejected, op.op_id.to_string())];
        steps.extend(photos.map(|photo| Step::Delete(Table::Photos, photo.id.to_string())));
        self.write(steps).await
    }

    /// The pictures that unsent and refused operations name, but for one that was refused.
    pub async fn photos_of_ops(&self, but: Option<OpId>) -> Result<Vec<PhotoId>, StoreError> {
        let unsent = self.outbox().await?.into_iter().map(|(_, op)| op);
        let refused = self.refused().await?.into_iter().map(|refused| refused.op);
        let all = unsent.chain(refused.filter(|op| Some(op.op_id) != but));
        Ok(all.flat_map(|op| op.photos().iter().map(|photo| photo.id).collect::<Vec<_>>()).collect())
    }

    /// Keeps a form in progress. Of one that a newer app had begun, what this one does not know stays.
    pub async fn keep_draft<T: Serialize>(&self, key: &str, draft: &T) -> Result<(), StoreError> {
        let mut whole = None;
        if let Some((_, (written, before))) = self.carried.borrow().iter().find(|(known, _)| known == key) {
            let after = sync::json::tree(draft).map_err(|_| StoreError::Unwritable)?;
            whole = Some(sync::carry(written, before, &after));
        }
        let sealed = match whole {
            Some(whole) => self.seal(Table::Drafts, key, &whole).await?,
            None => self.seal(Table::Drafts, key, draft).await?,
        };
        self.write(vec![Step::Put(Table::Drafts, key.to_owned(), sealed)]).await
    }

    /// A form in progress. One that another app wrote and this one cannot read is none.
    pub async fn draft<T: DeserializeOwned + Serialize>(&self, key: &str) -> Result<Option<T>, StoreError> {
        let Some(sealed) = self.store.get(Table::Drafts, key).await? else { return Ok(None) };
        let Ok(written) = self.open::<Value>(Table::Drafts, key, &sealed).await else { return Ok(None) };
        let Ok(draft) = sync::json::of_tree::<T>(&written) else { return Ok(None) };
        let read = sync::json::tree(&draft).map_err(|_| StoreError::Unwritable)?;
        self.carry_nothing(key);
        if read != written {
            self.carried.borrow_mut().push((key.to_owned(), (written, read)));
        }
        Ok(Some(draft))
    }

    fn carry_nothing(&self, key: &str) {
        self.carried.borrow_mut().retain(|(known, _)| known != key);
    }

    /// The pictures that forms in progress name.
    pub async fn photos_of_drafts(&self) -> Result<Vec<PhotoId>, StoreError> {
        let mut all = Vec::new();
        for (key, sealed) in self.store.all(Table::Drafts).await? {
            let Ok(draft) = self.open::<Value>(Table::Drafts, &key, &sealed).await else { continue };
            all.extend(kept::photos_of_draft(&draft));
        }
        Ok(all)
    }

    /// Throws a form in progress away.
    pub async fn drop_draft(&self, key: &str) -> Result<(), StoreError> {
        self.carry_nothing(key);
        self.store.write(vec![Step::Delete(Table::Drafts, key.to_owned())]).await
    }

    /// Keeps a picture of a form in progress.
    pub async fn keep_photo(&self, photo: &WaitingPhoto) -> Result<(), StoreError> {
        let step = self.photo_step(photo).await?;
        self.write(vec![step]).await
    }

    /// A picture that is still on the phone.
    pub async fn photo(&self, id: PhotoId) -> Result<Option<WaitingPhoto>, StoreError> {
        let key = id.to_string();
        match self.store.get(Table::Photos, &key).await? {
            Some(sealed) => self.open_photo(&key, &sealed).await,
            None => Ok(None),
        }
    }

    /// A picture as it is kept; none when its key names none.
    pub(crate) async fn open_photo(&self, key: &str, sealed: &[u8]) -> Result<Option<WaitingPhoto>, StoreError> {
        let bytes = self.cipher.open(sealed, &context(Table::Photos, key)).await?;
        Ok(key.parse().ok().map(|id| WaitingPhoto { id, bytes }))
    }

    /// The pictures that wait to be sent.
    pub async fn waiting_photos(&self) -> Result<Vec<PhotoId>, StoreError> {
        let sent = self.sent_photos().await?;
        let all = self.store.keys(Table::Photos).await?;
        let waiting = all.iter().filter(|key| sent.iter().all(|(sent, _)| sent != *key));
        Ok(waiting.filter_map(|key| key.parse().ok()).collect())
    }

    /// Forgets a picture that the person took out of the form, or that need not stay.
    pub async fn drop_photo(&self, id: PhotoId) -> Result<(), StoreError> {
        self.store.write(vec![Step::Delete(Table::Photos, id.to_string())]).await
    }

    /// A mark that belongs to the work, such as when the last exchange ended well.
    pub async fn mark<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, StoreError> {
        match self.store.get(Table::WorkMeta, &mark_key(key)).await? {
            Some(sealed) => Ok(self.open(Table::WorkMeta, key, &sealed).await.ok()),
            None => Ok(None),
        }
    }

    /// Keeps a mark, in place of the one of this name.
    pub async fn keep_mark<T: Serialize>(&self, key: &str, value: &T) -> Result<(), StoreError> {
        let sealed = self.seal(Table::WorkMeta, key, value).await?;
        self.write(vec![Step::Put(Table::WorkMeta, mark_key(key), sealed)]).await
    }

    /// Deletes everything. Only for a revoked device whose work has been pushed.
    pub async fn destroy(&self) -> Result<(), StoreError> {
        self.store.destroy().await
    }
}

pub(crate) fn context(table: Table, key: &str) -> String {
    format!("{}/{key}", table.name())
}

fn mark_key(key: &str) -> String {
    format!("mark:{key}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cipher::SoftCipher;
    use crate::memory::MemoryStore;
    use chrono::NaiveDate;
    use domain::id::{HouseholdId, LogId};
    use domain::log::{ActivityKind, LogBody, Mode, PhotoRef};
    use domain::register::Household;
    use futures::executor::block_on;
    use sync::{Feedback, RecordLog, RejectionCode, Row, RowBody};
    use uuid::Uuid;

    fn zero(buffer: &mut [u8]) {
        buffer.fill(0);
    }

    fn vault() -> (Rc<MemoryStore>, Vault) {
        let store = Rc::new(MemoryStore::new());
        (Rc::clone(&store), Vault::new(store, Rc::new(SoftCipher::new([5; 32], zero))))
    }

    fn op(text: &str) -> Written {
        let change = Feedback { text: text.to_owned() }.into();
        let op = Op { op_id: OpId(Uuid::nil()), captured_at: chrono::DateTime::default(), change };
        op.try_into().unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn a_saved_operation_takes_its_draft_along_and_comes_back() {
        block_on(async {
            let (_, vault) = vault();
            vault.keep_draft("log", &"没写完").await?;
            assert_eq!(vault.draft::<String>("log").await?, Some("没写完".to_owned()));
            let n = vault.record(&op("好用"), Some("log"), None, &[]).await?;
            assert_eq!(vault.draft::<String>("log").await?, None);
            assert_eq!(vault.outbox().await?, vec![(n, op("好用"))]);
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    #[test]
    fn a_form_that_a_newer_app_had_begun_loses_nothing_here() {
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        struct Form {
            note: String,
        }
        block_on(async {
            let (_, vault) = vault();
            let newer = serde_json::json!({"note": "没写", "later": {"x": 1}});
            vault.keep_draft("log", &newer).await?;
            let mut form = vault.draft::<Form>("log").await?.unwrap_or(Form { note: String::new() });
            form.note += "完";
            vault.keep_draft("log", &form).await?;
            let kept = vault.draft::<Value>("log").await?;
            assert_eq!(kept, Some(serde_json::json!({"note": "没写完", "later": {"x": 1}})));
            vault.drop_draft("log").await?;
            vault.keep_draft("log", &form).await?;
            assert_eq!(vault.draft::<Value>("log").await?, Some(serde_json::json!({"note": "没写完"})));
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    #[test]
    fn a_refused_operation_keeps_what_was_typed_until_it_is_mended() {
        block_on(async {
            let (_, vault) = vault();
            let n = vault.record(&op("原话"), None, None, &[]).await?;
            let refused = Refused { op: op("原话"), rejection: RejectionCode::Invalid.into() };
            vault.settle(&[], &[(n, refused.clone())], DateTime::default(), None).await?;
            assert_eq!(vault.outbox().await?, vec![]);
            assert_eq!(vault.refused().await?, vec![refused]);
            vault.record(&op("改过的话"), None, Some(OpId(Uuid::nil())), &[]).await?;
            assert_eq!(vault.refused().await?, vec![]);
            assert_eq!(vault.outbox().await?.len(), 1);
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    #[test]
    fn what_comes_back_refused_and_was_put_away_does_not_come_back_again() {
        block_on(async {
            let (_, vault) = vault();
            let refused = Refused { op: op("原话"), rejection: RejectionCode::Invalid.into() };
            assert!(vault.take_back(&refused).await?);
            assert_eq!(vault.refused().await?, std::slice::from_ref(&refused));
            vault.dismiss(&refused.op, &Snapshot::default()).await?;
            assert!(!vault.take_back(&refused).await?);
            assert_eq!(vault.refused().await?, vec![]);
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    fn with_picture(n: u128, photo: &PhotoRef) -> Written {
        let plain = LogBody::plain(vec![], ActivityKind::Drill, Mode::Group, NaiveDate::default());
        let body = LogBody { photos: vec![photo.clone()], ..plain };
        let change = RecordLog { log: LogId(Uuid::from_u128(n)), body, facts: vec![] }.into();
        let op = Op { op_id: OpId(Uuid::from_u128(n)), captured_at: chrono::DateTime::default(), change };
        op.try_into().unwrap_or_else(|e| panic!("{e}"))
    }

    #[test]
    fn a_refused_operation_that_is_put_away_takes_its_pictures_along_but_not_those_of_other_work() {
        block_on(async {
            let (_, vault) = vault();
            let photo = PhotoRef { id: PhotoId(Uuid::from_u128(9)), sha256: String::new(), bytes: 1 };
            let (first, mended) = (with_picture(1, &photo), with_picture(2, &photo));
            let refused = Refused { op: first.clone(), rejection: RejectionCode::Invalid.into() };
            let n = vault.record(&first, None, None, &[WaitingPhoto { id: photo.id, bytes: vec![1] }]).await?;
            vault.settle(&[], &[(n, refused.clone())], DateTime::default(), None).await?;
            assert_eq!(vault.waiting_photos().await?, vec![photo.id]);

            // It was saved twice, mended, and refused a second time: what replaced it still needs the picture,
            let n = vault.record(&mended, None, Some(first.op_id), &[]).await?;
            vault.take_back(&refused).await?;
            vault.dismiss(&first, &Snapshot::default()).await?;
            assert_eq!((vault.refused().await?, vault.waiting_photos().await?), (vec![], vec![photo.id]));
            // also when it is on the server.
            vault.settle(&[n], &[], DateTime::default(), None).await?;
            let mut rows = Snapshot::default();
            rows.lay(&mended, domain::id::AccountId(Uuid::nil()));
            vault.dismiss(&first, &rows).await?;
            assert_eq!(vault.waiting_photos().await?, vec![photo.id]);

            vault.dismiss(&first, &Snapshot::default()).await?;
            assert_eq!(vault.waiting_photos().await?, vec![], "nobody else names it");
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    #[test]
    fn what_a_tab_remembers_of_the_outbox_is_never_taken_for_what_another_tab_wrote() {
        block_on(async {
            let (store, vault) = vault();
            let other = Vault::new(Rc::clone(&store) as Rc<dyn RawStore>, Rc::clone(&vault.cipher));
            for text in ["一", "二", "三"] {
                vault.record(&op(text), None, None, &[]).await?;
            }
            other.settle(&[1], &[], DateTime::default(), None).await?;
            other.renumber(0).await?;
            other.record(&op("四"), None, None, &[]).await?;
            let now = vec![(1, op("二")), (2, op("三")), (3, op("四"))];
            assert_eq!(vault.outbox_head(2).await?, (now[..2].to_vec(), 3, true), "renumbered");
            assert_eq!((vault.outbox().await?, other.outbox().await?), (now.clone(), now));
            vault.settle(&[1, 2, 3], &[], DateTime::default(), None).await?;
            assert!(vault.unsent.borrow().is_empty());
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    fn typed(n: u128, address: &str) -> Row {
        let household = Household { id: HouseholdId(Uuid::from_u128(n)), address: address.to_owned() };
        Row { version: 1, body: RowBody::Household(household) }
    }

    fn place(n: u128, address: &str) -> Arc<Envelope> {
        Arc::new(typed(n, address).try_into().unwrap_or_else(|e| panic!("{e}")))
    }

    fn addresses(rows: &Snapshot) -> Vec<String> {
        let of = |row: &Envelope| match row.read() {
            Some(RowBody::Household(household)) => Some(household.address.clone()),
            _ => None,
        };
        rows.rows().filter_map(of).collect()
    }

    #[test]
    fn later_pages_hold_the_newer_rows_and_many_become_one() {
        block_on(async {
            let (store, vault) = vault();
            vault.take_page(false, &[place(1, "甲"), place(2, "乙")], &[], None).await?;
            for n in 0..3 * PAGES_MAX {
                vault.take_page(false, &[place(2, &format!("乙{n}"))], &[], Some(&format!("{n}"))).await?;
                let (rows, whole) = vault.rows().await?;
                assert_eq!((addresses(&rows), whole), (vec!["甲".to_owned(), format!("乙{n}")], true));
                assert!(store.keys(Table::Rows).await?.len() <= PAGES_MAX);
            }
            vault.take_page(true, &[place(3, "丙")], &[], None).await?;
            assert_eq!(addresses(&vault.rows().await?.0), ["丙"], "begun anew");
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    #[test]
    fn a_row_to_forget_is_in_no_page_any_more() {
        block_on(async {
            let (store, vault) = vault();
            vault.take_page(false, &[place(1, "甲"), place(2, "乙")], &[], None).await?;
            vault.take_page(false, &[place(1, "甲二")], &[], None).await?;
            vault.take_page(false, &[place(3, "丙")], &[place(1, "").key()], None).await?;
            let pages = store.all(Table::Rows).await?;
            assert_eq!(pages.len(), 1);
            let page: Vec<Envelope> = vault.open(Table::Rows, &pages[0].0, &pages[0].1).await?;
            assert_eq!(page.len(), 2);
            assert_eq!(addresses(&vault.rows().await?.0), ["乙", "丙"]);
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    #[test]
    fn a_page_that_cannot_be_read_is_said() {
        block_on(async {
            let (store, vault) = vault();
            vault.take_page(false, &[place(1, "甲")], &[], Some("c")).await?;
            store.write(vec![Step::Put(Table::Rows, counter_key(9), vec![1, 2, 3])]).await?;
            let (rows, whole) = vault.rows().await?;
            assert_eq!((addresses(&rows), whole), (vec!["甲".to_owned()], false));
            let base = crate::courier::Base::open(&vault).await?;
            assert_eq!(addresses(&base.rows), ["甲"], "what can be read is shown");
            assert_eq!(vault.cursor().await?, Some(DOUBT.to_owned()), "and all is asked for anew");
            vault.take_page(false, &[], &[place(2, "").key()], Some("c")).await?;
            assert!(vault.rows().await?.1, "the damaged page is gone,");
            assert_eq!(vault.cursor().await?, Some(DOUBT.to_owned()), "and the doubt stays");
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    #[test]
    fn what_a_newer_app_left_waits_and_comes_back_to_the_letter() {
        block_on(async {
            let (store, vault) = vault();
            let text = r#"{"op_id":"00000000-0000-0000-0000-000000000004","captured_at":"2026-09-18T01:00:00Z","change":{"greeting":{"to":"奶奶"}},"later":1}"#;
            let sealed = vault.cipher.seal(text.as_bytes(), &context(Table::Outbox, "")).await?;
            vault.store.append(sealed, vec![]).await?;
            let outbox = vault.outbox().await?;
            assert_eq!(outbox[0].1.text().get(), text);
            let refused = Refused { op: outbox[0].1.clone(), rejection: RejectionCode::Invalid.into() };
            vault.settle(&[], &[(1, refused)], DateTime::default(), None).await?;
            assert_eq!(vault.refused().await?[0].op.text().get(), text);
            assert_eq!(store.count(Table::Outbox).await?, 0);
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    #[test]
    fn no_word_of_it_can_be_read_in_the_store() {
        block_on(async {
            let (store, vault) = vault();
            vault.record(&op("secret words"), None, None, &[]).await?;
            vault.keep_draft("log", &"secret words").await?;
            vault.keep_mark("last", &"secret words").await?;
            for table in Table::ALL {
                for (_, bytes) in store.all(table).await? {
                    assert!(!String::from_utf8_lossy(&bytes).contains("secret"), "{}", table.name());
                }
            }
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }
}
