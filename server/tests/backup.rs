//! Backups, restores and changes of keys, with the commands as operators type them, on both engines.

#[path = "../crates/storage-sql/tests/postgres/mod.rs"]
mod postgres;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use server::clock::Clock;
use server::key_file;
use server::rotate::{Step, rotate};

use crate::common::process::{Server, call, start_on};

/// A folder of its own, gone afterwards.
struct Place(PathBuf);

impl Place {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("wuyou-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("words"), "four words of a coordinator\n").unwrap();
        Self(folder)
    }

    fn at(&self, name: &str) -> String {
        self.0.join(name).display().to_string()
    }

    fn file(&self, name: &str) -> String {
        format!("sqlite:{}", self.at(name))
    }

    /// Runs a command of the server.
    fn run(&self, database: &str, key: &str, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_server"));
        command.args(["--database", database, "--key-file", &self.at(key)]).args(args);
        command.env("RUST_LOG", "error").env("WUYOU_BACKUP_PASSPHRASE_FILE", self.at("words")).output().unwrap()
    }

    fn done(&self, database: &str, key: &str, args: &[&str]) -> String {
        let output = self.run(database, key, args);
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{args:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
        said
    }

    fn refused(&self, database: &str, key: &str, args: &[&str]) -> String {
        let output = self.run(database, key, args);
        assert!(!output.status.success(), "{args:?} was done");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A phone that is signed in.
struct Phone {
    token: String,
    device: Value,
    child: Value,
    today: String,
}

impl Phone {
    fn sign_in(server: &Server) -> Self {
        let credentials = json!({"login": "mentor", "password": "wuyou-demo", "label": "test"});
        let who = call(server.port, "", "POST", "/api/v1/session", &credentials).unwrap();
        let token = who["phone"]["token"].as_str().unwrap().to_owned();
        let mut phone =
            Self { token, device: who["phone"]["device"].clone(), child: Value::Null, today: String::new() };
        let first = phone.sync(server, &json!([]), None);
        let rows = first["page"]["rows"].as_array().unwrap();
        phone.child = rows.iter().find(|r| r["kind"] == "child").map(|r| r["id"].clone()).unwrap();
        phone.today = first["server_time"].as_str().unwrap()[..10].to_owned();
        phone
    }

    fn sync(&self, server: &Server, ops: &Value, cursor: Option<&Value>) -> Value {
        let mut request = json!({"protocol": sync::PROTOCOL, "device": self.device, "ops": ops});
        if let Some(cursor) = cursor {
            request["cursor"] = cursor.clone();
        }
        call(server.port, &self.token, "POST", "/api/v1/sync", &request).unwrap()
    }

    /// An entry, as the operation of a number.
    fn entry(&self, n: u64, op: u128) -> Value {
        let body = json!({"children": [self.child], "kind": "tutoring", "mode": "at_school",
            "outcome": "normal", "occurred_on": self.today, "note": format!("第{op}条")});
        let change = json!({"record_log": {"log": crate::common::id(90_000 + op), "body": body}});
        json!({"n": n, "op": {"op_id": crate::common::id(50_000 + op), "captured_at": "2026-01-01T00:00:00Z", "change": change}})
    }
}

fn notes(reply: &Value) -> Vec<String> {
    let rows = reply["page"]["rows"].as_array().unwrap().iter();
    let mut all: Vec<String> = rows
        .filter_map(|r| r["body"]["body"]["note"].as_str())
        .filter(|n| n.starts_with('第'))
        .map(str::to_owned)
        .collect();
    all.sort();
    all
}

/// Backed up, worked on, killed, put back: phones hand in again what they still keep.
fn a_county_comes_back(place: &Place, database: &str, again: &str) {
    let server = start_on(database, &place.0.join("first.key"));
    let phone = Phone::sign_in(&server);
    let first = phone.sync(&server, &json!([phone.entry(1, 1)]), None);
    assert_eq!(notes(&first), ["第1条"]);
    place.done(database, "first.key", &["backup", &place.at("county.age")]);
    let said = place.refused(database, "first.key", &["backup", &place.at("county.age")]);
    assert!(said.contains("never replaces"), "{said}");
    let later = phone.sync(&server, &json!([phone.entry(2, 2)]), Some(&first["cursor"]));
    assert_eq!(later["last_n"], 2);
    // Dropping a server kills it with no warning.
    drop(server);

    let bytes = std::fs::read(place.at("county.age")).unwrap();
    let key = std::fs::read_to_string(place.at("first.key")).unwrap();
    assert!(!bytes.windows(64).any(|some| some == key.trim().as_bytes()));
    assert!(
        place.done("sqlite:nowhere", "nowhere.key", &["verify", &place.at("county.age")]).contains("holds together")
    );
    let said = place.refused(database, "first.key", &["restore", &place.at("county.age")]);
    assert!(said.contains("empty place"), "{said}");
    place.done(again, "again.key", &["restore", &place.at("county.age")]);
    assert_eq!(std::fs::read_to_string(place.at("again.key")).unwrap(), key);
    assert!(place.done(again, "again.key", &["check"]).contains("holds together"));

    let server = start_on(again, &place.0.join("again.key"));
    // Others have pushed past the phone's cursor meanwhile: only the epoch tells.
    let other = Phone::sign_in(&server);
    let entries: Vec<Value> = (1..=5).map(|n| other.entry(n, 100 + u128::from(n))).collect();
    other.sync(&server, &json!(entries), None);
    let told = phone.sync(&server, &json!([]), Some(&later["cursor"]));
    assert_eq!((&told["resync"], &told["last_n"]), (&json!(true), &json!(1)), "what was told no longer holds: {told}");
    let handed_in = phone.sync(&server, &json!([phone.entry(1, 1), phone.entry(2, 2)]), None);
    assert_eq!(handed_in["last_n"], 2);
    let all = notes(&handed_in);
    assert!(["第1条", "第2条"].iter().all(|note| all.iter().filter(|n| n == note).count() == 1), "{all:?}");
    let calm = phone.sync(&server, &json!([]), Some(&handed_in["cursor"]));
    assert_ne!(calm["resync"], json!(true));
}

#[test]
fn a_county_comes_back_from_a_backup_on_sqlite() {
    let place = Place::new("backup-sqlite");
    a_county_comes_back(&place, &place.file("first.db"), &place.file("again/again.db"));
}

#[test]
fn a_county_comes_back_from_a_backup_on_postgres() {
    let place = Place::new("backup-postgres");
    let (first, again) = (postgres::Postgres::start("off"), postgres::Postgres::start("off"));
    a_county_comes_back(&place, &first.address(), &again.address());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_erased_since_a_backup_does_not_come_back_with_it() {
    let place = Place::new("backup-erased");
    let database = place.file("first.db");
    drop(start_on(&database, &place.0.join("first.key")));
    place.done(&database, "first.key", &["backup", &place.at("before.age")]);
    let secret: [u8; 32] =
        hex::decode(std::fs::read_to_string(place.at("first.key")).unwrap().trim()).unwrap().try_into().unwrap();
    let open = async |database: &str| {
        storage_sql::open(database, storage_sql::Keys::new(secret, Clock::system().random())).await.unwrap()
    };
    let storage = open(&database).await;
    let county = storage.directory().await.unwrap().counties().await.unwrap()[0].id;
    let children = async |storage: &dyn storage::Storage| {
        let rows = storage.read(county).await.unwrap().register().since(0).await.unwrap().rows;
        let written = rows.into_iter().flat_map(|writing| writing.written);
        let mut all: Vec<domain::register::Child> = vec![];
        for one in written {
            if let domain::register::Written::Child(child) = one {
                all.retain(|known| known.id != child.id);
                all.push(child);
            }
        }
        all
    };
    let erased = children(storage.as_ref()).await[0].clone();
    drop(storage);
    let line = |child| format!("\n{county} {child} {child} 2026-09-18T01:00:00Z - rule 2023-06-30");
    // One of them came after the backup, and is in none of it.
    std::fs::write(place.at("erasures"), line(erased.id.0) + &line(crate::common::id(7))).unwrap();
    let again = place.file("again.db");
    let said = place.done(&again, "again.key", &["restore", &place.at("before.age")]);
    assert!(said.contains("now again: 1"), "{said}");
    assert!(place.done(&again, "again.key", &["check"]).contains("holds together"));
    let back = open(&again).await;
    let all = children(back.as_ref()).await;
    let nameless: Vec<_> = all.iter().filter(|child| child.name.is_empty()).map(|child| child.id).collect();
    assert_eq!(nameless, [erased.id], "and only they");
    let records = back.read(county).await.unwrap().erasure().records().await.unwrap();
    assert_eq!(records.iter().map(|one| one.child).collect::<Vec<_>>(), [erased.id]);
    // Without the list the operator is told.
    std::fs::remove_file(place.at("erasures")).unwrap();
    let said = place.done(&place.file("third.db"), "third.key", &["restore", &place.at("before.age")]);
    assert!(said.contains("names nobody"), "{said}");
}

#[test]
fn a_damaged_backup_or_another_passphrase_puts_nothing_back() {
    let place = Place::new("backup-damaged");
    let database = place.file("first.db");
    drop(start_on(&database, &place.0.join("first.key")));
    place.done(&database, "first.key", &["backup", &place.at("whole.age")]);
    let whole = std::fs::read(place.at("whole.age")).unwrap();
    let mut flipped = whole.clone();
    let middle = flipped.len() / 2;
    flipped[middle] ^= 1;
    for (n, bytes) in [&whole[..whole.len() - 40], &flipped, b"something else"].into_iter().enumerate() {
        std::fs::write(place.at("bad.age"), bytes).unwrap();
        place.refused("sqlite:nowhere", "nowhere.key", &["verify", &place.at("bad.age")]);
        let to = place.file(&format!("{n}.db"));
        place.refused(&to, &format!("{n}.key"), &["restore", &place.at("bad.age")]);
        place.done(&to, &format!("{n}.key"), &["restore", &place.at("whole.age")]);
    }
    std::fs::write(place.at("words"), "other words, but long enough\n").unwrap();
    let said = place.refused("sqlite:nowhere", "nowhere.key", &["verify", &place.at("whole.age")]);
    assert!(said.contains("another passphrase"), "{said}");
    let left: Vec<_> = std::fs::read_dir(&place.0).unwrap().map(|f| f.unwrap().file_name()).collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().contains("verify")), "{left:?}");
}

fn mode(file: &Path) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(file).unwrap().permissions()) & 0o777
}

#[test]
fn a_database_does_not_start_without_its_key_and_files_are_their_owners() {
    let place = Place::new("keys");
    let database = place.file("data/county.db");
    let add = ["add-account", "--login", "zhongxin", "--name", "中心", "--role", "centre"];
    place.done(&database, "keys/secret.key", &add);
    for file in ["data/county.db", "keys/secret.key"] {
        assert_eq!(mode(&place.0.join(file)), 0o600, "{file}");
        assert_eq!(mode(place.0.join(file).parent().unwrap()), 0o700, "the folder of {file}");
    }
    let said = place.refused(&database, "keys/lost.key", &["check"]);
    assert!(said.contains("is not there") && said.contains("put the file back"), "{said}");
    assert!(!place.0.join("keys/lost.key").exists(), "no new one is made");
    std::fs::write(place.at("keys/wrong.key"), "7".repeat(64)).unwrap();
    let said = place.refused(&database, "keys/wrong.key", &["check"]);
    assert!(said.contains("another key"), "{said}");
    let said = place.refused("postgres://wuyou:geheim@db.example.cn/w?sslmode=disable", "keys/secret.key", &["check"]);
    assert!(said.contains("--database-in-clear") && !said.contains("geheim"), "{said}");
}

#[tokio::test]
async fn a_change_of_keys_that_is_cut_off_anywhere_leaves_a_database_that_opens() {
    let place = Place::new("rotate");
    let (database, key) = (place.file("county.db"), place.0.join("secret.key"));
    drop(start_on(&database, &key));
    let clock = Clock::system();
    let secret = || std::fs::read_to_string(&key).unwrap();
    let first = secret();
    rotate(&database, &key, &clock, Step::Written).await.unwrap();
    key_file::open(&database, &key, &clock).await.unwrap();
    assert_eq!(secret(), first, "nothing was resealed yet");
    rotate(&database, &key, &clock, Step::Resealed).await.unwrap();
    // The old file was put aside, and then the power went.
    std::fs::rename(&key, key_file::beside(&key, "old")).unwrap();
    key_file::open(&database, &key, &clock).await.unwrap();
    let second = secret();
    assert_ne!(second, first);
    rotate(&database, &key, &clock, Step::Resealed).await.unwrap();
    key_file::open(&database, &key, &clock).await.unwrap();
    let third = secret();
    assert_ne!(third, second);
    place.done(&database, "secret.key", &["rotate-key"]);
    assert_ne!(secret(), third);
    assert!(place.done(&database, "secret.key", &["check"]).contains("holds together"));
    let beside: Vec<_> = ["new", "old"].into_iter().filter(|end| key_file::beside(&key, end).exists()).collect();
    assert_eq!(beside, Vec::<&str>::new());
    assert!(!Phone::sign_in(&start_on(&database, &key)).token.is_empty(), "people sign in by the new digest");
}
