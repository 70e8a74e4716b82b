//! A phone: the keys of everybody who was in its browser, and for each account a store of its own, which can die
//! between two calls.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::rc::Rc;

use async_trait::async_trait;
use domain::id::{AccountId, ChildId, DeviceId};
use local_store::cipher::{KEY_BYTES, SoftCipher};
use local_store::keyring::{Keyring, WrappedKey, login_digest, unwrap, wrap};
use local_store::memory::{MemoryKeyring, MemoryStore};
use local_store::{Cipher, RawStore, Step, StoreError, Table, Unsent, Vault};

use crate::bug::Bug;

/// A store in memory that answers only so many more calls.
#[derive(Debug, Default)]
pub struct MortalStore {
    inner: MemoryStore,
    calls_left: Cell<Option<u32>>,
    bug: Cell<Option<Bug>>,
}

impl MortalStore {
    /// Dies after so many more calls; `None` lets it live.
    pub fn dies_after(&self, calls: Option<u32>) {
        self.calls_left.set(calls);
    }

    /// Breaks it on purpose.
    pub fn break_by(&self, bug: Option<Bug>) {
        self.bug.set(bug);
    }

    /// Whether it has died.
    pub fn is_dead(&self) -> bool {
        self.calls_left.get() == Some(0)
    }

    /// Whether the phone has room.
    pub fn set_full(&self, full: bool) {
        self.inner.set_full(full);
    }

    /// What is in it, whether it lives or not: for the laws.
    pub fn inside(&self) -> &MemoryStore {
        &self.inner
    }

    fn call(&self) -> Result<(), StoreError> {
        match self.calls_left.get() {
            None => Ok(()),
            Some(0) => Err(StoreError::Closed),
            Some(left) => {
                self.calls_left.set(Some(left - 1));
                Ok(())
            }
        }
    }
}

#[async_trait(?Send)]
impl RawStore for MortalStore {
    async fn keys(&self, table: Table) -> Result<Vec<String>, StoreError> {
        self.call()?;
        self.inner.keys(table).await
    }

    async fn count(&self, table: Table) -> Result<usize, StoreError> {
        self.call()?;
        self.inner.count(table).await
    }

    async fn first(&self, table: Table, most: usize) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.call()?;
        self.inner.first(table, most).await
    }

    async fn get(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.call()?;
        self.inner.get(table, key).await
    }

    async fn write(&self, mut steps: Vec<Step>) -> Result<(), StoreError> {
        self.call()?;
        if let Some(bug) = self.bug.get() {
            bug.forget_too_soon(&mut steps);
            for step in &mut steps {
                bug.spoil_writing(step);
            }
        }
        self.inner.write(steps).await
    }

    async fn append(&self, value: Vec<u8>, also: Vec<Step>) -> Result<u64, StoreError> {
        self.call()?;
        self.inner.append(value, also).await
    }

    async fn unsent(&self, most: usize) -> Result<Unsent, StoreError> {
        self.call()?;
        self.inner.unsent(most).await
    }

    async fn renumber(&self, last: u64, again: &[String], epoch: Option<u64>) -> Result<(), StoreError> {
        self.call()?;
        self.inner.renumber(last, again, epoch).await
    }

    async fn destroy(&self) -> Result<(), StoreError> {
        self.call()?;
        self.inner.destroy().await
    }
}

/// Keeps everything readable, so that a law can be checked quickly, and only marks what it seals with its key, so
/// that another key opens nothing. Encryption has its own tests.
struct Marker(u8);

#[async_trait(?Send)]
impl Cipher for Marker {
    async fn seal(&self, plain: &[u8], _context: &str) -> Result<Vec<u8>, StoreError> {
        Ok([plain, &[self.0]].concat())
    }

    async fn open(&self, sealed: &[u8], _context: &str) -> Result<Vec<u8>, StoreError> {
        match sealed.split_last() {
            Some((mark, plain)) if *mark == self.0 => Ok(plain.to_vec()),
            _ => Err(StoreError::Unreadable),
        }
    }
}

/// One account on one phone.
pub struct Device {
    /// By which the server knows it.
    pub id: DeviceId,
    /// Whose work is on it.
    pub account: AccountId,
    /// The phone's number: accounts with the same one share room and keyring.
    pub phone: usize,
    /// The keys of everybody who was in the phone's browser.
    pub keyring: Rc<MemoryKeyring>,
    /// The account's own store, shared by its tabs.
    pub store: Rc<MortalStore>,
    /// How far its clock is off, in hours.
    pub skew: Cell<i64>,
    /// The protocol version it speaks.
    pub protocol: Cell<u16>,
    /// Whether it has forgotten everything after it was revoked.
    pub wiped: Cell<bool>,
    /// Whether its session has ended.
    pub signed_out: Cell<bool>,
    /// Whether it was ever full, so that what it kept of acknowledged work had to make room.
    pub was_full: Cell<bool>,
    /// The children who were ever here.
    pub ever: RefCell<BTreeSet<ChildId>>,
    /// Those of them who have left at some time.
    pub left: RefCell<BTreeSet<ChildId>>,
    /// With what its cipher marks what it seals; no two accounts have the same.
    mark: u8,
}

impl Device {
    /// A fresh device of an account, on a phone whose keyring this is.
    pub fn new(id: DeviceId, account: AccountId, phone: usize, keyring: Rc<MemoryKeyring>, mark: u8) -> Self {
        Self {
            id,
            account,
            phone,
            keyring,
            store: Rc::default(),
            skew: Cell::default(),
            protocol: Cell::new(sync::PROTOCOL),
            wiped: Cell::default(),
            signed_out: Cell::default(),
            was_full: Cell::default(),
            ever: RefCell::default(),
            left: RefCell::default(),
            mark,
        }
    }

    /// A run has ended well with these children on the phone.
    pub fn has(&self, here: &BTreeSet<ChildId>) {
        self.left.borrow_mut().extend(self.ever.borrow().difference(here));
        self.ever.borrow_mut().extend(here);
    }

    /// Under which digest its key lies in the keyring.
    pub fn digest(&self) -> String {
        login_digest(&self.account.to_string())
    }

    fn ring(&self) -> &dyn Keyring {
        self.keyring.as_ref()
    }

    /// What the owner's password makes. Computing it has its own tests.
    fn password_cipher(&self) -> SoftCipher {
        SoftCipher::new([!self.mark; KEY_BYTES], |buffer| buffer.fill(0))
    }

    /// Keeps its key in the phone's keyring, as the first sign-in does.
    pub async fn set_up(&self) -> Result<(), StoreError> {
        let by_password = wrap(&self.password_cipher(), &[self.mark; KEY_BYTES]).await?;
        let wrapped_key = WrappedKey {
            version: 1,
            account: self.account,
            device: self.id,
            salt: String::new(),
            memory_kib: 0,
            passes: 0,
            by_password,
            by_recovery: String::new(),
        };
        self.ring().keep(&self.digest(), &wrapped_key).await
    }

    /// Opens its store with its owner's password, as a tab does that starts anew.
    pub async fn unlock(&self) -> Result<Vault, StoreError> {
        let wrapped_key = self.ring().key(&self.digest()).await?.ok_or(StoreError::Unreadable)?;
        let [mark, ..] = unwrap(&self.password_cipher(), &wrapped_key.by_password).await?;
        self.ring().remember(&self.digest()).await?;
        Ok(self.opened(mark))
    }

    /// Its store, opened past the keyring: for the laws.
    pub fn vault(&self) -> Vault {
        self.opened(self.mark)
    }

    fn opened(&self, mark: u8) -> Vault {
        Vault::new(Rc::clone(&self.store) as Rc<dyn RawStore>, Rc::new(Marker(mark)))
    }

    /// Whether its owner's password opens its store.
    pub async fn has_its_key(&self) -> bool {
        let Ok(Some(wrapped_key)) = self.ring().key(&self.digest()).await else { return false };
        unwrap(&self.password_cipher(), &wrapped_key.by_password).await == Ok([self.mark; KEY_BYTES])
    }
}
