//! `desks`: every call that a desk makes, with three years of the demo county's entries in the database,
//! against SQLite and against PostgreSQL. Prints how long the server took to answer.

#[path = "../../../crates/storage-sql/tests/postgres/mod.rs"]
mod postgres;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Parser;
use domain::id::{AccountId, ChildId, CountyId, SchoolId};
use domain::policy::Role;
use serde_json::json;
use server::auth::session::make_token;
use server::clock::Clock;
use simulator::running::Server;
use storage::{Session, Storage};

const YEARS: u32 = 3;

/// What the desks ask, measured.
#[derive(Debug, Parser)]
struct Args {
    /// Path of the server's program; the one beside this when it is not named.
    #[arg(long)]
    server: Option<PathBuf>,
    /// Only this engine, SQLite or PostgreSQL; else both.
    #[arg(long)]
    engine: Option<String>,
    /// How often each call is made.
    #[arg(long, default_value_t = 60)]
    times: usize,
}

/// A person at a desk, and what that one asks.
struct Asking {
    name: &'static str,
    body: serde_json::Value,
    token: String,
}

/// Fills a database and signs people in.
async fn prepare(database: &str) -> anyhow::Result<(usize, Vec<Asking>)> {
    let storage = storage_sql::open(database).await?;
    let clock = Clock::system();
    let seal = |child, _: &_, _| storage::SealedNumber { child, sealed: None, digest: None };
    let county = CountyId(clock.uuid());
    let setting = demo::Setting { county, now: clock.now(), seed: demo::SEED, password_hash: "", seal: &seal };
    demo::load_if_empty(storage.as_ref(), &setting).await?;
    let entries = demo::load_years(storage.as_ref(), &setting, YEARS).await?;

    let mut unit = storage.read(county).await?;
    let school = unit.schools().all().await?.first().context("no school")?.id;
    let people = unit.accounts().of_school(school).await?;
    let child = unit.enrolments().at_school(school, clock.today()).await?.first().context("no child")?.child;
    drop(unit);
    let mut directory = storage.directory().await?;
    let centre = directory.account("centre").await?.context("no centre")?.id;
    let auditor = directory.account("auditor").await?.context("no auditor")?.id;
    drop(directory);
    let coordinator = people.iter().find(|a| a.grants.iter().any(|g| g.role == Role::Coordinator));
    let coordinator = coordinator.context("no coordinator")?.id;
    let centre = sign_in(storage.as_ref(), &clock, county, centre).await?;
    let coordinator = sign_in(storage.as_ref(), &clock, county, coordinator).await?;
    let auditor = sign_in(storage.as_ref(), &clock, county, auditor).await?;
    Ok((entries, asked(&centre, &coordinator, &auditor, school, child)))
}

async fn sign_in(storage: &dyn Storage, clock: &Clock, county: CountyId, account: AccountId) -> anyhow::Result<String> {
    let (token, token_hash) = make_token(clock.random());
    let expires_at = clock.now() + chrono::TimeDelta::days(1);
    let mut unit = storage.write(county).await?;
    unit.sessions().add(&Session { token_hash, county, account, device: None, expires_at, closing: false }).await?;
    unit.commit().await?;
    Ok(token)
}

fn asked(centre: &str, coordinator: &str, auditor: &str, school: SchoolId, child: ChildId) -> Vec<Asking> {
    let ask = |name, body, token: &str| Asking { name, body, token: token.to_owned() };
    vec![
        ask("county", json!({}), centre),
        ask("school", json!({ "school": school }), coordinator),
        ask("people", json!({ "school": school }), coordinator),
        ask("today", json!({ "school": school }), coordinator),
        ask("inbox", json!({ "school": school }), coordinator),
        ask("pairings", json!({ "school": school }), coordinator),
        ask("notebook", json!({ "school": school, "day": null }), coordinator),
        ask("table", json!({ "school": school, "kind": "roster" }), coordinator),
        ask("child_file", json!({ "child": child }), coordinator),
        ask("mentors_for", json!({ "child": child }), coordinator),
        ask("schools_for", json!({ "child": child }), coordinator),
        ask("year", json!({ "school": school }), coordinator),
        ask("preview_year", json!({ "school": school, "plan": { "classes": [], "children": [] } }), coordinator),
        ask("rules", json!({}), centre),
        ask("access_log", json!({}), auditor),
    ]
}

/// One call; how long the whole answer took.
fn call(asking: &Asking, port: u16) -> anyhow::Result<Duration> {
    let body = asking.body.to_string();
    let head = format!(
        "POST /rpc/desk/{} HTTP/1.1\r\nhost: localhost:{port}\r\ncookie: wuyou={}\r\naccept: application/json\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        asking.name,
        asking.token,
        body.len()
    );
    #[expect(clippy::disallowed_methods, reason = "a measurement")]
    let start = Instant::now();
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let status = answer.split(|b| *b == b'\r').next().unwrap_or_default();
    anyhow::ensure!(status == b"HTTP/1.1 200 OK", "{}: {}", asking.name, String::from_utf8_lossy(status));
    Ok(start.elapsed())
}

fn measure(
    engine: &str,
    program: &Path,
    database: &str,
    folder: &Path,
    times: usize,
    settle: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (entries, asked) = runtime.block_on(prepare(database))?;
    settle()?;
    let server = Server::start(program, database, folder)?;
    println!("{engine}, {entries} entries:");
    for asking in &asked {
        let first = call(asking, server.port)?;
        let mut all = (0..times).map(|_| call(asking, server.port)).collect::<Result<Vec<_>, _>>()?;
        all.sort_unstable();
        let at = |percent: usize| all.get(all.len() * percent / 100).map_or(0.0, |t| t.as_secs_f64() * 1000.0);
        println!(
            "  {:<11} | first {:>6.1} ms | p50 {:>6.1} ms | p95 {:>6.1} ms",
            asking.name,
            first.as_secs_f64() * 1000.0,
            at(50),
            at(95)
        );
    }
    Ok(())
}

/// Does at once what PostgreSQL does by itself within a minute of so many new rows.
fn vacuum(address: &str) -> anyhow::Result<()> {
    let done = Command::new("vacuumdb").args(["--quiet", "--analyze", "--dbname", address]).status()?;
    anyhow::ensure!(done.success(), "vacuumdb: {done}");
    Ok(())
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let program = args.server.unwrap_or(std::env::current_exe()?.with_file_name("server"));
    let folder = std::env::temp_dir().join(format!("wuyou-desks-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let wanted = |name: &str| args.engine.as_deref().is_none_or(|e| e.eq_ignore_ascii_case(name));
    if wanted("sqlite") {
        let database = format!("sqlite:{}", folder.join("wuyou.db").display());
        measure("SQLite", &program, &database, &folder, args.times, || Ok(()))?;
    }
    if wanted("postgresql") {
        let cluster = postgres::Postgres::start("off");
        measure("PostgreSQL", &program, &cluster.address(), &folder, args.times, || vacuum(&cluster.address()))?;
    }
    let _ = std::fs::remove_dir_all(&folder);
    Ok(())
}
