//! Backups, restores and changes of keys, with the commands as operators type them, on both engines.

#[path = "../crates/storage-sql/tests/postgres/mod.rs"]
mod postgres;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use domain::id::{LogId, PhotoId};
use domain::log::{ActivityKind, LogBody, Mode, PhotoRef};
use domain::term::local_day;
use local_store::syncer::Rest;
use local_store::vault::WaitingPhoto;
use server::clock::Clock;
use server::key_file;
use server::rotate::{Step, rotate};
use sync::{LogPatch, RecordLog, ReviseLog};

use crate::common::phone::Handset;
use crate::common::process::{Server, start_on};

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

/// An entry about the phone's first child, with one picture or none.
fn entry(phone: &Handset, note: &str, photo: Option<&WaitingPhoto>) -> RecordLog {
    let child = phone.base.borrow().rows.children().first().map(|child| child.id).unwrap();
    let bytes = |photo: &WaitingPhoto| u32::try_from(photo.bytes.len()).unwrap();
    let photos = photo.map(|photo| PhotoRef { id: photo.id, sha256: String::new(), bytes: bytes(photo) });
    let today = local_day(Clock::system().now());
    let plain = LogBody::plain(vec![child], ActivityKind::Tutoring, Mode::AtSchool, today);
    let body = LogBody { note: note.to_owned(), photos: photos.into_iter().collect(), ..plain };
    RecordLog { log: LogId(phone.id()), body, facts: vec![] }
}

fn picture(phone: &Handset, bytes: usize) -> WaitingPhoto {
    WaitingPhoto { id: PhotoId(phone.id()), bytes: vec![7; bytes] }
}

/// Works until nothing waits any more.
fn hand_in(phone: &Handset) {
    assert!(matches!(phone.run(), Rest::Well(_)));
    assert_eq!(phone.waiting(), 0);
}

/// What the tests' own entries say, as a phone that knew nothing is told by a server.
fn notes(server: &Server, n: u128) -> Vec<String> {
    let phone = Handset::sign_in(server, n);
    let base = phone.base.borrow();
    let all = base.rows.all_logs().map(|log| log.body.note.clone()).filter(|note| note.starts_with('第'));
    let mut all: Vec<String> = all.collect();
    all.sort();
    all
}

/// Backed up, worked on, killed, put back: phones hand in again what they had handed in since.
fn a_county_comes_back(place: &Place, database: &str, again: &str) {
    let server = start_on(database, &place.0.join("first.key"));
    let phone = Handset::sign_in(&server, 1);
    phone.save(entry(&phone, "第1条", None), None);
    hand_in(&phone);
    let second_phone = Handset::sign_in(&server, 6);
    place.done(database, "first.key", &["backup", &place.at("county.age")]);
    let said = place.refused(database, "first.key", &["backup", &place.at("county.age")]);
    assert!(said.contains("never replaces"), "{said}");

    // What comes after the backup: an entry with a picture in several pieces, a correction on each of two phones, and a
    // phone that nobody knew.
    let photo = picture(&phone, 300_000);
    let second = entry(&phone, "第2条", Some(&photo));
    phone.save(second.clone(), Some(&photo));
    phone.save(ReviseLog { log: second.log, base_revision: 1, patch: LogPatch::default().note("第2条，改过") }, None);
    hand_in(&phone);
    assert!(phone.has_photo(photo.id));
    let patch = LogPatch::default().note("第2条，又改过");
    second_phone.save(ReviseLog { log: second.log, base_revision: 2, patch }, None);
    hand_in(&second_phone);
    let newer = Handset::sign_in(&server, 2);
    newer.save(entry(&newer, "第3条", None), None);
    hand_in(&newer);
    // Dropping a server kills it with no warning.
    drop(server);
    phone.save(entry(&phone, "第4条", None), None);
    assert!(matches!(phone.run(), Rest::Failed(_)), "nobody answers");

    let bytes = std::fs::read(place.at("county.age")).unwrap();
    let key = std::fs::read_to_string(place.at("first.key")).unwrap();
    assert!(!bytes.windows(64).any(|some| some == key.trim().as_bytes()));
    assert!(
        place.done("sqlite:nowhere", "nowhere.key", &["verify", &place.at("county.age")]).contains("holds together")
    );
    let said = place.refused(database, "first.key", &["restore", &place.at("county.age")]);
    assert!(said.contains("empty place"), "{said}");
    let said = place.done(again, "again.key", &["restore", &place.at("county.age")]);
    let words = ["gone", "pairings", "decisions on late work", "revoked", "stands in", "guardians", "erasures"];
    for gone in words.into_iter().chain(["passwords and second steps"]) {
        assert!(said.contains(gone), "{said}");
    }
    assert_eq!(std::fs::read_to_string(place.at("again.key")).unwrap(), key);
    assert!(place.done(again, "again.key", &["check"]).contains("holds together"));

    let server = start_on(again, &place.0.join("again.key"));
    assert_eq!(notes(&server, 3), ["第1条"], "as it was");
    second_phone.reaches(&server);
    hand_in(&second_phone);
    assert_eq!(notes(&server, 4), ["第1条"], "a correction waits for its entry");
    phone.reaches(&server);
    hand_in(&phone);
    assert_eq!(notes(&server, 7), ["第1条", "第2条，又改过", "第4条"]);
    assert!(phone.has_photo(photo.id), "the picture, too");
    newer.reaches(&server);
    assert_eq!(newer.run(), Rest::Stopped, "its owner signs in again");
    newer.sign_in_again(&server);
    hand_in(&newer);
    assert_eq!(notes(&server, 5), ["第1条", "第2条，又改过", "第3条", "第4条"], "each once");
    drop(server);
    assert!(place.done(again, "again.key", &["check"]).contains("holds together"));
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

/// A database under the key of the first one.
async fn opened(place: &Place, database: &str) -> std::sync::Arc<dyn storage::Storage> {
    let secret: [u8; 32] =
        hex::decode(std::fs::read_to_string(place.at("first.key")).unwrap().trim()).unwrap().try_into().unwrap();
    storage_sql::open(database, storage_sql::Keys::new(secret, Clock::system().random())).await.unwrap()
}

async fn county_of(storage: &dyn storage::Storage) -> domain::id::CountyId {
    storage.directory().await.unwrap().counties().await.unwrap()[0].id
}

/// The children of a database's one county.
async fn children(storage: &dyn storage::Storage) -> Vec<domain::register::Child> {
    let county = county_of(storage).await;
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
}

/// A line of the children who were erased.
fn erasure(county: domain::id::CountyId, child: uuid::Uuid) -> String {
    format!("\n{county} {child} {child} 2026-09-18T01:00:00Z - rule 2023-06-30")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_was_cut_off_after_its_tables_is_ended_by_the_next_start_once() {
    let place = Place::new("backup-cut-off");
    let database = place.file("first.db");
    drop(start_on(&database, &place.0.join("first.key")));
    let storage = opened(&place, &database).await;
    let (county, erased) = (county_of(storage.as_ref()).await, children(storage.as_ref()).await[0].id);
    drop(storage);
    // What a restore leaves that is killed before anything else is done.
    let (again, key) = (place.file("again.db"), place.0.join("again.key"));
    let mut tables = vec![];
    storage_sql::archive::export(&database, &mut tables).await.unwrap();
    let epoch = Clock::system().now().timestamp();
    storage_sql::archive::import(&again, &mut tables.as_slice(), epoch).await.unwrap();
    std::fs::copy(place.at("first.key"), &key).unwrap();
    std::fs::write(place.at("erasures"), erasure(county, erased.0)).unwrap();
    for start in ["first", "second"] {
        drop(start_on(&again, &key));
        let back = opened(&place, &again).await;
        let all = children(back.as_ref()).await;
        let nameless: Vec<_> = all.iter().filter(|child| child.name.is_empty()).map(|child| child.id).collect();
        assert_eq!(nameless, [erased], "{start}");
        let mut unit = back.read(county).await.unwrap();
        let records = unit.erasure().records().await.unwrap();
        assert_eq!(records.iter().map(|one| one.child).collect::<Vec<_>>(), [erased], "{start}");
        let log = unit.access().after(0, 99).await.unwrap();
        assert_eq!(log.iter().filter(|entry| entry.action == "restore_backup").count(), 1, "{start}: {log:?}");
    }
    let heads = std::fs::read_to_string(place.at("access-heads")).unwrap();
    assert_eq!(heads.lines().filter(|line| line.ends_with(" restored")).count(), 1, "{heads}");
    assert!(place.done(&again, "again.key", &["check"]).contains("holds together"));
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_was_erased_since_a_backup_does_not_come_back_with_it() {
    let place = Place::new("backup-erased");
    let database = place.file("first.db");
    drop(start_on(&database, &place.0.join("first.key")));
    place.done(&database, "first.key", &["backup", &place.at("before.age")]);
    let storage = opened(&place, &database).await;
    let county = county_of(storage.as_ref()).await;
    let erased = children(storage.as_ref()).await[0].clone();
    drop(storage);
    // One of them came after the backup, and is in none of it.
    let lines = erasure(county, erased.id.0) + &erasure(county, crate::common::id(7));
    std::fs::write(place.at("erasures"), lines).unwrap();
    let again = place.file("again.db");
    let said = place.done(&again, "again.key", &["restore", &place.at("before.age")]);
    assert!(said.contains("now again: 1"), "{said}");
    assert!(place.done(&again, "again.key", &["check"]).contains("holds together"));
    let back = opened(&place, &again).await;
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
    // People sign in by the new digest.
    drop(Handset::sign_in(&start_on(&database, &key), 1));
}
