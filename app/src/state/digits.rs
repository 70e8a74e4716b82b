//! Six digits instead of the password on this phone.

use local_store::StoreError;
use local_store::digits::Tried;
use local_store::indexed_db::{IndexedDbKeyring, WebCiphers};
use local_store::quick::Way;

use super::account::{KEYRING, OpenAccount, by_typed_password, opened_here};
use crate::platform::clock::{now, random};
use crate::problem::OpenError;

/// What came of digits that were tried.
pub enum Outcome {
    /// They are right.
    Opened(Box<OpenAccount>),
    /// They are not; so many tries are left.
    Wrong(u8),
    /// The password is asked for from now on.
    Gone,
}

/// Whether somebody chose digits on this phone for a login. They may have stopped to open anything.
pub async fn chosen(digest: &str) -> bool {
    let Ok(Some(kept)) = KEYRING.key(digest).await else { return false };
    KEYRING.has(Way::Digits, kept.account).await.unwrap_or_default()
}

/// Opens what lies on this phone, without the server.
pub async fn unlock(digest: &str, digits: &str) -> Result<Outcome, OpenError> {
    let kept = KEYRING.key(digest).await?.ok_or(OpenError::NotHere)?;
    let Some(browser) = IndexedDbKeyring.browser_key(Way::Digits, kept.account).await? else {
        KEYRING.drop_way(Way::Digits, kept.account).await?;
        return Ok(Outcome::Gone);
    };
    Ok(match KEYRING.try_digits(kept.account, digits, (&WebCiphers, &browser), now()).await? {
        Tried::Opened(data_key) => Outcome::Opened(Box::new(opened_here(digest, &kept, data_key).await?)),
        Tried::Wrong(left) => Outcome::Wrong(left),
        Tried::Gone => Outcome::Gone,
    })
}

/// Chooses digits, with the password.
pub async fn choose(digest: &str, password: &str, digits: &str) -> Result<(), OpenError> {
    let kept = KEYRING.key(digest).await?.ok_or(OpenError::NotHere)?;
    let data_key = by_typed_password(&kept, password).await?;
    let browser = IndexedDbKeyring.make_browser_key(Way::Digits, kept.account).await?;
    let mut salt = [0; 16];
    random(&mut salt);
    Ok(KEYRING.set_digits(kept.account, digits, &data_key, salt, (&WebCiphers, &browser), now()).await?)
}

/// They open nothing any more.
pub async fn give_up(digest: &str) -> Result<(), StoreError> {
    match KEYRING.key(digest).await? {
        Some(kept) => KEYRING.drop_way(Way::Digits, kept.account).await,
        None => Ok(()),
    }
}
