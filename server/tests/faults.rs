//! A bad disk: full, read-only, damaged, or a program that is killed in the middle. Each has an outcome and a sentence.

use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use domain::id::LogId;
use domain::log::LogBody;
use serde_json::{Value, json};

use crate::common::process::{self, Folder, Server};
use crate::common::{Browser, MENTOR, Service, numbered, op, request};

/// Kilobytes that a database grows by before its disk is full.
const ROOM_KB: u64 = 400;
/// Entries of a request.
const MANY: u64 = 20;
/// Entries in a county before anything goes wrong.
const BEFORE: u64 = 60;

fn database(folder: &Path, name: &str) -> String {
    format!("sqlite:{}", folder.join(name).display())
}

/// A command of the server, which may write files of so many kilobytes at most: beyond, its disk is full.
fn command(folder: &Path, most_kb: Option<u64>, args: &[&str]) -> Command {
    let limit = most_kb.map_or_else(String::new, |kb| format!("trap '' XFSZ; ulimit -S -f {};", kb * 2));
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{limit} exec \"$0\" \"$@\"")).arg(env!("CARGO_BIN_EXE_server"));
    command.args(["--key-file", &folder.join("secret.key").display().to_string()]).args(args).env("RUST_LOG", "error");
    std::fs::write(folder.join("words"), "four words of a coordinator\n").unwrap();
    command.env("WUYOU_BACKUP_PASSPHRASE_FILE", folder.join("words"));
    command
}

fn run(folder: &Path, most_kb: Option<u64>, args: &[&str]) -> Output {
    command(folder, most_kb, args).output().unwrap()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn done(folder: &Path, args: &[&str]) -> String {
    let output = run(folder, None, args);
    assert!(output.status.success(), "{args:?}: {}", said(&output));
    said(&output)
}

fn names(folder: &Path) -> Vec<String> {
    std::fs::read_dir(folder).unwrap().map(|one| one.unwrap().file_name().to_string_lossy().into_owned()).collect()
}

#[tokio::test]
async fn a_backup_for_which_there_is_no_room_is_not_there_and_says_why() {
    let folder = Folder::new("full-backup");
    county(&folder.0).await;
    let (from, to) = (database(&folder.0, "wuyou.db"), folder.0.join("county.age").display().to_string());
    let output = run(&folder.0, Some(48), &["--database", &from, "backup", &to]);
    assert!(!output.status.success());
    assert!(said(&output).contains("could not be written whole"), "{}", said(&output));
    assert!(!names(&folder.0).iter().any(|name| name.starts_with("county.age")), "{:?}", names(&folder.0));
    done(&folder.0, &["--database", &from, "backup", &to]);
    assert!(done(&folder.0, &["verify", &to]).contains("holds together"));
}

#[tokio::test]
async fn a_restore_for_which_there_is_no_room_is_done_again_when_there_is() {
    let folder = Folder::new("full-restore");
    county(&folder.0).await;
    let backup = folder.0.join("county.age").display().to_string();
    done(&folder.0, &["--database", &database(&folder.0, "wuyou.db"), "backup", &backup]);
    std::fs::remove_file(folder.0.join("secret.key")).unwrap();
    let to = database(&folder.0, "again.db");
    let output = run(&folder.0, Some(200), &["--database", &to, "restore", &backup]);
    assert!(!output.status.success(), "{}", said(&output));
    assert!(!said(&output).trim().is_empty() && !said(&output).contains("panicked"), "{}", said(&output));
    done(&folder.0, &["--database", &to, "restore", &backup]);
    assert!(done(&folder.0, &["--database", &to, "check"]).contains("holds together"));
}

#[tokio::test]
async fn a_backup_that_is_killed_is_whole_or_not_there_and_a_restore_goes_on() {
    let folder = Folder::new("killed-backup");
    county(&folder.0).await;
    let from = database(&folder.0, "wuyou.db");
    let killed_after = |millis: u64, args: &[&str]| {
        let mut child = command(&folder.0, None, args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(millis));
        let _ = child.kill();
        let _ = child.wait();
    };
    for (n, millis) in [5, 40, 80, 160, 320].into_iter().enumerate() {
        let file = folder.0.join(format!("{n}.age"));
        killed_after(millis, &["--database", &from, "backup", &file.display().to_string()]);
        if file.exists() {
            assert!(done(&folder.0, &["verify", &file.display().to_string()]).contains("holds together"), "{millis}");
        }
    }
    let backup = folder.0.join("whole.age").display().to_string();
    done(&folder.0, &["--database", &from, "backup", &backup]);
    std::fs::remove_file(folder.0.join("secret.key")).unwrap();
    for (n, millis) in [20, 60, 120, 240].into_iter().enumerate() {
        let to = database(&folder.0, &format!("again-{n}.db"));
        killed_after(millis, &["--database", &to, "restore", &backup]);
        let output = run(&folder.0, None, &["--database", &to, "restore", &backup]);
        assert!(output.status.success() || said(&output).contains("there is data"), "{millis}: {}", said(&output));
        assert!(done(&folder.0, &["--database", &to, "check"]).contains("holds together"), "{millis}");
        std::fs::remove_file(folder.0.join("secret.key")).unwrap();
    }
}

/// A phone that is signed in to a server.
struct Phone {
    browser: Browser,
}

impl Phone {
    /// Sends so many entries from a number on; how the server answers.
    fn push(&self, server: &Server, n: u64, count: u64) -> (u16, Value) {
        let ops = (n..n + count).map(|n| numbered(n, &entry(n))).collect();
        let push = json!(request(&self.browser, ops, None));
        let token = self.browser.bearer.trim_start_matches("Bearer ");
        process::answer(server.port, token, "POST", "/api/v1/sync", &push)
    }
}

/// An entry of some thousand bytes, sealed.
fn entry(n: u64) -> sync::Op {
    let body = LogBody { note: "一".repeat(1500), ..crate::common::body(&[41]) };
    op(u128::from(n), sync::RecordLog { log: LogId(crate::common::id(90_000 + u128::from(n))), body, facts: vec![] })
}

/// A small county in a folder, with some entries in it and a phone that is signed in.
async fn county(folder: &Path) -> Phone {
    let (clock, file) = (server::clock::Clock::system(), database(folder, "wuyou.db"));
    let opened = server::key_file::open(&file, &folder.join("secret.key"), &clock).await.unwrap();
    let service = Service::on(opened.storage).await;
    let browser = service.browser(MENTOR).await;
    let ops = (1..=BEFORE).map(|n| numbered(n, &entry(n))).collect();
    service.synced(&browser, &request(&browser, ops, None)).await;
    Phone { browser }
}

#[tokio::test]
async fn on_a_full_disk_phones_are_asked_to_wait_and_lose_nothing() {
    let folder = Folder::new("full-disk");
    let phone = county(&folder.0).await;
    let size = std::fs::metadata(folder.0.join("wuyou.db")).unwrap().len() / 1024;
    let from = database(&folder.0, "wuyou.db");
    let limited = command(&folder.0, Some(size + ROOM_KB), &["--listen", "127.0.0.1:0", "--database", &from]);
    let server = process::started(limited);
    let mut last = BEFORE;
    let refused = loop {
        let (status, reply) = phone.push(&server, last + 1, MANY);
        if status != 200 {
            break (status, reply);
        }
        last += MANY;
        assert!(last < 50_000, "the disk never was full");
    };
    assert_eq!((refused.0, &refused.1["code"]), (503, &json!("unavailable")), "it may be over later: {}", refused.1);
    // There is room again: the same operation is taken, and what was acknowledged is there.
    let room = ["--fsize=unlimited:unlimited", "--pid", &server.child.id().to_string()].map(str::to_owned);
    assert!(Command::new("prlimit").args(room).status().unwrap().success());
    let (status, reply) = phone.push(&server, last + 1, 1);
    assert_eq!((status, &reply["last_n"]), (200, &json!(last + 1)), "{reply}");
    drop(server);
    assert!(done(&folder.0, &["--database", &from, "check"]).contains("holds together"));
}

#[tokio::test]
async fn a_database_that_may_not_be_written_is_not_served() {
    let folder = Folder::new("read-only");
    county(&folder.0).await;
    let from = format!("{}?mode=ro", database(&folder.0, "wuyou.db"));
    let output = run(&folder.0, None, &["--listen", "127.0.0.1:0", "--database", &from]);
    assert!(!output.status.success());
    assert!(!said(&output).trim().is_empty() && !said(&output).contains("panicked"), "{}", said(&output));
}

#[tokio::test]
async fn a_damaged_page_is_found_before_it_is_backed_up_for_good() {
    let folder = Folder::new("bad-page");
    county(&folder.0).await;
    let from = database(&folder.0, "wuyou.db");
    // All of it into the one file.
    done(&folder.0, &["--database", &from, "check"]);
    let file = folder.0.join("wuyou.db");
    let mut bytes = std::fs::read(&file).unwrap();
    let page = 4096;
    for at in (bytes.len() / 4 / page..bytes.len() / page).step_by(7) {
        bytes[at * page..(at + 1) * page].fill(0x5a);
    }
    std::fs::write(&file, bytes).unwrap();
    let output = run(&folder.0, None, &["--database", &from, "check"]);
    assert!(!output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("database") && !said(&output).contains("panicked"), "{}", said(&output));
}
