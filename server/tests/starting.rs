//! How the server is started, and what its commands leave in the access log.

use std::io::Read as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use desk_api::access_log::Logged;
use domain::policy::Power;
use server::clock::Clock;
use server::state::guard;
use storage::{AccessEntry, OPERATOR};

use crate::common::process::Folder;

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
    if !args.contains(&"--database") {
        command.args(["--database", &format!("sqlite:{}", folder.join("wuyou.db").display())]);
    }
    command.args(["--key-file", &folder.join("secret.key").display().to_string()]).args(args).env("RUST_LOG", "error");
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    std::fs::write(folder.join("words"), "four words of a coordinator\n").unwrap();
    command(folder, args).env("WUYOU_BACKUP_PASSPHRASE_FILE", folder.join("words")).output().unwrap()
}

fn done(folder: &Path, args: &[&str]) -> String {
    let output = run(folder, args);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{args:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// Whether a server starts, which is ended at once, or what it says instead.
fn starts(folder: &Path, args: &[&str]) -> Result<(), String> {
    let mut child = command(folder, args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    for _ in 0..200 {
        if let Some(status) = child.try_wait().unwrap() {
            assert!(!status.success());
            let mut said = String::new();
            child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
            return Err(said);
        }
        let mut first = [0];
        let is_there = std::fs::exists(folder.join("wuyou.db-wal")).unwrap_or(false);
        if is_there && child.stdout.as_mut().unwrap().read(&mut first).unwrap_or(0) == 1 {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let _ = child.kill();
    let _ = child.wait();
    Ok(())
}

#[test]
fn a_server_that_would_be_reached_in_the_clear_does_not_start() {
    let folder = Folder::new("in-clear");
    for args in [
        ["--listen", "0.0.0.0:0"].as_slice(),
        &["--listen", "0.0.0.0:0", "--public-url", "https://wuyou.example.cn"],
        &["--listen", "127.0.0.1:0", "--public-url", "http://wuyou.example.cn"],
        &["--listen", "0.0.0.0:0", "--tls-in-front", "--public-url", "http://wuyou.example.cn"],
    ] {
        let said = starts(&folder.0, args).expect_err("it started");
        assert!(said.contains("in the clear") && said.contains("--public-url https://"), "{args:?}: {said}");
    }
    for args in [
        ["--listen", "127.0.0.1:0"].as_slice(),
        &["--listen", "127.0.0.1:0", "--public-url", "https://wuyou.example.cn"],
        &["--listen", "0.0.0.0:0", "--tls-in-front", "--public-url", "https://wuyou.example.cn"],
    ] {
        assert_eq!(starts(&folder.0, args), Ok(()), "{args:?}");
    }
}

/// All entries of the one county of a database.
async fn entries(folder: &Path, database: &str) -> Vec<AccessEntry> {
    let key = hex::decode(std::fs::read_to_string(folder.join("secret.key")).unwrap().trim()).unwrap();
    let keys = storage_sql::Keys::new(key.try_into().unwrap(), Clock::system().random());
    let storage = storage_sql::open(&format!("sqlite:{}", folder.join(database).display()), keys).await.unwrap();
    let county = storage.directory().await.unwrap().counties().await.unwrap()[0].id;
    let all = storage.read(county).await.unwrap().access().after(0, 99).await.unwrap();
    let whole = server::core::access_log::whole(storage.as_ref(), &guard(storage.as_ref(), None), county).await;
    assert_eq!(whole.unwrap(), None);
    all
}

#[tokio::test]
async fn what_the_operator_does_at_the_machine_is_in_the_access_log_and_a_restore_says_what_it_cut() {
    let folder = Folder::new("operator");
    let at = |name: &str| folder.0.join(name).display().to_string();
    done(&folder.0, &["add-account", "--login", "centre", "--name", "张三", "--role", "centre"]);
    done(&folder.0, &["backup", &at("first.age")]);
    let list = "姓名,班级,出生日期,监护人,与学生关系,结对教师,教师电话\n\
                王芳,三年级2班,2017-03-04,罗桂兰,奶奶,李敏,13900000001\n";
    std::fs::write(folder.0.join("ledger.csv"), list).unwrap();
    done(&folder.0, &["import", "--school", "松岭镇九年制学校", &at("ledger.csv")]);
    let all = entries(&folder.0, "wuyou.db").await;
    assert!(all.iter().all(|entry| entry.account == OPERATOR), "{all:?}");
    let acts: Vec<Logged> = all.iter().map(|entry| Logged::of(&entry.action)).collect();
    for power in [Power::AccountMade, Power::CodeIssued, Power::ImportApplied] {
        assert!(acts.contains(&Logged::Act(power)), "{power}: {acts:?}");
    }
    // So that more is known of it than is in the backup.
    assert!(done(&folder.0, &["check"]).contains("holds together"));
    let known = all.len();

    let again = format!("sqlite:{}", at("again.db"));
    let said = done(&folder.0, &["--database", &again, "restore", &at("first.age")]);
    assert!(said.contains("gone"), "{said}");
    assert!(done(&folder.0, &["--database", &again, "check"]).contains("holds together"));
    let all = entries(&folder.0, "again.db").await;
    let acts: Vec<&str> = all.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(acts, ["make_account", "restore_backup"], "the cut is in it for good; there were {known}");
    let heads = std::fs::read_to_string(folder.0.join("access-heads")).unwrap();
    assert!(heads.lines().any(|line| line.ends_with(" restored")), "{heads}");
}
