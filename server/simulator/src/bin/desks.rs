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
use chrono::{Days, NaiveDate};
use clap::Parser;
use domain::id::{AccountId, ChildId, CountyId, SchoolId};
use domain::policy::Role;
use domain::register::IdNumber;
use serde_json::json;
use server::auth::session::make_token;
use server::clock::Clock;
use server::key_file;
use simulator::running::Server;
use storage::{Session, Storage};

const YEARS: u32 = 3;

/// Rows of the ledger that is read in: more than any school has.
const LEDGER_ROWS: u32 = 5_000;

/// Characters of which the names in it are made.
const GIVEN: &str = "一伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超";

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
    /// How many years of entries there are.
    #[arg(long, default_value_t = YEARS)]
    years: u32,
    /// How many rows the ledger has that is read in.
    #[arg(long, default_value_t = LEDGER_ROWS)]
    rows: u32,
}

/// A person at a desk, and what that one asks.
struct Asking {
    name: &'static str,
    body: serde_json::Value,
    token: String,
}

/// A filled database.
struct Prepared {
    entries: usize,
    asked: Vec<Asking>,
    school: SchoolId,
    /// By which the school's coordinator is signed in.
    coordinator: String,
}

/// Fills a database and signs people in.
async fn prepare(database: &str, folder: &Path, years: u32) -> anyhow::Result<Prepared> {
    let clock = Clock::system();
    let opened = key_file::open(database, &folder.join("secret.key"), &clock).await?;
    let storage = opened.storage;
    let digest = |number: &IdNumber| opened.keys.number_digest(number.as_str());
    let county = CountyId(clock.uuid());
    let setting = demo::Setting { county, now: clock.now(), seed: demo::SEED, password_hash: "", digest: &digest };
    demo::load_if_empty(storage.as_ref(), &setting).await?;
    let entries = demo::load_years(storage.as_ref(), &setting, years).await?;

    let mut unit = storage.read(county).await?;
    let schools = unit.schools().all().await?.whole()?;
    let school = schools.first().context("no school")?.id;
    let other = schools.get(1).context("no other school")?.id;
    let people = unit.accounts().of_school(school).await?;
    let child = unit.enrolments().at_school(school, clock.today()).await?.first().context("no child")?.child;
    drop(unit);
    let mentor = people.iter().find(|a| a.grants.iter().any(|g| g.role == Role::Mentor)).context("no mentor")?.id;
    let mut directory = storage.directory().await?;
    let centre = directory.account("centre").await?.context("no centre")?.id;
    let auditor = directory.account("auditor").await?.context("no auditor")?.id;
    drop(directory);
    let coordinator = people.iter().find(|a| a.grants.iter().any(|g| g.role == Role::Coordinator));
    let coordinator = coordinator.context("no coordinator")?.id;
    let centre = sign_in(storage.as_ref(), &clock, county, centre).await?;
    let coordinator = sign_in(storage.as_ref(), &clock, county, coordinator).await?;
    let auditor = sign_in(storage.as_ref(), &clock, county, auditor).await?;
    let named = Named { school, other, child, mentor, today: clock.today() };
    let asked = asked(&centre, &coordinator, &auditor, &named);
    Ok(Prepared { entries, asked, school, coordinator })
}

async fn sign_in(storage: &dyn Storage, clock: &Clock, county: CountyId, account: AccountId) -> anyhow::Result<String> {
    let (token, token_hash) = make_token(clock.random());
    let expires_at = clock.now() + chrono::TimeDelta::days(1);
    let mut unit = storage.write(county).await?;
    unit.sessions().add(&Session::opened(token_hash, (county, account), None, clock.now(), expires_at)).await?;
    unit.commit().await?;
    Ok(token)
}

/// Of whom it is asked.
struct Named {
    school: SchoolId,
    other: SchoolId,
    child: ChildId,
    mentor: AccountId,
    today: NaiveDate,
}

fn asked(centre: &str, coordinator: &str, auditor: &str, named: &Named) -> Vec<Asking> {
    let Named { school, other, child, mentor, today } = named;
    let merging = json!({ "into": other, "from": today, "classes": [], "reason": "layout" });
    let ask = |name, body, token: &str| Asking { name, body, token: token.to_owned() };
    let days = json!({ "from": *today - Days::new(330), "to": today });
    let figures =
        |school: Option<&SchoolId>, kind| json!({ "school": school, "kind": kind, "chosen": { "span": days } });
    vec![
        ask("county", json!({}), centre),
        ask("school", json!({ "school": school }), coordinator),
        ask("people", json!({ "school": school }), coordinator),
        ask("today", json!({ "school": school }), coordinator),
        ask("inbox", json!({ "school": school }), coordinator),
        ask("pairings", json!({ "school": school }), coordinator),
        ask("notebook", json!({ "school": school, "day": null }), coordinator),
        ask("slip", json!({ "mentor": mentor }), coordinator),
        ask("person", json!({ "account": mentor }), coordinator),
        ask("deputies", json!({ "school": school }), coordinator),
        ask("notices", json!({}), coordinator),
        ask("table", json!({ "school": school, "kind": "roster" }), coordinator),
        ask("nameable", json!({ "school": school }), coordinator),
        ask("child_file", json!({ "child": child }), coordinator),
        ask("household", json!({ "child": child }), coordinator),
        ask("left_behind", json!({ "child": child, "day": today }), coordinator),
        ask("mentors_for", json!({ "child": child }), coordinator),
        ask("schools_for", json!({ "child": child }), coordinator),
        ask("year", json!({ "school": school }), coordinator),
        ask("preview_year", json!({ "school": school, "plan": { "classes": [], "children": [] } }), coordinator),
        ask("preview_merging", json!({ "school": school, "plan": merging }), centre),
        ask("imports", json!({ "school": school }), coordinator),
        ask("newcomers", json!({ "school": school }), coordinator),
        ask("outs", json!({ "school": school }), coordinator),
        ask("doubles", json!({ "school": school }), coordinator),
        ask("doubles", json!({ "school": null }), centre),
        ask("figures", figures(None, "activities"), centre),
        ask("figures", figures(None, "not_reached"), centre),
        ask("figures", figures(None, "haves"), centre),
        ask("figures", figures(None, "annual"), centre),
        ask("figures", figures(Some(school), "activities"), coordinator),
        ask("figures", figures(Some(school), "not_reached"), coordinator),
        ask("figures", figures(Some(school), "haves"), coordinator),
        ask("rules", json!({}), centre),
        ask("access_log", json!({}), auditor),
    ]
}

/// Asks the server; the body of the answer, and how long the whole of it took.
fn ask(port: u16, token: &str, path: &str, kind: &str, body: &[u8]) -> anyhow::Result<(Vec<u8>, Duration)> {
    request("POST", port, token, path, kind, body)
}

fn request(
    method: &str,
    port: u16,
    token: &str,
    path: &str,
    kind: &str,
    body: &[u8],
) -> anyhow::Result<(Vec<u8>, Duration)> {
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: localhost:{port}\r\ncookie: wuyou-desk={token}\r\naccept: application/json\r\n\
         content-type: {kind}\r\nx-file-name: list.xlsx\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    #[expect(clippy::disallowed_methods, reason = "a measurement")]
    let start = Instant::now();
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.write_all(head.as_bytes())?;
    stream.write_all(body)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    let took = start.elapsed();
    let status = answer.split(|b| *b == b'\r').next().unwrap_or_default();
    anyhow::ensure!(status == b"HTTP/1.1 200 OK", "{path}: {}", String::from_utf8_lossy(&answer));
    let begin = answer.windows(4).position(|four| four == b"\r\n\r\n").context("no body")?;
    Ok((answer.split_off(begin + 4), took))
}

/// One call of a desk; how long it took.
fn call(asking: &Asking, port: u16) -> anyhow::Result<Duration> {
    let path = format!("/rpc/desk/{}", asking.name);
    Ok(ask(port, &asking.token, &path, "application/json", asking.body.to_string().as_bytes())?.1)
}

/// A ledger of so many children, each with number, home, parents and carer, and a mentor for every third.
fn ledger(rows: u32) -> anyhow::Result<Vec<u8>> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    let titles = [
        "姓名",
        "性别",
        "班级",
        "身份证号",
        "家庭住址",
        "父亲姓名",
        "父亲电话",
        "母亲姓名",
        "监护人姓名",
        "与学生关系",
        "监护人电话",
        "结对教师",
        "教师电话",
    ];
    for (title, column) in titles.iter().zip(0u16..) {
        sheet.write(0, column, *title)?;
    }
    for row in 1..=rows {
        let birth = NaiveDate::from_ymd_opt(2014, 1, 1).context("no day")? + chrono::Days::new(u64::from(row % 2_000));
        let number = IdNumber::build(610_922, birth, row / 2_000 * 2 + 100).context("no number")?;
        let digits =
            [row / 400, row / 20 % 20, row % 20].map(|n| GIVEN.chars().nth(n as usize % GIVEN.chars().count()));
        let name: String = digits.into_iter().flatten().collect();
        let phone = |base: u64| (base + u64::from(row)).to_string();
        let cells = [
            format!("李{name}"),
            if row % 2 == 0 { "女" } else { "男" }.to_owned(),
            format!("{}年级{}班", ["一", "二", "三", "四", "五", "六"][row as usize % 6], row / 6 % 20 + 1),
            number.as_str().to_owned(),
            format!("松岭镇第{}村", row / 4),
            format!("李{name}父"),
            phone(13_900_000_000),
            format!("王{name}母"),
            format!("罗{name}"),
            "奶奶".to_owned(),
            phone(13_800_000_000),
            format!("赵老师{}", row / 3),
            (13_700_000_000 + u64::from(row / 3)).to_string(),
        ];
        for (text, column) in cells.iter().zip(0u16..) {
            sheet.write(row, column, text)?;
        }
    }
    Ok(book.save_to_buffer()?)
}

/// How long it takes to take a table out, as text for a chat and as a workbook.
fn taking_out(school: SchoolId, coordinator: &str, port: u16) -> anyhow::Result<()> {
    let ask = json!({ "school": school, "ask": { "kind": "roster", "reason": "report" } });
    let rpc = |what: &str, body: serde_json::Value| {
        self::ask(port, coordinator, &format!("/rpc/desk/{what}"), "application/json", body.to_string().as_bytes())
    };
    let (out, took) = rpc("take_out", ask)?;
    let out: String = serde_json::from_slice(&out)?;
    let (_, text) = rpc("out_text", json!({ "out": out }))?;
    let address = format!("/api/v1/outs/{out}/workbook");
    let (book, written) = request("GET", port, coordinator, &address, "application/json", &[])?;
    println!(
        "  a table | taken out {:.0} ms | as text {:.0} ms | as a workbook ({} KB) {:.0} ms",
        took.as_secs_f64() * 1000.0,
        text.as_secs_f64() * 1000.0,
        book.len() / 1000,
        written.as_secs_f64() * 1000.0
    );
    Ok(())
}

/// Names the calls that were not measured: those that change something, and those that nobody has put here.
fn left_out(asked: &[Asking]) {
    let calls = server::router::table();
    let calls = calls.iter().filter_map(|one| one.path.strip_prefix("/rpc/desk/"));
    let elsewhere = ["take_out", "out_text", "begin_import", "import"];
    let measured = |call: &&str| elsewhere.contains(call) || asked.iter().any(|asking| asking.name == *call);
    let rest: Vec<&str> = calls.filter(|call| !measured(call)).collect();
    println!("not measured: {}", rest.join(", "));
}

/// How long it takes to read a ledger in, and to compare it with the register.
fn staging(rows: u32, school: SchoolId, coordinator: &str, port: u16) -> anyhow::Result<()> {
    let book = ledger(rows)?;
    let json = |body: serde_json::Value| body.to_string().into_bytes();
    let rpc = |what: &str, body| ask(port, coordinator, &format!("/rpc/desk/{what}"), "application/json", &json(body));
    let batch: String = serde_json::from_slice(&rpc("begin_import", json!({ "school": school }))?.0)?;
    let (_, read) =
        ask(port, coordinator, &format!("/api/v1/imports/{batch}/files"), "application/octet-stream", &book)?;
    let (view, compared) = rpc("import", json!({ "batch": batch }))?;
    let view: serde_json::Value = serde_json::from_slice(&view)?;
    let new = &view["counts"]["new"];
    anyhow::ensure!(*new == json!(rows), "{rows} rows became {new} children: {}", view["counts"]);
    println!(
        "  {rows} rows ({} KB) | read {:.0} ms | compared {:.0} ms",
        book.len() / 1000,
        read.as_secs_f64() * 1000.0,
        compared.as_secs_f64() * 1000.0
    );
    Ok(())
}

fn measure(
    engine: &str,
    program: &Path,
    database: &str,
    folder: &Path,
    args: &Args,
    settle: impl FnOnce() -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let Prepared { entries, asked, school, coordinator } = runtime.block_on(prepare(database, folder, args.years))?;
    settle()?;
    let server = Server::start(program, database, folder)?;
    println!("{engine}, {entries} entries:");
    for asking in &asked {
        let first = call(asking, server.port)?;
        let mut all = (0..args.times).map(|_| call(asking, server.port)).collect::<Result<Vec<_>, _>>()?;
        all.sort_unstable();
        let at = |percent: usize| all.get(all.len() * percent / 100).map_or(0.0, |t| t.as_secs_f64() * 1000.0);
        println!(
            "  {:<15} | first {:>6.1} ms | p50 {:>6.1} ms | p95 {:>6.1} ms",
            asking.name,
            first.as_secs_f64() * 1000.0,
            at(50),
            at(95)
        );
    }
    taking_out(school, &coordinator, server.port)?;
    staging(args.rows, school, &coordinator, server.port)?;
    left_out(&asked);
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
    let program = args.server.clone().unwrap_or(std::env::current_exe()?.with_file_name("server"));
    let folder = std::env::temp_dir().join(format!("wuyou-desks-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let wanted = |name: &str| args.engine.as_deref().is_none_or(|e| e.eq_ignore_ascii_case(name));
    if wanted("sqlite") {
        let database = format!("sqlite:{}", folder.join("wuyou.db").display());
        measure("SQLite", &program, &database, &folder, &args, || Ok(()))?;
    }
    if wanted("postgresql") {
        let cluster = postgres::Postgres::start("off");
        measure("PostgreSQL", &program, &cluster.address(), &folder, &args, || vacuum(&cluster.address()))?;
    }
    let _ = std::fs::remove_dir_all(&folder);
    Ok(())
}
