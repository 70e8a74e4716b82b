//! PostgreSQL's types and words.

use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions, PgSslMode};

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

/// What an entry `k` counts for, as one text: day, marks, kind, entry.
pub const CREDIT_TEXT: &str = "to_char(k.on_day, 'YYYY-MM-DD') || ' ' || k.marks || ' ' || k.kind || ' ' || k.log_id";

/// PostgreSQL checks its pages by sums of its own, where it was told to.
pub const WHOLE: Option<&str> = None;

/// Whether what a code says may be over later: a collision, no room, a database that is read-only, stops or fails.
pub fn passes(code: &str) -> bool {
    matches!(code, "40001" | "40P01" | "25006") || ["08", "53", "57", "58"].iter().any(|class| code.starts_with(class))
}

const CONNECTIONS: u32 = 12;

/// Whether the server is on this machine: a socket, or a loopback address.
fn is_here(options: &PgConnectOptions) -> bool {
    let host = options.get_host();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<std::net::IpAddr>();
    options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || address.is_ok_and(|a| a.is_loopback())
}

/// Whether what is said goes over a network with no encryption.
pub fn is_in_clear(address: &str) -> bool {
    let options = PgConnectOptions::from_str(address);
    options.is_ok_and(|options| !is_here(&options) && matches!(options.get_ssl_mode(), PgSslMode::Disable))
}

/// Opens one pool for both.
pub async fn connect(address: &str) -> Result<(sqlx::Pool<Db>, sqlx::Pool<Db>), sqlx::Error> {
    // Statements here are short; compiling one costs more than running it, and may cost 30 ms.
    let mut options = PgConnectOptions::from_str(address)?.options([("jit", "off")]);
    if !is_here(&options) && matches!(options.get_ssl_mode(), PgSslMode::Allow | PgSslMode::Prefer) {
        // Whoever stands between could say that there is no TLS.
        options = options.ssl_mode(PgSslMode::VerifyFull);
    }
    let pool = PgPoolOptions::new()
        .max_connections(CONNECTIONS)
        .acquire_timeout(Duration::from_secs(30))
        .connect_with(options)
        .await?;
    Ok((pool.clone(), pool))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_on_this_machine_is_spoken_to_in_clear() {
        for (address, clear) in [
            ("postgres://wuyou@db.example.cn/wuyou?sslmode=disable", true),
            ("postgres://wuyou@10.0.0.7/wuyou?sslmode=disable", true),
            ("postgres://wuyou@db.example.cn/wuyou", false),
            ("postgres://wuyou@db.example.cn/wuyou?sslmode=verify-full", false),
            ("postgres://wuyou@localhost/wuyou?sslmode=disable", false),
            ("postgres://wuyou@127.0.0.1:5433/wuyou?sslmode=disable", false),
            ("postgres://wuyou@[::1]/wuyou?sslmode=disable", false),
            ("postgres:///wuyou?host=/run/postgresql&sslmode=disable", false),
        ] {
            assert_eq!(is_in_clear(address), clear, "{address}");
        }
    }
}
