//! The store with meaning: rows, operations, drafts and photos, each sealed under the data key.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use domain::id::{OpId, PhotoId};
use futures::future::{join_all, try_join_all};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sync::{Op, Rejection, Row, RowKey, Snapshot};

use crate::cipher::Cipher;
use crate::{RawStore, Step, StoreError, Table, counter_key, counter_of};

/// An operation the server refused, with everything the person had typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The operation.
    pub op: Op,
    /// Why.
    pub rejection: Rejection,
}

/// A picture that waits to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingPhoto {
    /// Identifier, as named by the entry.
    pub id: PhotoId,
    /// The picture.
    pub bytes: Vec<u8>,
}

/// The encrypted store of one account on one phone.
#[derive(Clone)]
pub struct Vault {
    pub(crate) store: Rc<dyn RawStore>,
    pub(crate) cipher: Rc<dyn Cipher>,
    unsent: Rc<RefCell<Opened>>,
}

/// Unsent operations that this tab saved or opened, by number, each with its sealed form: another tab may
/// have given the number to another operation, and no two are ever sealed alike.
type Opened = BTreeMap<u64, (Vec<u8>, Op)>;

const CURSOR: &str = "cursor";

/// A cursor that the server does not know, so that it asks for a resync.
const DOUBT: &str = "";

/// Pages of rows that are kept apart.
const PAGES_MAX: usize = 16;

impl Vault {
    /// A vault over a store and a cipher.
    pub fn new(store: Rc<dyn RawStore>, cipher: Rc<dyn Cipher>) -> Self {
        Self { store, cipher, unsent: Rc::default() }
    }

    async fn seal<T: Serialize>(&self, table: Table, key: &str, value: &T) -> Result<Vec<u8>, StoreError> {
        let json = serde_json::to_vec(value).map_err(|_| StoreError::Unreadable)?;
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
        let pages = sealed.iter().map(|(key, bytes)| self.open::<Vec<Row>>(Table::Rows, key, bytes));
        let pages = join_all(pages).await;
        let whole = pages.iter().all(Result::is_ok);
        let mut rows = Snapshot::default();
        pages.into_iter().flatten().flatten().for_each(|row| rows.put(row));
        Ok((rows, whole))
    }

    /// The pull cursor.
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
        puts: &[Arc<Row>],
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
            removes.iter().for_each(|key| kept.remove(*key));
        }
        puts.iter().for_each(|row| kept.put(Arc::clone(row)));
        let page: Vec<&Row> = kept.rows().collect();
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
        self.store.write(steps).await
    }

    /// Saves an operation for good: it is in the outbox when this returns. A draft and a refused
    /// operation that it replaces go in the same transaction, and photos come along.
    pub async fn record(
        &self,
        op: &Op,
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
        let n = self.store.append(sealed.clone(), also).await?;
        self.unsent.borrow_mut().insert(n, (sealed, op.clone()));
        Ok(n)
    }

    async fn photo_step(&self, photo: &WaitingPhoto) -> Result<Step, StoreError> {
        let key = photo.id.to_string();
        let sealed = self.cipher.seal(&photo.bytes, &context(Table::Photos, &key)).await?;
        Ok(Step::Put(Table::Photos, key, sealed))
    }

    /// Unsent operations by counter.
    pub async fn outbox(&self) -> Result<Vec<(u64, Op)>, StoreError> {
        self.opened(self.store.all(Table::Outbox).await?).await
    }

    async fn opened(&self, outbox: Vec<(String, Vec<u8>)>) -> Result<Vec<(u64, Op)>, StoreError> {
        let opened = outbox.into_iter().filter_map(|(key, sealed)| Some((counter_of(&key)?, sealed)));
        try_join_all(opened.map(|(n, sealed)| self.opened_one(n, sealed))).await
    }

    async fn opened_one(&self, n: u64, sealed: Vec<u8>) -> Result<(u64, Op), StoreError> {
        if let Some((_, op)) = self.unsent.borrow().get(&n).filter(|(known, _)| *known == sealed) {
            return Ok((n, op.clone()));
        }
        let op: Op = self.open(Table::Outbox, "", &sealed).await?;
        self.unsent.borrow_mut().insert(n, (sealed, op.clone()));
        Ok((n, op))
    }

    /// The oldest unsent operations, at most so many, and how many wait in all.
    pub async fn outbox_head(&self, most: usize) -> Result<(Vec<(u64, Op)>, usize), StoreError> {
        let sealed = self.store.first(Table::Outbox, most).await?;
        let waiting = if sealed.len() < most { sealed.len() } else { self.store.count(Table::Outbox).await? };
        Ok((self.opened(sealed).await?, waiting))
    }

    /// Takes acknowledged operations out of the outbox, and moves rejected ones to where they are shown.
    ///
    /// Refused ones are kept by operation, because a number may be given anew after one side forgot.
    pub async fn settle(&self, settled: &[u64], rejected: &[(u64, Refused)]) -> Result<(), StoreError> {
        // Mostly one run of numbers; a request for each would take the database as long as writing them did.
        let runs = settled.chunk_by(|a, b| b.checked_sub(*a) == Some(1));
        let mut steps: Vec<Step> = runs
            .filter_map(|run| Some((counter_key(*run.first()?), counter_key(*run.last()?))))
            .map(|(first, last)| Step::DeleteRange(Table::Outbox, first, last))
            .collect();
        for (n, refused) in rejected {
            steps.push(self.refused_step(refused).await?);
            steps.push(Step::Delete(Table::Outbox, counter_key(*n)));
        }
        self.store.write(steps).await?;
        let mut unsent = self.unsent.borrow_mut();
        settled.iter().chain(rejected.iter().map(|(n, _)| n)).for_each(|n| drop(unsent.remove(n)));
        Ok(())
    }

    /// Gives the outbox new numbers from the one after `last`.
    pub async fn renumber(&self, last: u64) -> Result<(), StoreError> {
        self.unsent.take();
        self.store.renumber(last).await
    }

    /// Refused operations, oldest first.
    pub async fn refused(&self) -> Result<Vec<Refused>, StoreError> {
        Ok(self.open_all(Table::Rejected).await?.into_iter().map(|(_, refused)| refused).collect())
    }

    /// Keeps an operation that was refused elsewhere, with its pictures.
    pub(crate) async fn keep_refused(&self, refused: &Refused, photos: &[WaitingPhoto]) -> Result<(), StoreError> {
        let mut steps = vec![self.refused_step(refused).await?];
        for photo in photos {
            steps.push(self.photo_step(photo).await?);
        }
        self.store.write(steps).await
    }

    async fn refused_step(&self, refused: &Refused) -> Result<Step, StoreError> {
        let key = refused.op.op_id.to_string();
        let bytes = self.seal(Table::Rejected, &key, refused).await?;
        Ok(Step::Put(Table::Rejected, key, bytes))
    }

    /// Takes a refused operation off the list, because the person said so.
    ///
    /// Its pictures go too: nobody asked for them to be sent.
    pub async fn dismiss(&self, op: &Op) -> Result<(), StoreError> {
        let mut steps = vec![Step::Delete(Table::Rejected, op.op_id.to_string())];
        steps.extend(op.photos().map(|photo| Step::Delete(Table::Photos, photo.id.to_string())));
        self.store.write(steps).await
    }

    /// Keeps a form in progress.
    pub async fn keep_draft<T: Serialize>(&self, key: &str, draft: &T) -> Result<(), StoreError> {
        let sealed = self.seal(Table::Drafts, key, draft).await?;
        self.store.write(vec![Step::Put(Table::Drafts, key.to_owned(), sealed)]).await
    }

    /// A form in progress. One that an older app wrote and this one cannot read is none.
    pub async fn draft<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, StoreError> {
        match self.store.get(Table::Drafts, key).await? {
            Some(sealed) => Ok(self.open(Table::Drafts, key, &sealed).await.ok()),
            None => Ok(None),
        }
    }

    /// Throws a form in progress away.
    pub async fn drop_draft(&self, key: &str) -> Result<(), StoreError> {
        self.store.write(vec![Step::Delete(Table::Drafts, key.to_owned())]).await
    }

    /// Keeps a picture of a form in progress.
    pub async fn keep_photo(&self, photo: &WaitingPhoto) -> Result<(), StoreError> {
        let step = self.photo_step(photo).await?;
        self.store.write(vec![step]).await
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
        Ok(self.store.keys(Table::Photos).await?.iter().filter_map(|key| key.parse().ok()).collect())
    }

    /// Forgets a picture that the server has, or that the person took out of the form.
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

    /// Keeps a mark.
    pub async fn keep_mark<T: Serialize>(&self, key: &str, value: &T) -> Result<(), StoreError> {
        let sealed = self.seal(Table::WorkMeta, key, value).await?;
        self.store.write(vec![Step::Put(Table::WorkMeta, mark_key(key), sealed)]).await
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
    use sync::{Change, RejectionCode, RowBody};
    use uuid::Uuid;

    fn zero(buffer: &mut [u8]) {
        buffer.fill(0);
    }

    fn vault() -> (Rc<MemoryStore>, Vault) {
        let store = Rc::new(MemoryStore::new());
        (Rc::clone(&store), Vault::new(store, Rc::new(SoftCipher::new([5; 32], zero))))
    }

    fn op(text: &str) -> Op {
        let change = Change::Feedback { text: text.to_owned() };
        Op { op_id: OpId(Uuid::nil()), captured_at: chrono::DateTime::default(), change }
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
    fn a_refused_operation_keeps_what_was_typed_until_it_is_mended() {
        block_on(async {
            let (_, vault) = vault();
            let n = vault.record(&op("原话"), None, None, &[]).await?;
            let refused = Refused { op: op("原话"), rejection: RejectionCode::Invalid.into() };
            vault.settle(&[], &[(n, refused.clone())]).await?;
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
    fn a_refused_operation_that_is_put_away_takes_its_pictures_along() {
        block_on(async {
            let (_, vault) = vault();
            let named = PhotoRef { id: PhotoId(Uuid::from_u128(9)), sha256: String::new(), bytes: 1 };
            let plain = LogBody::plain(vec![], ActivityKind::Drill, Mode::Group, NaiveDate::default());
            let body = LogBody { photos: vec![named.clone()], ..plain };
            let change = Change::RecordLog { log: LogId(Uuid::nil()), body, facts: vec![] };
            let op = Op { change, ..op("") };
            let n = vault.record(&op, None, None, &[WaitingPhoto { id: named.id, bytes: vec![1] }]).await?;
            let refused = Refused { op: op.clone(), rejection: RejectionCode::Invalid.into() };
            vault.settle(&[], &[(n, refused)]).await?;
            assert_eq!(vault.waiting_photos().await?, vec![named.id]);
            vault.dismiss(&op).await?;
            assert_eq!((vault.refused().await?, vault.waiting_photos().await?), (vec![], vec![]));
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
            other.settle(&[1], &[]).await?;
            other.renumber(0).await?;
            other.record(&op("四"), None, None, &[]).await?;
            let now = vec![(1, op("二")), (2, op("三")), (3, op("四"))];
            assert_eq!(vault.outbox_head(2).await?, (now[..2].to_vec(), 3));
            assert_eq!((vault.outbox().await?, other.outbox().await?), (now.clone(), now));
            vault.settle(&[1, 2, 3], &[]).await?;
            assert!(vault.unsent.borrow().is_empty());
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    fn place(n: u128, address: &str) -> Arc<Row> {
        let household = Household { id: HouseholdId(Uuid::from_u128(n)), address: address.to_owned() };
        Arc::new(Row { version: 1, body: RowBody::Household(household) })
    }

    fn addresses(rows: &Snapshot) -> Vec<String> {
        let of = |row: &Row| if let RowBody::Household(h) = &row.body { Some(h.address.clone()) } else { None };
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
            vault.take_page(false, &[place(3, "丙")], &[place(1, "").body.key()], None).await?;
            let pages = store.all(Table::Rows).await?;
            assert_eq!(pages.len(), 1);
            let page: Vec<Row> = vault.open(Table::Rows, &pages[0].0, &pages[0].1).await?;
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
            vault.take_page(false, &[], &[place(2, "").body.key()], Some("c")).await?;
            assert!(vault.rows().await?.1, "the damaged page is gone,");
            assert_eq!(vault.cursor().await?, Some(DOUBT.to_owned()), "and the doubt stays");
            Ok::<_, StoreError>(())
        })
        .unwrap_or_else(|e| panic!("{e}"));
    }

    #[test]
    fn rows_as_an_older_app_kept_them_one_by_one_are_pulled_anew() {
        block_on(async {
            let (store, vault) = vault();
            let row = place(1, "甲");
            let key = row.body.key().to_string();
            let sealed = vault.seal(Table::Rows, &key, row.as_ref()).await?;
            store.write(vec![Step::Put(Table::Rows, key, sealed)]).await?;
            vault.take_page(false, &[place(2, "乙")], &[], Some("c")).await?;
            assert!(!vault.rows().await?.1);
            vault.take_page(true, &[place(1, "甲")], &[], Some("d")).await?;
            let (rows, whole) = vault.rows().await?;
            assert_eq!((addresses(&rows), whole), (vec!["甲".to_owned()], true));
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
