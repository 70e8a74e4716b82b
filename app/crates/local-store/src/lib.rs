//! What a phone keeps, encrypted: the rows of the last pull, and the work of its owner.
//!
//! Two areas, each a database of its own:
//!
//! - [`Area::Cache`]: rows and the pull cursor. It can be thrown away and pulled again.
//! - [`Area::Work`]: outbox, rejected operations, drafts, photos and the device's own counter. It
//!   survives sign-out, an ended session, an update, a resync and a second user on the same phone.
//!   Its layout never changes, because a database whose newer layout does not name a table deletes it.
//!
//! What the server has acknowledged stays for thirty days, in case it is put back from a backup: operations behind a mark in
//! the outbox ([`sent`]), pictures behind another. It goes earlier when the phone has no room, and when a child has left.
//!
//! [`RawStore`] moves bytes; [`Vault`] gives them meaning and encrypts them under the data key. The
//! data key is random and is wrapped twice ([`keyring`]): by a key from the password, and by the
//! device's recovery key, which the server gives back after a successful sign-in. So a forgotten
//! password loses nothing and a lost phone opens nothing.
//!
//! Encryption is always finished before a transaction opens: inside one, a browser lets us await
//! nothing but the database.

#![deny(missing_docs)]

#[cfg(all(target_arch = "wasm32", feature = "bench-page"))]
mod bench_page;
pub mod cipher;
pub mod conformance;
#[cfg(all(target_arch = "wasm32", feature = "conformance-page"))]
mod conformance_page;
pub mod courier;
pub mod digits;
#[cfg(target_arch = "wasm32")]
mod durable;
pub mod export;
pub mod fingerprint;
#[cfg(target_arch = "wasm32")]
pub mod indexed_db;
pub mod keyring;
pub mod memory;
pub mod quick;
pub mod sent;
pub mod syncer;
pub mod vault;

pub use cipher::Cipher;
pub use vault::Vault;

use async_trait::async_trait;
use sent::Sent;

/// A database of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Area {
    /// Can be pulled again.
    Cache,
    /// Cannot be had again.
    Work,
}

/// A table of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Rows of the last pull: pages by number, the later the newer.
    Rows,
    /// The pull cursor and what else belongs to the rows.
    CacheMeta,
    /// Unsent operations, by counter, and before them, behind a mark ([`sent`]), what was acknowledged lately.
    Outbox,
    /// Operations the server refused, by counter.
    Rejected,
    /// Forms in progress, by form.
    Drafts,
    /// Pictures waiting to be sent, and those that were sent lately, by photo.
    Photos,
    /// The device's counter, and marks.
    WorkMeta,
}

impl Table {
    /// Every table of both areas.
    pub const ALL: [Self; 7] =
        [Self::Rows, Self::CacheMeta, Self::Outbox, Self::Rejected, Self::Drafts, Self::Photos, Self::WorkMeta];

    /// The table's name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Rows => "rows",
            Self::CacheMeta => "cache_meta",
            Self::Outbox => "outbox",
            Self::Rejected => "rejected",
            Self::Drafts => "drafts",
            Self::Photos => "photos",
            Self::WorkMeta => "work_meta",
        }
    }

    /// The area it belongs to.
    pub fn area(self) -> Area {
        match self {
            Self::Rows | Self::CacheMeta => Area::Cache,
            _ => Area::Work,
        }
    }
}

/// One step of a batch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Writes a value under a key, in place of one that is there.
    Put(Table, String, Vec<u8>),
    /// Removes a value, if it is there.
    Delete(Table, String),
    /// Removes every value from one key to another, both included.
    DeleteRange(Table, String, String),
    /// Removes every value of a table.
    Clear(Table),
}

impl Step {
    /// The table it touches.
    pub fn table(&self) -> Table {
        match self {
            Self::Put(table, ..) | Self::Delete(table, _) | Self::DeleteRange(table, ..) | Self::Clear(table) => *table,
        }
    }
}

/// Why the store could not do what was asked. Nothing was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The phone has no room left.
    #[error("no room left on this device")]
    Full,
    /// The database was closed, for example by a newer version of the app in another tab.
    #[error("the database was closed")]
    Closed,
    /// The browser offers no database or no cryptography, for example over plain HTTP.
    #[error("this browser offers no {0}")]
    Unsupported(&'static str),
    /// A value could not be decrypted or read.
    #[error("a stored value cannot be read")]
    Unreadable,
    /// A value could not be written down as JSON.
    #[error("a value cannot be written")]
    Unwritable,
    /// A batch that spans both areas, which no transaction can hold together.
    #[error("a batch spans two areas")]
    MixedAreas,
    /// Anything else the database says.
    #[error("database: {0}")]
    Other(String),
}

impl StoreError {
    /// The stable code, for the app's words.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Closed => "closed",
            Self::Unsupported(_) => "unsupported",
            Self::Unreadable => "unreadable",
            Self::Unwritable | Self::MixedAreas | Self::Other(_) => "other",
        }
    }
}

/// What of an outbox is unsent, as it lies in the store.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unsent {
    /// The first by key, each with its value.
    pub head: Vec<(String, Vec<u8>)>,
    /// How many there are in all.
    pub waiting: usize,
    /// The mark behind which they begin.
    pub sent: Sent,
}

/// Bytes by table and key.
///
/// Laws, checked by [`conformance`] for every implementation: a batch is written whole or not at
/// all; keys come back in order; the counter never gives the same number twice.
#[async_trait(?Send)]
pub trait RawStore {
    /// Every key of a table, sorted.
    async fn keys(&self, table: Table) -> Result<Vec<String>, StoreError>;

    /// How many values a table has.
    async fn count(&self, table: Table) -> Result<usize, StoreError>;

    /// The first keys and values of a table, at most so many, sorted by key.
    async fn first(&self, table: Table, most: usize) -> Result<Vec<(String, Vec<u8>)>, StoreError>;

    /// Every key and value of a table, sorted by key.
    async fn all(&self, table: Table) -> Result<Vec<(String, Vec<u8>)>, StoreError> {
        self.first(table, usize::MAX).await
    }

    /// The value under a key; none when there is none.
    async fn get(&self, table: Table, key: &str) -> Result<Option<Vec<u8>>, StoreError>;

    /// Writes a batch in one transaction. All steps must be of one area.
    async fn write(&self, steps: Vec<Step>) -> Result<(), StoreError>;

    /// Takes the next number of the device's counter and puts `value` into the outbox under it, with
    /// `also`, in one transaction. Returns the number.
    async fn append(&self, value: Vec<u8>, also: Vec<Step>) -> Result<u64, StoreError>;

    /// The first unsent operations by key, at most so many, how many there are, and the mark behind which they begin,
    /// all of one moment.
    async fn unsent(&self, most: usize) -> Result<Unsent, StoreError>;

    /// Gives what is unsent new numbers, in order, from the one after `last`, and sets the counter to the
    /// last of them, in one transaction. For when the server's counter and ours do not fit, or the server has forgotten
    /// what it had acknowledged: what lies under the keys of `again` is unsent from now on. `epoch` goes into the mark.
    async fn renumber(&self, last: u64, again: &[String], epoch: Option<u64>) -> Result<(), StoreError>;

    /// Deletes both areas. Only for a revoked device whose work has been pushed.
    async fn destroy(&self) -> Result<(), StoreError>;
}

/// The key of an outbox entry: sortable as text.
pub fn counter_key(n: u64) -> String {
    format!("{n:016x}")
}

/// Reads a key of an outbox entry.
pub fn counter_of(key: &str) -> Option<u64> {
    u64::from_str_radix(key, 16).ok()
}

/// The key in [`Table::WorkMeta`] of the last number given out.
pub const COUNTER: &str = "counter";

fn one_area(steps: &[Step]) -> Result<Option<Area>, StoreError> {
    let mut areas = steps.iter().map(|s| s.table().area());
    let first = areas.next();
    if areas.all(|a| Some(a) == first) { Ok(first) } else { Err(StoreError::MixedAreas) }
}
