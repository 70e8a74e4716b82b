//! The whole database out of one engine and into either.
//!
//! `pg_dump` and `VACUUM INTO` would each give a copy that only its own engine reads, from a tool that may be of another version or not
//! there. This is one format for both, written from one snapshot while the server goes on, and read in one transaction.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use storage::StorageError;

use crate::{is_postgres, postgres, sqlite};

/// How many rows there are in each table.
pub type Counts = BTreeMap<String, u64>;

/// Why a database was not copied.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// What is read in goes only where nothing is.
    #[error("the database is not empty")]
    NotEmpty,
    /// It was written by a server with another layout.
    #[error("the archive is of another version of the server")]
    OtherVersion,
    /// It is not what was written.
    #[error("the archive is damaged: {0}")]
    Damaged(&'static str),
    /// It cannot be read or written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The database.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Writes all tables as they are at one moment.
pub async fn export(address: &str, out: &mut (dyn Write + Send)) -> Result<Counts, ArchiveError> {
    if is_postgres(address) {
        postgres::sql::archive::export(address, out).await
    } else {
        sqlite::sql::archive::export(address, out).await
    }
}

/// Reads all tables into an empty database; each county begins an epoch.
pub async fn import(address: &str, from: &mut (dyn BufRead + Send), epoch: i64) -> Result<Counts, ArchiveError> {
    if is_postgres(address) {
        postgres::sql::archive::import(address, from, epoch).await
    } else {
        sqlite::sql::archive::import(address, from, epoch).await
    }
}
