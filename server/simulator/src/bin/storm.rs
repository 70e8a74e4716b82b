//! `storm`: every phone of the county sends ten entries within one minute, against SQLite and against
//! PostgreSQL. Prints errors, times of answers, and what it cost the server.
//!
//! Each phone opens a connection of its own, as phones do. The mentors' sessions are put into the
//! database beforehand, because a thousand password checks are another storm.
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "shares of some thousands"
)]

#[path = "../../../crates/storage-sql/tests/postgres/mod.rs"]
mod postgres;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Parser;
use domain::id::{ChildId, DeviceId, LogId, OpId};
use domain::log::{ActivityKind, LogBody, Mode};
use domain::policy::Role;
use server::auth::session::make_token;
use server::clock::Clock;
use server::key_file;
use simulator::running::Server;
use storage::{Device, Session};
use sync::protocol::NumberedOp;
use sync::{Op, RecordLog, SyncRequest};

const ENTRIES: u64 = 10;
const SECONDS: u64 = 60;

/// Every phone of the county within one minute.
#[derive(Debug, Parser)]
struct Args {
    /// Path of the server's program; the one beside this when it is not named.
    #[arg(long)]
    server: Option<PathBuf>,
    /// Only this engine, SQLite or PostgreSQL; else both.
    #[arg(long)]
    engine: Option<String>,
}

/// A phone's first letter, ready to be sent.
struct Letter(Vec<u8>);

/// Puts a device and a session for each mentor into the database and writes their letters.
async fn letters(database: &str, folder: &Path, port: u16) -> anyhow::Result<Vec<Letter>> {
    let clock = Clock::system();
    let opened = key_file::open(database, &folder.join("secret.key"), &clock).await?;
    let storage = opened.storage;
    let county = storage.directory().await?.counties().await?.first().context("no county")?.id;
    let mut unit = storage.write(county).await?;
    let mut mentors = Vec::new();
    for school in unit.schools().all().await? {
        let colleagues = unit.accounts().of_school(school.id).await?;
        mentors.extend(colleagues.into_iter().filter(|a| a.grants.iter().any(|g| g.role == Role::Mentor)));
    }
    mentors.sort_by_key(|a| a.id);
    mentors.dedup_by_key(|a| a.id);
    let mut all = Vec::new();
    for mentor in mentors {
        let own = unit.pairings().of_mentor(mentor.id).await?;
        let children: Vec<ChildId> = own.iter().filter(|p| p.on(clock.today())).map(|p| p.child).collect();
        if children.is_empty() {
            continue;
        }
        let device = DeviceId(clock.uuid());
        let (token, token_hash) = make_token(clock.random());
        unit.devices()
            .add(&Device {
                id: device,
                account: mentor.id,
                label: "storm".to_owned(),
                recovery_key: vec![],
                last_n: 0,
                revoked_at: None,
                unsent: storage::Unsent::default(),
                added_at: clock.now(),
            })
            .await?;
        let expires_at = clock.now() + chrono::TimeDelta::days(1);
        let session = Session::opened(token_hash, (mentor.county, mentor.id), Some(device), clock.now(), expires_at);
        unit.sessions().add(&session).await?;
        all.push(letter(&clock, device, &children, &token, port)?);
    }
    unit.commit().await?;
    Ok(all)
}

fn letter(clock: &Clock, device: DeviceId, children: &[ChildId], token: &str, port: u16) -> anyhow::Result<Letter> {
    let mut ops = Vec::new();
    for n in 1..=ENTRIES {
        let child = children[usize::try_from(n)? % children.len()];
        let plain = LogBody::plain(vec![child], ActivityKind::FamilyCare, Mode::HomeVisit, clock.today());
        let body = LogBody { note: format!("第{n}条：奶奶身体好，作业写完了。"), ..plain };
        let change = RecordLog { log: LogId(clock.uuid()), body, facts: vec![] }.into();
        let op = Op { op_id: OpId(clock.uuid()), captured_at: clock.now(), change };
        ops.push(NumberedOp::new(n, &op.try_into()?));
    }
    let request = SyncRequest {
        protocol: sync::PROTOCOL,
        device,
        ops,
        more_ops: false,
        cursor: None,
        refetch: vec![],
        holds: vec![],
        unsent: sync::Unsent::default(),
    };
    let body = serde_json::to_vec(&request)?;
    let head = format!(
        "POST /api/v1/sync HTTP/1.1\r\nhost: localhost:{port}\r\nauthorization: Bearer {token}\r\naccept-encoding: gzip\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    Ok(Letter([head.into_bytes(), body].concat()))
}

/// Sends a letter; how long the whole answer took, or why there was none.
fn send(letter: &Letter, port: u16) -> anyhow::Result<Duration> {
    #[expect(clippy::disallowed_methods, reason = "a measurement")]
    let start = Instant::now();
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.write_all(&letter.0)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let status = answer.split(|b| *b == b'\r').next().unwrap_or_default();
    anyhow::ensure!(status == b"HTTP/1.1 200 OK", "{}", String::from_utf8_lossy(status));
    Ok(start.elapsed())
}

/// CPU seconds and peak memory in MB of a process, from /proc.
fn cost(pid: u32) -> (f64, f64) {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let after = stat.rsplit(')').next().unwrap_or_default();
    let ticks = |at: usize| after.split_whitespace().nth(at).and_then(|t| t.parse::<f64>().ok()).unwrap_or(0.0);
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or_default();
    let kilobytes = peak.split_whitespace().next().and_then(|k| k.parse::<f64>().ok()).unwrap_or(0.0);
    ((ticks(11) + ticks(12)) / 100.0, kilobytes / 1000.0)
}

fn storm(engine: &str, program: &Path, database: &str, folder: &Path) -> anyhow::Result<()> {
    let server = Server::start(program, database, folder)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let letters = runtime.block_on(letters(database, folder, server.port))?;
    let (cpu_before, idle) = cost(server.pid());
    let times = Mutex::new((Vec::new(), Vec::new()));
    #[expect(clippy::disallowed_methods, reason = "a measurement")]
    let start = Instant::now();
    std::thread::scope(|scope| {
        for (at, letter) in letters.iter().enumerate() {
            // Not evenly: phones come in waves, here ten at once.
            let wave = at / 10 * 10;
            let due = Duration::from_secs(SECONDS).mul_f64(wave as f64 / letters.len() as f64);
            std::thread::sleep(due.saturating_sub(start.elapsed()));
            let (times, port) = (&times, server.port);
            scope.spawn(move || {
                let done = send(letter, port);
                let mut times = times.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                match done {
                    Ok(time) => times.0.push(time),
                    Err(error) => times.1.push(error.to_string()),
                }
            });
        }
    });
    let (cpu, peak) = cost(server.pid());
    let (mut good, bad) = times.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    good.sort_unstable();
    let at = |share: f64| good.get((good.len() as f64 * share) as usize).map_or(0.0, |t| t.as_secs_f64() * 1000.0);
    println!(
        "{engine:<11} | {} phones × {ENTRIES} entries in {:.0} s | errors {} | p50 {:.0} ms, p99 {:.0} ms, most {:.0} ms | \
         server CPU {:.1} s | memory {peak:.0} MB at most ({idle:.0} MB before)",
        letters.len(),
        start.elapsed().as_secs_f64(),
        bad.len(),
        at(0.5),
        at(0.99),
        good.last().map_or(0.0, |t| t.as_secs_f64() * 1000.0),
        cpu - cpu_before,
    );
    bad.iter().take(3).for_each(|error| println!("  {error}"));
    anyhow::ensure!(bad.is_empty(), "{} phones got no answer", bad.len());
    Ok(())
}

fn main() -> anyhow::Result<()> {
    let args = Args::parse();
    let beside = std::env::current_exe()?.with_file_name("server");
    let program = args.server.unwrap_or(beside);
    let folder = std::env::temp_dir().join(format!("wuyou-storm-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let wanted = |name: &str| args.engine.as_deref().is_none_or(|e| e.eq_ignore_ascii_case(name));
    if wanted("sqlite") {
        storm("SQLite", &program, &format!("sqlite:{}", folder.join("wuyou.db").display()), &folder)?;
    }
    if wanted("postgresql") {
        let cluster = postgres::Postgres::start("on");
        storm("PostgreSQL", &program, &cluster.address(), &folder)?;
    }
    let _ = std::fs::remove_dir_all(&folder);
    Ok(())
}
