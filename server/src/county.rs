//! Which county a command is for. A request's county is the signed-in person's.

use anyhow::bail;
use domain::id::CountyId;
use storage::{County, Storage};

use crate::clock::Clock;

/// The county of that name; without a name the one county of the database, or a new one when there is
/// none. A further county begins only where `begins` says so, lest a misspelt name makes one. A new
/// county is not written here: the command founds it in its own unit of work.
pub async fn chosen(storage: &dyn Storage, clock: &Clock, name: Option<&str>, begins: bool) -> anyhow::Result<County> {
    let counties = storage.directory().await?.counties().await?;
    let fresh = |name: &str| County { id: CountyId(clock.uuid()), name: name.to_owned(), is_demo: false };
    let names = || counties.iter().map(|c| c.name.as_str()).collect::<Vec<_>>().join(", ");
    match (name, counties.as_slice()) {
        (name, []) => Ok(fresh(name.unwrap_or_default())),
        (None, [one]) => Ok(one.clone()),
        (None, _) => bail!("there are several counties; say which with --county: {}", names()),
        (Some(name), known) => match known.iter().find(|c| c.name == name) {
            Some(found) => Ok(found.clone()),
            None if begins && known.iter().any(|c| c.is_demo) => {
                bail!("people are made up in this database: a real county begins in a database of its own")
            }
            None if begins => Ok(fresh(name)),
            None => bail!(
                "there is no county {name:?}, only: {}; a new one begins with its first account, add-account --role centre",
                names()
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_one_county_is_meant_and_of_several_one_is_named() {
        let storage = storage_sql::open("sqlite::memory:", storage_sql::Keys::for_tests())
            .await
            .unwrap_or_else(|e| panic!("{e}"));
        let clock = Clock::fixed(chrono::DateTime::UNIX_EPOCH, 1);
        let storage = storage.as_ref();
        let found = async |county: &County| {
            let mut unit = storage.write(county.id).await.unwrap_or_else(|e| panic!("{e}"));
            unit.commits().found(&county.name).await.unwrap_or_else(|e| panic!("{e}"));
            unit.commit().await.unwrap_or_else(|e| panic!("{e}"));
        };
        let asked = async |name, begins| chosen(storage, &clock, name, begins).await;
        let first = asked(Some("青石县"), false).await.unwrap_or_else(|e| panic!("{e}"));
        found(&first).await;
        assert_eq!(asked(None, false).await.ok(), Some(first.clone()));
        assert_eq!(asked(Some("青石县"), true).await.ok(), Some(first));
        assert!(asked(Some("青右县"), false).await.is_err(), "a misspelt name makes no county");
        let second = asked(Some("白水县"), true).await.unwrap_or_else(|e| panic!("{e}"));
        found(&second).await;
        let several = asked(None, true).await.err().map(|e| e.to_string()).unwrap_or_default();
        assert!(several.contains("--county") && several.contains("白水县, 青石县"), "{several}");
        assert_eq!(asked(Some("白水县"), false).await.ok(), Some(second));
    }
}
