//! PostgreSQL's types and words.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

/// The engine for which `sql` is compiled here.
pub type Db = sqlx::Postgres;
/// Its name, for logs and the diagnostics page.
pub const ENGINE: &str = "PostgreSQL";
/// What the words of the layout mean in this engine.
pub const WORDS: &[(&str, &str)] =
    &[("@uuid", "UUID"), ("@instant", "TIMESTAMPTZ"), ("@bytes", "BYTEA"), ("@int", "BIGINT")];
/// What begins a transaction that writes.
pub const BEGIN_WRITE: &str = "BEGIN";
/// What begins a transaction that reads one moment.
pub const BEGIN_SNAPSHOT: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/// What locks a row read for update.
pub const FOR_UPDATE: &str = " FOR UPDATE";
/// What makes deleted rows unreadable on the disk.
pub const SCRUB: &str = "VACUUM FULL";

const CONNECTIONS: u32 = 12;

/// Opens one pool for both.
pub async fn connect(address: &str) -> Result<(sqlx::Pool<Db>, sqlx::Pool<Db>), sqlx::Error> {
    // Statements here are short; compiling one costs more than running it, and may cost 30 ms.
    let options = PgConnectOptions::from_str(address)?.options([("jit", "off")]);
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(Duration::from_secs(30))
        .connect_with(options)
        .await?;
    Ok((pool.clone(), pool))
}
