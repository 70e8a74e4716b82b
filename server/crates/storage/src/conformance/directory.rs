//! Laws of what spans counties.

use domain::policy::Role;

use super::fixtures::{COUNTY, OTHER, account, conflict};
use crate::{County, Storage, StorageError};

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let mut directory = storage.directory().await?;
    let county = |id, name: &str| County { id, name: name.to_owned(), is_demo: id == OTHER };
    assert_eq!(directory.counties().await?, [county(OTHER, "白水县"), county(COUNTY, "青石县")], "by name");
    let found = directory.account("mentor").await?;
    assert_eq!(found.map(|a| (a.county, a.grants.len())), Some((COUNTY, 1)));
    assert_eq!(directory.account("nobody").await?, None);
    let session = directory.session(b"third").await?;
    assert_eq!(session.map(|s| (s.county, s.closing)), Some((COUNTY, false)));
    assert_eq!(directory.session(b"nothing").await?, None);
    let mut unit = directory.enter(COUNTY);
    assert_eq!(unit.county(), COUNTY);
    assert_eq!(unit.schools().all().await?.len(), 2, "it goes on in the county");
    drop(unit);

    let mut unit = storage.write(OTHER).await?;
    assert!(unit.accounts().login_taken("mentor").await?, "sign-in names are the server's");
    conflict(unit.accounts().add(&[account(OTHER, 21, "mentor", Role::Centre, None)]).await);
    Ok(())
}
