//! Laws of sessions, and of what revoking a device does to them.

use domain::id::{AccountId, DeviceId};

use super::fixtures::{COUNTY, OTHER, at, id, inconsistent};
use crate::{Session, Storage, StorageError};

fn session(token: &[u8], device: Option<u128>) -> Session {
    let whose = (COUNTY, AccountId(id(21)));
    Session::opened(token.to_vec(), whose, device.map(|n| DeviceId(id(n))), at(0), at(90))
}

/// Which of the suite's sessions there are, and whether each is closing.
async fn open(storage: &dyn Storage) -> Result<Vec<(&'static str, bool)>, StorageError> {
    let mut directory = storage.directory().await?;
    let mut found = Vec::new();
    for token in ["first", "second", "third", "bare"] {
        found.extend(directory.session(token.as_bytes()).await?.map(|s| (token, s.closing)));
    }
    Ok(found)
}

pub async fn laws(storage: &dyn Storage) -> Result<(), StorageError> {
    let me = AccountId(id(21));
    let (revoked, other) = (DeviceId(id(60)), DeviceId(id(61)));
    let mut unit = storage.write(COUNTY).await?;
    for one in [session(b"first", Some(60)), session(b"second", Some(61)), session(b"third", Some(61))] {
        unit.sessions().add(&one).await?;
    }
    unit.sessions().add(&session(b"bare", None)).await?;
    unit.sessions().seen(b"second", at(30)).await?;
    unit.sessions().seen(b"nobody's", at(30)).await?;
    unit.sessions().confirmed(b"second", at(31)).await?;
    unit.sessions().confirmed(b"nobody's", at(31)).await?;
    inconsistent(unit.sessions().add(&Session { county: OTHER, ..session(b"astray", None) }).await);
    let desks: Vec<Vec<u8>> = unit.sessions().at_desks(me).await?.into_iter().map(|one| one.token_hash).collect();
    assert_eq!(desks, [b"bare".to_vec()], "no phone's");
    unit.devices().revoke(revoked, at(10), at(50)).await?;
    unit.devices().revoke(revoked, at(20), at(60)).await?;
    assert_eq!(unit.devices().get(revoked).await?.and_then(|d| d.revoked_at), Some(at(10)), "it ends once");
    assert_eq!(unit.devices().get(other).await?.and_then(|d| d.revoked_at), None);
    unit.commit().await?;
    let all = [("first", true), ("second", false), ("third", false)];
    assert_eq!(open(storage).await?, all, "what the revoked device opened is closing, and a desk's has ended");
    let used = storage.directory().await?.session(b"second").await?;
    assert_eq!(used, Some(Session { seen_at: at(30), confirmed_at: at(31), ..session(b"second", Some(61)) }));
    let closing = storage.directory().await?.session(b"first").await?;
    assert_eq!(closing.map(|s| s.expires_at), Some(at(50)), "and not for long");

    let mut unit = storage.write(COUNTY).await?;
    unit.sessions().end_all(me, Some(b"second")).await?;
    unit.commit().await?;
    let left = [("first", true), ("second", false)];
    assert_eq!(open(storage).await?, left, "the one that asks goes on, the revoked phone may hand in its work");

    let mut unit = storage.write(COUNTY).await?;
    unit.sessions().end(b"first").await?;
    unit.sessions().end(b"second").await?;
    unit.sessions().end(b"second").await?;
    unit.commit().await?;
    assert_eq!(open(storage).await?, []);

    let mut unit = storage.write(COUNTY).await?;
    unit.sessions().add(&session(b"third", Some(61))).await?;
    unit.sessions().add(&session(b"bare", None)).await?;
    for (token, until) in [(b"first", 80), (b"other", 89)] {
        unit.sessions().add(&Session { expires_at: at(until), closing: until == 80, ..session(token, None) }).await?;
    }
    assert_eq!(unit.sessions().end_expired(at(89)).await?, 2, "closing or not, at the very instant too");
    assert_eq!(unit.sessions().end_expired(at(89)).await?, 0);
    unit.commit().await?;
    assert_eq!(open(storage).await?, [("third", false), ("bare", false)]);

    let mut unit = storage.write(COUNTY).await?;
    unit.sessions().end_at_desks(AccountId(id(22))).await?;
    unit.sessions().add(&Session { second_step: true, ..session(b"first", None) }).await?;
    unit.commit().await?;
    let stepped = storage.directory().await?.session(b"first").await?;
    assert_eq!(stepped.map(|s| s.second_step), Some(true));
    let mut unit = storage.write(COUNTY).await?;
    unit.sessions().end_at_desks(me).await?;
    unit.sessions().add(&session(b"bare", None)).await?;
    unit.commit().await?;
    assert_eq!(open(storage).await?, [("third", false), ("bare", false)], "phones go on");
    Ok(())
}
