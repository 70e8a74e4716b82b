//! The store in memory, for tests and the simulator.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use async_trait::async_trait;

use crate::keyring::Keyring;
use crate::sent::{SENT, Sent, renumbered};
use crate::{COUNTER, RawStore, Step, StoreError, Table, Unsent, counter_key, one_area};

/// A store that forgets when dropped, and can be told to have no room.
#[derive(Debug, Default)]
pub struct MemoryStore {
    tables: RefCell<BTreeMap<(Table, String), Vec<u8>>>,
    full: Cell<bool>,
    room: Cell<Option<usize>>,
}

impl MemoryStore {
    /// A store with nothing in it and room for everything.
    pub fn new() -> Self {
        Self::default()
    }

    /// From now on every write fails for want of room, or works again.
    pub fn set_full(&self, full: bool) {
        self.full.set(full);
    }

    /// From now on a write that leaves more bytes of values than this in it fails.
    pub fn set_room(&self, bytes: Option<usize>) {
        self.room.set(bytes);
    }

    fn apply(&self, steps: Vec<Step>) -> Result<(), StoreError> {
        one_area(&steps)?;
        if self.full.get() && steps.iter().any(|s| matches!(s, Step::Put(..))) {
            return Err(StoreError::Full);
        }
        let mut tables = self.tables.borrow_mut();
        let before = self.room.get().map(|_| tables.clone());
        for step in steps {
            match step {
                Step::Put(table, key, value) => drop(tables.insert((table, key), value)),
                Step::Delete(table, key) => drop(tables.remove(&(table, key))),
                Step::DeleteRange(table, first, last) => {
                    tables.retain(|(t, key), _| *t != table || *key < first || *key > last);
                }
                Step::Clear(table) => tables.retain(|(t, _), _| *t != table),
            }
        }
        if let (Some(room), Some(before)) = (self.room.get(), before)
            && tables.values().map(Vec::len).sum::<usize>() > room
        {
            *tables = before;
            return Err(StoreError::Full);
        }
        Ok(())
    }
}

#[async_trait(?Send)]
impl RawStore for MemoryStore {
    async fn keys(&self, table: Table) -> Result<Vec<String>, StoreError> {
        Ok(self.tables.borrow().keys().filter(|(t, _)| *t == table).map(|(_, k)| k.clone()).collect())
    }

    async fn count(&self, table: Table) -> Result<usize, StoreError> {
        Ok(self.tables.borrow().keys().filter(|(t, _)| *t == table).count())
    }

    async fn first(&self, table: Table, most: usize) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        let tables = self.tables.borrow();
        let of_table = tables.iter().filter(|((t, _), _)| *t == table).take(most);
        Ok(of_table.map(|((_, k), v)| (k.clone(), v.clone())).collect())
    }

    async fn get(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.tables.borrow().get(&(table, key.to_owned())).cloned())
    }

    async fn write(&self, steps: Vec<Step>) -> Result<(), StoreError> {
        self.apply(steps)
    }

    async fn append(&self, value: Vec<u8>, also: Vec<Step>) -> Result<u64, StoreError> {
        let last = self.get(Table::WorkMeta, COUNTER).await?;
        let n = last.and_then(|b| String::from_utf8(b).ok()).and_then(|s| s.parse::<u64>().ok()).unwrap_or(0) + 1;
        let mut steps = also;
        steps.push(Step::Put(Table::WorkMeta, COUNTER.to_owned(), n.to_string().into_bytes()));
        steps.push(Step::Put(Table::Outbox, counter_key(n), value));
        self.apply(steps)?;
        Ok(n)
    }

    async fn unsent(&self, most: usize) -> Result<Unsent, StoreError> {
        let sent = Sent::read(self.get(Table::WorkMeta, SENT).await?.as_deref());
        let mut head = self.all(Table::Outbox).await?;
        head.retain(|(key, _)| !sent.covers(key));
        let waiting = head.len();
        head.truncate(most);
        Ok(Unsent { head, waiting, sent })
    }

    async fn renumber(&self, last: u64, again: &[String], epoch: Option<u64>) -> Result<(), StoreError> {
        let sent = Sent::read(self.get(Table::WorkMeta, SENT).await?.as_deref());
        self.apply(renumbered(self.all(Table::Outbox).await?, &sent, last, again, epoch))
    }

    async fn destroy(&self) -> Result<(), StoreError> {
        self.tables.borrow_mut().clear();
        Ok(())
    }
}

/// The keys of a browser in memory.
#[derive(Debug, Default)]
pub struct MemoryKeyring(RefCell<BTreeMap<String, Vec<u8>>>);

#[async_trait(?Send)]
impl Keyring for MemoryKeyring {
    async fn get(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.0.borrow().get(name).cloned())
    }

    async fn put(&self, name: &str, value: Option<&[u8]>) -> Result<(), StoreError> {
        match value {
            Some(value) => drop(self.0.borrow_mut().insert(name.to_owned(), value.to_vec())),
            None => drop(self.0.borrow_mut().remove(name)),
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::executor::block_on;

    #[test]
    fn conforms() {
        let broken = block_on(crate::conformance::raw(&MemoryStore::new()));
        assert_eq!(broken, Vec::<String>::new());
    }

    #[test]
    fn the_keyring_conforms() {
        let broken = block_on(crate::conformance::keyring(&MemoryKeyring::default()));
        assert_eq!(broken, Vec::<String>::new());
    }

    #[test]
    fn without_room_nothing_is_half_written() {
        let store = MemoryStore::new();
        store.set_full(true);
        assert_eq!(block_on(store.append(vec![1], vec![])), Err(StoreError::Full));
        store.set_full(false);
        assert_eq!(block_on(store.append(vec![1], vec![])), Ok(1));
    }
}
