//! One suite, two engines.

mod postgres;

use postgres::Postgres;
use storage::Storage as _;

#[tokio::test]
async fn sqlite_conforms() {
    let folder = std::env::temp_dir().join(format!("wuyou-conformance-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let storage = storage_sql::open(&format!("sqlite:{}", folder.join("wuyou.db").display())).await.unwrap();
    storage::conformance::run(storage.as_ref()).await.unwrap();
    // Opening again finds the layout up to date and the data in place.
    drop(storage);
    let again = storage_sql::open(&format!("sqlite:{}", folder.join("wuyou.db").display())).await.unwrap();
    let seq = again.read(storage::conformance::fixtures::COUNTY).await.unwrap().commits().newest().await.unwrap();
    assert!(seq > 0);
    let _ = std::fs::remove_dir_all(&folder);
}

#[tokio::test]
async fn sqlite_in_memory_conforms() {
    let storage = storage_sql::open("sqlite::memory:").await.unwrap();
    storage::conformance::run(storage.as_ref()).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn postgres_conforms() {
    let postgres = Postgres::start("off");
    let storage = storage_sql::open(&postgres.address()).await.unwrap();
    storage::conformance::run(storage.as_ref()).await.unwrap();
}

#[tokio::test]
async fn a_method_that_nothing_calls_is_named() {
    let storage = storage_sql::open("sqlite::memory:").await.unwrap();
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
    let error = storage_sql::open("mysql://somewhere").await.err().map(|e| e.to_string()).unwrap_or_default();
    assert!(error.contains("sqlite: or postgres:"), "{error}");
}
