//! A phone: a store that can die between two calls, a device on it for one account, and its tabs.

use std::cell::Cell;
use std::rc::Rc;

use async_trait::async_trait;
use domain::id::{AccountId, DeviceId};
use local_store::courier::Base;
use local_store::memory::MemoryStore;
use local_store::syncer::Syncer;
use local_store::{Cipher, RawStore, Step, StoreError, Table, Vault};

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
            steps.iter_mut().for_each(|step| bug.spoil_writing(step));
        }
        self.inner.write(steps).await
    }

    async fn append(&self, value: Vec<u8>, also: Vec<Step>) -> Result<u64, StoreError> {
        self.call()?;
        self.inner.append(value, also).await
    }

    async fn renumber(&self, last: u64) -> Result<(), StoreError> {
        self.call()?;
        self.inner.renumber(last).await
    }

    async fn destroy(&self) -> Result<(), StoreError> {
        self.call()?;
        self.inner.destroy().await
    }
}

/// Keeps everything readable, so that a law can be checked quickly. Encryption has its own tests.
pub struct Plain;

#[async_trait(?Send)]
impl Cipher for Plain {
    async fn seal(&self, plain: &[u8], _context: &str) -> Result<Vec<u8>, StoreError> {
        Ok(plain.to_vec())
    }

    async fn open(&self, sealed: &[u8], _context: &str) -> Result<Vec<u8>, StoreError> {
        Ok(sealed.to_vec())
    }
}

/// One account on one phone.
pub struct Device {
    /// Identifier.
    pub id: DeviceId,
    /// Whose.
    pub account: AccountId,
    /// Its store, shared by its tabs.
    pub store: Rc<MortalStore>,
    /// The store with meaning.
    pub vault: Vault,
    /// How far its clock is off, in hours.
    pub skew: i64,
    /// The protocol version it speaks.
    pub protocol: u16,
    /// Whether it has forgotten everything after it was revoked.
    pub wiped: bool,
    /// Whether its session has ended.
    pub signed_out: bool,
}

impl Device {
    /// A fresh device.
    pub fn new(id: DeviceId, account: AccountId) -> Self {
        let store = Rc::new(MortalStore::default());
        let vault = Vault::new(Rc::clone(&store) as Rc<dyn RawStore>, Rc::new(Plain));
        Self { id, account, store, vault, skew: 0, protocol: sync::PROTOCOL, wiped: false, signed_out: false }
    }
}

/// A tab: what it holds in memory.
#[derive(Default)]
pub struct Tab {
    /// Which device.
    pub device: usize,
    /// Rows of the last pull, as this tab last read them.
    pub base: Base,
    /// How it goes.
    pub syncer: Syncer,
}
