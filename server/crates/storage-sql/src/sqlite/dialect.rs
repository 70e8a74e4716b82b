//! SQLite's types and words.

use std::str::FromStr;
use std::time::Duration;

use sqlx::Connection as _;
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

/// What an entry `k` counts for, as one text: day, marks, kind, entry.
pub const CREDIT_TEXT: &str = "k.on_day || ' ' || k.marks || ' ' || k.kind || ' ' || hex(k.log_id)";

/// What asks whether the database's files are whole.
pub const WHOLE: Option<&str> = Some("PRAGMA integrity_check(20)");

/// Whether what a code says may be over later: somebody else writes, the disk is full, read-only or fails.
pub fn passes(code: &str) -> bool {
    // What lies above the last byte tells more of the same.
    code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 8 | 10 | 13 | 14))
}

const READERS: u32 = 4;
const WAIT: Duration = Duration::from_secs(30);

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
    if address.contains(":memory:") {
        // Another connection would open another database.
        let only = SqlitePoolOptions::new().max_connections(1).acquire_timeout(WAIT).connect_with(options).await?;
        return Ok((only.clone(), only));
    }
    let writer = pool(1).connect_with(options.clone()).await?;
    let readers = pool(READERS).connect_with(options).await?;
    Ok((writer, readers))
}

/// A pool of so many connections. When a disk is full, SQLite takes a transaction back by itself; the driver does not
/// hear of it and would begin none on that connection any more, so another takes its place.
fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(WAIT)
        .before_acquire(|connection, _| Box::pin(async move { Ok(!connection.is_in_transaction()) }))
}
