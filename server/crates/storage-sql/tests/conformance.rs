//! One suite, two engines.
#![expect(clippy::unwrap_used, reason = "a test ends where something is missing")]

mod postgres;

use postgres::Postgres;
use storage::{Storage, StorageError};
use storage_sql::Keys;

/// All bytes of the files of a folder.
fn files_of(folder: &std::path::Path) -> Vec<u8> {
    let files = std::fs::read_dir(folder).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    files.collect::<Vec<_>>().concat()
}

/// All rows of all tables, as PostgreSQL writes them.
async fn dump(address: &str) -> Vec<u8> {
    let pool = sqlx::PgPool::connect(address).await.unwrap();
    let tables: Vec<(String,)> = sqlx::query_as("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
        .fetch_all(&pool)
        .await
        .unwrap();
    let mut all = String::new();
    for (table,) in tables {
        let rows = sqlx::AssertSqlSafe(format!("SELECT t::text FROM {table} t"));
        let rows: Vec<(String,)> = sqlx::query_as(rows).fetch_all(&pool).await.unwrap();
        all.extend(rows.into_iter().flat_map(|(row,)| [row, "\n".to_owned()]));
    }
    all.into_bytes()
}

fn holds(all: &[u8], what: &[u8]) -> bool {
    let hexed = hex::encode(what);
    [what, hexed.as_bytes()].iter().any(|what| all.windows(what.len()).any(|some| some == *what))
}

fn nothing_is_left_of_the_erased(all: &[u8]) {
    use storage::conformance::erasure::{PICTURE, PLANTED};
    assert!(holds(all, "孩子41".as_bytes()), "the others are there");
    for word in PLANTED {
        assert!(!holds(all, word.as_bytes()), "{word} is left");
    }
    assert!(!holds(all, PICTURE) && !holds(all, &PICTURE[..9]));
    assert!(!holds(all, b"13900324292"), "nor does any phone number stand in clear");
}

/// Nothing of them can be read with database and key either, and what is about others can.
async fn nothing_is_readable_of_the_erased(address: &str) {
    use storage::conformance::erasure::{PLANTED, STAYING};
    let said = storage_sql::opened(address, &Keys::for_tests()).await.unwrap();
    for word in PLANTED {
        let line = said.lines().find(|line| line.contains(word));
        assert_eq!(line, None, "{word} can still be read");
    }
    for word in STAYING {
        assert!(said.contains(word), "{word} is gone");
    }
}

#[tokio::test]
async fn sqlite_conforms() {
    let folder = std::env::temp_dir().join(format!("wuyou-conformance-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let storage =
        storage_sql::open(&format!("sqlite:{}", folder.join("wuyou.db").display()), Keys::for_tests()).await.unwrap();
    storage::conformance::run(storage.as_ref()).await.unwrap();
    nothing_is_left_of_the_erased(&files_of(&folder));
    nothing_is_readable_of_the_erased(&format!("sqlite:{}", folder.join("wuyou.db").display())).await;
    // Opening again finds the layout up to date and the data in place.
    drop(storage);
    let again =
        storage_sql::open(&format!("sqlite:{}", folder.join("wuyou.db").display()), Keys::for_tests()).await.unwrap();
    let seq = again.read(storage::conformance::fixtures::COUNTY).await.unwrap().commits().newest().await.unwrap();
    assert!(seq > 0);
    let _ = std::fs::remove_dir_all(&folder);
}

#[tokio::test]
async fn sqlite_in_memory_conforms() {
    let storage = storage_sql::open("sqlite::memory:", Keys::for_tests()).await.unwrap();
    storage::conformance::run(storage.as_ref()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_conforms() {
    let postgres = Postgres::start("off");
    let storage = storage_sql::open(&postgres.address(), Keys::for_tests()).await.unwrap();
    storage::conformance::run(storage.as_ref()).await.unwrap();
    nothing_is_left_of_the_erased(&dump(&postgres.address()).await);
    nothing_is_readable_of_the_erased(&postgres.address()).await;
}

/// What one writer has read holds until it has written: the next one of the county waits, another county's does not.
async fn one_writes_at_a_time(storage: &dyn Storage, others_wait: bool) -> Result<(), StorageError> {
    use storage::conformance::fixtures::{COUNTY, OTHER};
    let moment = std::time::Duration::from_millis(200);
    for (county, name) in [(COUNTY, "青石县"), (OTHER, "白水县")] {
        let mut unit = storage.write(county).await?;
        unit.commits().found(name).await?;
        unit.commit().await?;
    }
    let first = storage.write(COUNTY).await?;
    assert!(tokio::time::timeout(moment, storage.write(COUNTY)).await.is_err(), "two write at once");
    assert_eq!(tokio::time::timeout(moment, storage.write(OTHER)).await.is_err(), others_wait);
    first.commit().await?;
    assert!(tokio::time::timeout(moment * 10, storage.write(COUNTY)).await.is_ok());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_writes_to_a_county_is_alone() {
    let postgres = Postgres::start("off");
    one_writes_at_a_time(storage_sql::open(&postgres.address(), Keys::for_tests()).await.unwrap().as_ref(), false)
        .await
        .unwrap();
    // SQLite has one writer for all.
    one_writes_at_a_time(storage_sql::open("sqlite::memory:", Keys::for_tests()).await.unwrap().as_ref(), true)
        .await
        .unwrap();
}

#[tokio::test]
async fn a_method_that_nothing_calls_is_named() {
    let storage = storage_sql::open("sqlite::memory:", Keys::for_tests()).await.unwrap();
    let counted = storage::conformance::Counted::new(storage.as_ref());
    let before = counted.never_called();
    assert!(before.contains(&"feedback().newest") && before.contains(&"directory().enter"), "{before:?}");
    counted.read(storage::conformance::fixtures::COUNTY).await.unwrap().feedback().newest(1).await.unwrap();
    let after = counted.never_called();
    assert_eq!(before.len() - after.len(), 1);
    assert!(!after.contains(&"feedback().newest") && after.contains(&"feedback().add"), "{after:?}");
}

#[tokio::test]
async fn an_unknown_address_says_what_it_should_be() {
    let error = storage_sql::open("mysql://somewhere", Keys::for_tests())
        .await
        .err()
        .map(|e| e.to_string())
        .unwrap_or_default();
    assert!(error.contains("sqlite: or postgres:"), "{error}");
}

/// Copies a database from one engine into the other and back, and puts it under another key.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_is_carried_to_the_other_engine_and_put_under_another_key() {
    use storage_sql::archive::{ArchiveError, export, import};
    let folder = std::env::temp_dir().join(format!("wuyou-carried-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str| format!("sqlite:{}", folder.join(name).display());
    let (first, postgres, last) = (file("first.db"), Postgres::start("off"), file("last.db"));
    let storage = storage_sql::open(&first, Keys::for_tests()).await.unwrap();
    storage::conformance::run(storage.as_ref()).await.unwrap();
    let (mut one, mut two) = (vec![], vec![]);
    let counts = export(&first, &mut one).await.unwrap();
    assert_eq!(import(&postgres.address(), &mut one.as_slice(), 7).await.unwrap(), counts);
    assert!(matches!(import(&postgres.address(), &mut one.as_slice(), 7).await, Err(ArchiveError::NotEmpty)));
    export(&postgres.address(), &mut two).await.unwrap();
    let cut = import(&file("cut.db"), &mut &two[..two.len() - 9], 7).await;
    assert!(matches!(cut, Err(ArchiveError::Damaged(_))), "{cut:?}");
    import(&last, &mut two.as_slice(), 8).await.unwrap();

    let seen = async |storage: &dyn Storage| {
        let mut unit = storage.read(storage::conformance::fixtures::COUNTY).await.unwrap();
        let register = unit.register().since(0).await.unwrap();
        assert_eq!(register.unreadable, []);
        let accounts =
            unit.accounts().of_school(domain::id::SchoolId(storage::conformance::fixtures::id(11))).await.unwrap();
        let numbers =
            unit.children().numbers(&[domain::id::ChildId(storage::conformance::fixtures::id(41))]).await.unwrap();
        (
            register.rows,
            accounts,
            numbers,
            unit.feedback().newest(9).await.unwrap(),
            unit.credits().amiss().await.unwrap(),
        )
    };
    let as_it_was = seen(storage.as_ref()).await;
    let other = Keys::new([8; 32], [8; 32]);
    for address in [postgres.address(), last] {
        let open = storage_sql::open(&address, Keys::for_tests()).await.unwrap();
        let (rows, accounts, _, feedback, amiss) = seen(open.as_ref()).await;
        assert_eq!((&rows, &accounts, &feedback, &amiss), (&as_it_was.0, &as_it_was.1, &as_it_was.3, &as_it_was.4));
        storage_sql::rotate(&address, &Keys::for_tests(), &other).await.unwrap();
        let late = open.write(storage::conformance::fixtures::COUNTY).await.err();
        assert!(matches!(late, Some(StorageError::Unavailable(_))), "a server with the old key writes no more");
        drop(open);
        assert!(matches!(storage_sql::open(&address, Keys::for_tests()).await.err(), Some(StorageError::WrongKey)));
        assert!(storage_sql::rotate(&address, &Keys::for_tests(), &other).await.is_err(), "nor is it rotated twice");
        let open = storage_sql::open(&address, other.clone()).await.unwrap();
        let (rows, accounts, numbers, feedback, amiss) = seen(open.as_ref()).await;
        assert_eq!((&rows, &accounts, &feedback, &amiss), (&as_it_was.0, &as_it_was.1, &as_it_was.3, &as_it_was.4));
        assert_eq!(numbers[0].number, as_it_was.2[0].number);
        let number = numbers[0].number.as_ref().unwrap().as_str();
        assert_eq!(numbers[0].digest, Some(other.number_digest(number)), "found by the new key's digest");
        let mut directory = open.directory().await.unwrap();
        assert!(directory.account(&accounts[0].login).await.unwrap().is_some(), "and so are people");
    }
    let _ = std::fs::remove_dir_all(&folder);
}
