//! The statements, in the part of SQL that both engines share.

mod access_log;
mod accounts;
mod desk;
mod devices;
mod field;
mod kept;
mod migrate;
mod parked;
mod photos;
mod register;
mod rows;

use async_trait::async_trait;
use sqlx::{Pool, Transaction};
use storage::{Storage, StorageError, Unit};

use super::dialect::{self, Db};

/// An open database.
pub struct SqlStorage {
    writer: Pool<Db>,
    readers: Pool<Db>,
}

impl SqlStorage {
    /// Opens a database and brings its layout up to date.
    pub async fn open(address: &str) -> Result<Self, StorageError> {
        let (writer, readers) = dialect::connect(address).await.map_err(mapped)?;
        migrate::run(&writer).await.map_err(|e| StorageError::Driver(e.to_string()))?;
        Ok(Self { writer, readers })
    }
}

#[async_trait]
impl Storage for SqlStorage {
    async fn read(&self) -> Result<Box<dyn Unit>, StorageError> {
        let tx = self.readers.begin().await.map_err(mapped)?;
        Ok(Box::new(SqlUnit { tx }))
    }

    async fn write(&self) -> Result<Box<dyn Unit>, StorageError> {
        let tx = self.writer.begin_with(dialect::BEGIN_WRITE).await.map_err(mapped)?;
        Ok(Box::new(SqlUnit { tx }))
    }

    fn engine(&self) -> &'static str {
        dialect::ENGINE
    }
}

/// One transaction.
pub struct SqlUnit {
    tx: Transaction<'static, Db>,
}

#[async_trait]
impl Unit for SqlUnit {
    async fn commit(self: Box<Self>) -> Result<(), StorageError> {
        self.tx.commit().await.map_err(mapped)
    }
}

/// Maps the driver's errors without their values.
fn mapped(error: sqlx::Error) -> StorageError {
    match &error {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => {
            StorageError::Unavailable(error.to_string())
        }
        sqlx::Error::Database(inner) if inner.is_unique_violation() => {
            StorageError::Conflict(inner.constraint().unwrap_or("unique").to_owned())
        }
        sqlx::Error::Database(inner) => {
            let code = inner.code().unwrap_or_default().into_owned();
            // SQLite busy and full; PostgreSQL serialisation failure and deadlock.
            if matches!(code.as_str(), "5" | "13" | "517" | "40001" | "40P01") {
                StorageError::Unavailable(code)
            } else {
                StorageError::Driver(format!("{code} {}", inner.message()))
            }
        }
        sqlx::Error::ColumnDecode { .. } => StorageError::Inconsistent("column"),
        other => StorageError::Driver(other.to_string()),
    }
}

/// Sequences and counts are kept as signed 64-bit integers.
fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// Reads a coded or JSON value, or says which column is damaged.
fn parsed<T: std::str::FromStr>(text: &str, column: &'static str) -> Result<T, StorageError> {
    text.parse().map_err(|_| StorageError::Inconsistent(column))
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str, column: &'static str) -> Result<T, StorageError> {
    serde_json::from_str(text).map_err(|_| StorageError::Inconsistent(column))
}

fn to_json<T: serde::Serialize>(value: &T) -> Result<String, StorageError> {
    serde_json::to_string(value).map_err(|_| StorageError::Inconsistent("value"))
}

/// Rows of a bulk insert that fit into one statement of `columns` columns. SQLite allows 32,766 values.
fn rows_per_statement(columns: usize) -> usize {
    30_000 / columns
}
