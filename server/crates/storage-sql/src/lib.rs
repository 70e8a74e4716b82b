//! The one SQL implementation of the storage traits.
//!
//! Its source, `sql/`, is compiled twice: as a part of [`sqlite`] and as a part of [`postgres`], each
//! with a `dialect` that names the engine's types and the few words that differ. So a statement is
//! written once, and neither engine pays for the other.
//!
//! [`open`] chooses by the scheme of the address: `sqlite:` or `postgres:`.

#![expect(clippy::duplicate_mod, reason = "the one source is compiled for each engine, on purpose")]

pub mod archive;
pub mod layout;
pub mod postgres;
pub mod sqlite;
pub mod vault;

use std::sync::Arc;

use storage::{Storage, StorageError};
pub use vault::Keys;

/// The migrations, oldest first. One source for both engines.
const MIGRATIONS: &[(i64, &str, &str)] = &[(1, "start", include_str!("../migrations/0001_start.sql"))];

/// Opens a database and brings its layout up to date.
pub async fn open(address: &str, keys: Keys) -> Result<Arc<dyn Storage>, StorageError> {
    if is_postgres(address) {
        Ok(Arc::new(postgres::sql::SqlStorage::open(address, keys).await?))
    } else if address.starts_with("sqlite:") {
        Ok(Arc::new(sqlite::sql::SqlStorage::open(address, keys).await?))
    } else {
        Err(unknown())
    }
}

fn is_postgres(address: &str) -> bool {
    address.starts_with("postgres:") || address.starts_with("postgresql:")
}

fn unknown() -> StorageError {
    StorageError::Unavailable("DATABASE_URL begins with sqlite: or postgres:".to_owned())
}

/// Puts a database under another key, all or nothing. Servers that have it open write no more.
pub async fn rotate(address: &str, old: &Keys, new: &Keys) -> Result<(), StorageError> {
    if is_postgres(address) {
        postgres::sql::rotate::rotate(address, old, new).await
    } else {
        sqlite::sql::rotate::rotate(address, old, new).await
    }
}

/// Everything that can be read with database and key, as text: for tests of what is gone.
pub async fn opened(address: &str, keys: &Keys) -> Result<String, StorageError> {
    if is_postgres(address) {
        postgres::sql::opened::all(address, keys).await
    } else {
        sqlite::sql::opened::all(address, keys).await
    }
}

/// Whether a database would be spoken to over a network with no encryption.
pub fn is_in_clear(address: &str) -> bool {
    is_postgres(address) && postgres::dialect::is_in_clear(address)
}

/// Whether a database is sealed already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sealed {
    /// It is empty, and takes the key with which it is opened first.
    Not,
    /// Under the key with this [`Keys::proof`].
    Under(String),
}

/// Asks a database, after bringing its layout up to date, whether it is sealed.
pub async fn sealed(address: &str) -> Result<Sealed, StorageError> {
    if is_postgres(address) {
        postgres::sql::sealed(address).await
    } else if address.starts_with("sqlite:") {
        sqlite::sql::sealed(address).await
    } else {
        Err(unknown())
    }
}
