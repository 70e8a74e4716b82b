//! The store in IndexedDB. One database an area, one object store a table, values as byte arrays.

use async_trait::async_trait;
use futures::future::{join, try_join_all};
use futures::lock::Mutex;
use js_sys::{Reflect, Uint8Array};
use rexie::{KeyRange, ObjectStore, Rexie, TransactionMode};
use std::rc::Rc;
use wasm_bindgen::JsValue;

use domain::id::AccountId;

use crate::cipher::{Cipher, KEY_BYTES, WebCipher};
use crate::durable::durable;
use crate::keyring::Keyring;
use crate::quick::{Ciphers, Way};
use crate::sent::{SENT, Sent, renumbered};
use crate::{Area, COUNTER, RawStore, Step, StoreError, Table, Unsent, counter_key, one_area};

/// The layout of [`Area::Cache`]. Raise it with care: tables not named by a newer layout are deleted.
const CACHE_VERSION: u32 = 1;
/// The layout of [`Area::Work`]. It never changes.
const WORK_VERSION: u32 = 1;
const KEYS_DATABASE: &str = "wuyou-keys";
const KEYS_STORE: &str = "envelopes";

/// One account's two databases.
pub struct IndexedDbStore {
    owner: String,
    cache: Mutex<Option<Rc<Rexie>>>,
    work: Mutex<Option<Rc<Rexie>>>,
}

fn database_name(area: Area, owner: &str) -> String {
    match area {
        Area::Cache => format!("wuyou-cache-{owner}"),
        Area::Work => format!("wuyou-work-{owner}"),
    }
}

/// Reads a DOM exception's name through rexie's layers, whose `Display` says nothing.
fn mapped(error: rexie::Error) -> StoreError {
    let text = format!("{error:?}");
    if text.contains("QuotaExceeded") {
        StoreError::Full
    } else if text.contains("InvalidState") || text.contains("closing") || text.contains("connection was closed") {
        StoreError::Closed
    } else {
        StoreError::Other(text.chars().take(160).collect())
    }
}

async fn open(area: Area, owner: &str) -> Result<Rc<Rexie>, StoreError> {
    let version = match area {
        Area::Cache => CACHE_VERSION,
        Area::Work => WORK_VERSION,
    };
    let mut builder = Rexie::builder(&database_name(area, owner)).version(version);
    for table in Table::ALL.into_iter().filter(|t| t.area() == area) {
        builder = builder.add_object_store(ObjectStore::new(table.name()));
    }
    builder.build().await.map(Rc::new).map_err(mapped)
}

/// Begins a transaction. What cannot be fetched again waits for the disk when it is written.
fn begin(
    database: &Rexie,
    precious: bool,
    tables: &[&str],
    mode: TransactionMode,
) -> Result<rexie::Transaction, StoreError> {
    let begin = || database.transaction(tables, mode);
    let begun = if precious && mode == TransactionMode::ReadWrite { durable(begin) } else { begin() };
    begun.map_err(mapped)
}

async fn committed(transaction: rexie::Transaction) -> Result<(), StoreError> {
    match transaction.done().await.map_err(mapped)? {
        rexie::TransactionResult::Committed => Ok(()),
        // Running out of room shows itself only here.
        rexie::TransactionResult::Aborted => Err(StoreError::Full),
    }
}

fn bytes(value: &JsValue) -> Vec<u8> {
    Uint8Array::new(value).to_vec()
}

impl IndexedDbStore {
    /// Opens or creates an account's databases.
    pub async fn open(owner: &str) -> Result<Self, StoreError> {
        if Reflect::get(&js_sys::global(), &"indexedDB".into()).map_or(true, |v| !v.is_object()) {
            return Err(StoreError::Unsupported("database"));
        }
        Ok(Self {
            owner: owner.to_owned(),
            cache: Mutex::new(Some(open(Area::Cache, owner).await?)),
            work: Mutex::new(Some(open(Area::Work, owner).await?)),
        })
    }

    fn slot(&self, area: Area) -> &Mutex<Option<Rc<Rexie>>> {
        match area {
            Area::Cache => &self.cache,
            Area::Work => &self.work,
        }
    }

    async fn database(&self, area: Area) -> Result<Rc<Rexie>, StoreError> {
        let mut slot = self.slot(area).lock().await;
        if let Some(open) = slot.as_ref() {
            return Ok(Rc::clone(open));
        }
        let fresh = open(area, &self.owner).await?;
        *slot = Some(Rc::clone(&fresh));
        Ok(fresh)
    }

    /// A transaction; a connection that the browser closed behind our back is opened again, once.
    async fn transaction(&self, area: Area, mode: TransactionMode) -> Result<rexie::Transaction, StoreError> {
        let tables: Vec<&str> = Table::ALL.into_iter().filter(|t| t.area() == area).map(Table::name).collect();
        match begin(self.database(area).await?.as_ref(), area == Area::Work, &tables, mode) {
            Err(StoreError::Closed) => {
                *self.slot(area).lock().await = None;
                begin(self.database(area).await?.as_ref(), area == Area::Work, &tables, mode)
            }
            other => other,
        }
    }

    /// Runs steps and commits; on any error everything is rolled back (dropping would commit).
    async fn run(transaction: rexie::Transaction, steps: Vec<Step>) -> Result<(), StoreError> {
        match Self::steps(&transaction, steps).await {
            Ok(()) => committed(transaction).await,
            Err(error) => {
                let _ = transaction.abort().await;
                Err(mapped(error))
            }
        }
    }

    async fn steps(transaction: &rexie::Transaction, steps: Vec<Step>) -> Result<(), rexie::Error> {
        let mut steps = steps.into_iter().peekable();
        while let Some(step) = steps.next() {
            let table = step.table();
            let store = transaction.store(table.name())?;
            match step {
                Step::Put(_, key, value) => {
                    // Runs of puts into one table go as one request: only the last is awaited.
                    let mut run = vec![(JsValue::from(Uint8Array::from(value.as_slice())), Some(key.into()))];
                    while let Some(Step::Put(_, key, value)) =
                        steps.next_if(|next| matches!(next, Step::Put(t, ..) if *t == table))
                    {
                        run.push((Uint8Array::from(value.as_slice()).into(), Some(key.into())));
                    }
                    store.put_all(run.into_iter()).await?;
                }
                Step::Delete(_, key) => {
                    // Likewise runs of deletes; each is asked for before any is awaited.
                    let mut run = vec![store.delete(key.into())];
                    while let Some(Step::Delete(_, key)) =
                        steps.next_if(|next| matches!(next, Step::Delete(t, _) if *t == table))
                    {
                        run.push(store.delete(key.into()));
                    }
                    try_join_all(run).await?;
                }
                Step::DeleteRange(_, first, last) => {
                    let range = KeyRange::bound(&first.into(), &last.into(), None, None)?;
                    store.delete(range.into()).await?;
                }
                Step::Clear(_) => store.clear().await?,
            }
        }
        Ok(())
    }
}

async fn keys(store: &rexie::Store, range: Option<KeyRange>, most: Option<u32>) -> Result<Vec<String>, StoreError> {
    let keys = store.get_all_keys(range, most).await.map_err(mapped)?;
    Ok(keys.iter().map(|key| key.as_string().unwrap_or_default()).collect())
}

/// The first keys and values of a table, by key; all when no number is given. Those of a range alone, when there is one.
async fn entries(
    store: &rexie::Store,
    range: Option<KeyRange>,
    most: Option<u32>,
) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
    // Both are asked for before either is awaited.
    let (keys, values) = join(keys(store, range.clone(), most), store.get_all(range, most)).await;
    let (keys, values) = (keys?, values.map_err(mapped)?);
    Ok(keys.into_iter().zip(values.iter().map(bytes)).collect())
}

/// The mark behind which what is unsent begins.
async fn sent(transaction: &rexie::Transaction) -> Result<Sent, StoreError> {
    let meta = transaction.store(Table::WorkMeta.name()).map_err(mapped)?;
    let mark = meta.get(SENT.into()).await.map_err(mapped)?;
    Ok(Sent::read(mark.as_ref().map(bytes).as_deref()))
}

#[async_trait(?Send)]
impl RawStore for IndexedDbStore {
    async fn keys(&self, table: Table) -> Result<Vec<String>, StoreError> {
        let transaction = self.transaction(table.area(), TransactionMode::ReadOnly).await?;
        let store = transaction.store(table.name()).map_err(mapped)?;
        keys(&store, None, None).await
    }

    async fn count(&self, table: Table) -> Result<usize, StoreError> {
        let transaction = self.transaction(table.area(), TransactionMode::ReadOnly).await?;
        let store = transaction.store(table.name()).map_err(mapped)?;
        store.count(None).await.map(|count| count as usize).map_err(mapped)
    }

    async fn first(&self, table: Table, most: usize) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        if most == 0 {
            // To the browser, none is no limit.
            return Ok(vec![]);
        }
        let transaction = self.transaction(table.area(), TransactionMode::ReadOnly).await?;
        let store = transaction.store(table.name()).map_err(mapped)?;
        entries(&store, None, u32::try_from(most).ok()).await
    }

    async fn get(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let transaction = self.transaction(table.area(), TransactionMode::ReadOnly).await?;
        let store = transaction.store(table.name()).map_err(mapped)?;
        Ok(store.get(key.into()).await.map_err(mapped)?.as_ref().map(bytes))
    }

    async fn write(&self, steps: Vec<Step>) -> Result<(), StoreError> {
        let Some(area) = one_area(&steps)? else { return Ok(()) };
        let transaction = self.transaction(area, TransactionMode::ReadWrite).await?;
        Self::run(transaction, steps).await
    }

    async fn append(&self, value: Vec<u8>, also: Vec<Step>) -> Result<u64, StoreError> {
        let mut steps = also;
        steps.push(Step::Delete(Table::WorkMeta, String::new()));
        one_area(&steps)?;
        steps.pop();
        let transaction = self.transaction(Area::Work, TransactionMode::ReadWrite).await?;
        let last = match transaction.store(Table::WorkMeta.name()) {
            Ok(meta) => meta.get(COUNTER.into()).await.map_err(mapped)?,
            Err(error) => return Err(mapped(error)),
        };
        let last = last.as_ref().map(bytes).and_then(|b| String::from_utf8(b).ok()).and_then(|s| s.parse::<u64>().ok());
        let n = last.unwrap_or(0) + 1;
        steps.push(Step::Put(Table::WorkMeta, COUNTER.to_owned(), n.to_string().into_bytes()));
        steps.push(Step::Put(Table::Outbox, counter_key(n), value));
        Self::run(transaction, steps).await?;
        Ok(n)
    }

    async fn unsent(&self, most: usize) -> Result<Unsent, StoreError> {
        let transaction = self.transaction(Area::Work, TransactionMode::ReadOnly).await?;
        let sent = sent(&transaction).await?;
        let store = transaction.store(Table::Outbox.name()).map_err(mapped)?;
        let behind = KeyRange::lower_bound(&sent.upto.as_str().into(), Some(true)).map_err(|e| mapped(e.into()))?;
        // To the browser, none is no limit.
        let head = match most {
            0 => vec![],
            most => entries(&store, Some(behind.clone()), u32::try_from(most).ok()).await?,
        };
        let waiting =
            if head.len() < most { head.len() } else { store.count(Some(behind)).await.map_err(mapped)? as usize };
        Ok(Unsent { head, waiting, sent })
    }

    async fn renumber(&self, last: u64, again: &[String], epoch: Option<u64>) -> Result<(), StoreError> {
        let transaction = self.transaction(Area::Work, TransactionMode::ReadWrite).await?;
        let sent = sent(&transaction).await?;
        let outbox = match transaction.store(Table::Outbox.name()) {
            Ok(store) => entries(&store, None, None).await?,
            Err(error) => return Err(mapped(error)),
        };
        Self::run(transaction, renumbered(outbox, &sent, last, again, epoch)).await
    }

    async fn destroy(&self) -> Result<(), StoreError> {
        for area in [Area::Cache, Area::Work] {
            let tables = Table::ALL.into_iter().filter(|t| t.area() == area);
            self.write(tables.map(Step::Clear).collect()).await?;
        }
        Ok(())
    }
}

async fn keys_database() -> Result<Rexie, StoreError> {
    Rexie::builder(KEYS_DATABASE)
        .version(1)
        .add_object_store(ObjectStore::new(KEYS_STORE))
        .build()
        .await
        .map_err(mapped)
}

/// The keys of this browser. Who was here last lies with them, because what lies in localStorage is lost when
/// the browser is killed soon after.
pub struct IndexedDbKeyring;

impl IndexedDbKeyring {
    /// The key that this browser keeps for a way to open an account's store; none when it has none.
    pub async fn browser_key(&self, way: Way, account: AccountId) -> Result<Option<WebCipher>, StoreError> {
        let database = keys_database().await?;
        let transaction = begin(&database, true, &[KEYS_STORE], TransactionMode::ReadOnly)?;
        let store = transaction.store(KEYS_STORE).map_err(mapped)?;
        store.get(way.browser_key_of(account).into()).await.map_err(mapped)?.map(WebCipher::under).transpose()
    }

    /// Makes a key for a way to open an account's store, in place of the one before.
    pub async fn make_browser_key(&self, way: Way, account: AccountId) -> Result<WebCipher, StoreError> {
        let made = WebCipher::of_the_browser().await?;
        let database = keys_database().await?;
        let transaction = begin(&database, true, &[KEYS_STORE], TransactionMode::ReadWrite)?;
        let store = transaction.store(KEYS_STORE).map_err(mapped)?;
        store.put(made.key(), Some(&way.browser_key_of(account).into())).await.map_err(mapped)?;
        committed(transaction).await?;
        Ok(made)
    }
}

/// Ciphers by the browser.
pub struct WebCiphers;

#[async_trait(?Send)]
impl Ciphers for WebCiphers {
    async fn under(&self, key: [u8; KEY_BYTES]) -> Result<Box<dyn Cipher>, StoreError> {
        Ok(Box::new(WebCipher::new(key).await?))
    }
}

#[async_trait(?Send)]
impl Keyring for IndexedDbKeyring {
    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let database = keys_database().await?;
        let transaction = begin(&database, true, &[KEYS_STORE], TransactionMode::ReadOnly)?;
        let store = transaction.store(KEYS_STORE).map_err(mapped)?;
        Ok(store.get(name.into()).await.map_err(mapped)?.as_ref().map(bytes))
    }

    async fn put(&self, name: &str, value: Option<&[u8]>) -> Result<(), StoreError> {
        let database = keys_database().await?;
        let transaction = begin(&database, true, &[KEYS_STORE], TransactionMode::ReadWrite)?;
        let store = transaction.store(KEYS_STORE).map_err(mapped)?;
        match value {
            Some(value) => {
                store.put(&Uint8Array::from(value).into(), Some(&name.into())).await.map(drop).map_err(mapped)?;
            }
            None => store.delete(name.into()).await.map_err(mapped)?,
        }
        committed(transaction).await
    }
}
