//! SQLite's types and words.

use std::str::FromStr;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

/// The engine for which `sql` is compiled here.
pub type Db = sqlx::Sqlite;
/// Its name, for logs and the diagnostics page.
pub const ENGINE: &str = "SQLite";
/// What the words of the layout mean in this engine.
pub const WORDS: &[(&str, &str)] = &[("@uuid", "BLOB"), ("@instant", "TEXT"), ("@bytes", "BLOB"), ("@int", "INTEGER")];
/// What begins a transaction that writes: it takes the writer's place at once, so it never has to give up later.
pub const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";
/// What begins a transaction that reads one moment.
pub const BEGIN_SNAPSHOT: &str = "BEGIN";
/// What locks a row read for update; SQLite locks everything anyway.
pub const FOR_UPDATE: &str = "";
/// What makes deleted rows unreadable on the disk; in the database itself they are overwritten at once.
pub const SCRUB: &str = "PRAGMA wal_checkpoint(TRUNCATE)";

const READERS: u32 = 4;

/// Opens the writer and the readers.
pub async fn connect(address: &str) -> Result<(sqlx::Pool<Db>, sqlx::Pool<Db>), sqlx::Error> {
    let options = SqliteConnectOptions::from_str(address)?
        .create_if_missing(true)
        .foreign_keys(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(Duration::from_secs(20))
        .pragma("secure_delete", "ON")
        .pragma("cache_size", "-16000");
    let wait = Duration::from_secs(30);
    let writer =
        SqlitePoolOptions::new().max_connections(1).acquire_timeout(wait).connect_with(options.clone()).await?;
    if address.contains(":memory:") {
        // Another connection would open another database.
        return Ok((writer.clone(), writer));
    }
    let readers = SqlitePoolOptions::new().max_connections(READERS).acquire_timeout(wait).connect_with(options).await?;
    Ok((writer, readers))
}
