//! The one SQL implementation of the storage traits.
//!
//! Its source, `sql/`, is compiled twice: as a part of [`sqlite`] and as a part of [`postgres`], each
//! with a `dialect` that names the engine's types and the few words that differ. So a statement is
//! written once, and neither engine pays for the other.
//!
//! [`open`] chooses by the scheme of the address: `sqlite:` or `postgres:`.

#![expect(clippy::duplicate_mod, reason = "the one source is compiled for each engine, on purpose")]

pub mod postgres;
pub mod sqlite;

use std::sync::Arc;

use storage::{Storage, StorageError};

/// The migrations, oldest first. One source for both engines.
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "start", include_str!("../migrations/0001_start.sql")),
    (2, "transfers", include_str!("../migrations/0002_transfers.sql")),
    (3, "class sessions", include_str!("../migrations/0003_class_sessions.sql")),
    (20, "kept operations", include_str!("../migrations/0020_kept.sql")),
];

/// Opens a database and brings its layout up to date.
pub async fn open(address: &str) -> Result<Arc<dyn Storage>, StorageError> {
    if address.starts_with("postgres:") || address.starts_with("postgresql:") {
        Ok(Arc::new(postgres::sql::SqlStorage::open(address).await?))
    } else if address.starts_with("sqlite:") {
        Ok(Arc::new(sqlite::sql::SqlStorage::open(address).await?))
    } else {
        Err(StorageError::Unavailable("DATABASE_URL begins with sqlite: or postgres:".to_owned()))
    }
}
