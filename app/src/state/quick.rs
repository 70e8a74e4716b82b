//! What opens this phone without the password, whichever way was chosen.

use local_store::StoreError;
use local_store::fingerprint::Asked;
use local_store::keyring::WrappedKey;

use super::account::KEYRING;
use crate::platform::clock::now;

/// What opens a phone now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Whether six digits do.
    pub digits: bool,
    /// What the phone is asked for, where its fingerprint does.
    pub fingerprint: Option<Asked>,
}

async fn kept(digest: &str) -> Option<WrappedKey> {
    KEYRING.key(digest).await.ok().flatten()
}

/// Whether somebody chose any way on this phone for a login. It may have stopped to open anything.
pub async fn chosen(digest: &str) -> bool {
    let Some(kept) = kept(digest).await else { return false };
    KEYRING.has_any(kept.account).await.unwrap_or_default()
}

/// What opens what lies here now. What does no more is taken away.
pub async fn standing(digest: &str) -> Standing {
    let Some(kept) = kept(digest).await else { return Standing::default() };
    Standing {
        digits: KEYRING.digits_stand(kept.account, now()).await.unwrap_or_default(),
        fingerprint: KEYRING.standing_fingerprint(kept.account, now()).await.unwrap_or_default(),
    }
}

/// The password is asked for again.
pub async fn give_up(digest: &str) -> Result<(), StoreError> {
    match KEYRING.key(digest).await? {
        Some(kept) => KEYRING.drop_ways(kept.account).await,
        None => Ok(()),
    }
}

/// The same for whoever was here last.
pub async fn give_up_last() {
    if let Ok(Some(digest)) = KEYRING.last().await {
        drop(give_up(&digest).await);
    }
}
