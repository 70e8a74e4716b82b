//! The phone's own fingerprint or face instead of the password on this phone.

use local_store::StoreError;
use local_store::fingerprint::Asked;
use local_store::indexed_db::{IndexedDbKeyring, WebCiphers};
use local_store::quick::Way;

use super::account::{KEYRING, OpenAccount, by_typed_password, opened_here};
use crate::platform::clock::{now, random};
use crate::platform::fingerprint::{self, Refused};
use crate::problem::OpenError;

/// Why it did not open, or could not be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failed {
    /// The phone gave no secret. What was chosen stays.
    Refused(Refused),
    /// It opens nothing here any more; the password does.
    Gone,
    /// As with any other way in.
    Open(OpenError),
}

impl From<Refused> for Failed {
    fn from(refused: Refused) -> Self {
        Self::Refused(refused)
    }
}

impl<E: Into<OpenError>> From<E> for Failed {
    fn from(problem: E) -> Self {
        Self::Open(problem.into())
    }
}

async fn chosen_credential(digest: &str) -> Result<Option<Asked>, StoreError> {
    match KEYRING.key(digest).await? {
        Some(kept) => KEYRING.fingerprint_of(kept.account).await,
        None => Ok(None),
    }
}

/// Whether somebody chose it on this phone for a login. It may have stopped to open anything.
pub async fn chosen(digest: &str) -> bool {
    chosen_credential(digest).await.is_ok_and(|credential| credential.is_some())
}

/// Chooses it, with the password; the phone shows `name` and learns nobody's. Where it does not come to an end, what was chosen
/// before stays.
pub async fn choose(digest: &str, password: &str, name: &str) -> Result<(), Failed> {
    let kept = KEYRING.key(digest).await?.ok_or(OpenError::NotHere)?;
    let data_key = by_typed_password(&kept, password).await?;
    let before = KEYRING.fingerprint_of(kept.account).await?;
    let mut salt = [0; _];
    random(&mut salt);
    let (asked, secret) = fingerprint::make(name, salt).await?;
    let kept_it = async {
        let browser = IndexedDbKeyring.make_browser_key(Way::Fingerprint, kept.account).await?;
        KEYRING.set_fingerprint(kept.account, &asked, &secret, &data_key, (&WebCiphers, &browser), now()).await
    };
    let outcome = kept_it.await;
    if let Some(unneeded) = if outcome.is_ok() { before } else { Some(asked) } {
        fingerprint::give_up(&unneeded).await;
    }
    Ok(outcome?)
}

/// Opens what lies on this phone, without the server.
pub async fn unlock(digest: &str, asked: &Asked) -> Result<OpenAccount, Failed> {
    // The phone is asked first: some browsers let a page do so only right after a touch.
    let secret = fingerprint::ask(asked).await?;
    let kept = KEYRING.key(digest).await?.ok_or(OpenError::NotHere)?;
    let Some(browser) = IndexedDbKeyring.browser_key(Way::Fingerprint, kept.account).await? else {
        KEYRING.drop_way(Way::Fingerprint, kept.account).await?;
        return Err(Failed::Gone);
    };
    let data_key = KEYRING.open_by_fingerprint(kept.account, &secret, (&WebCiphers, &browser), now()).await?;
    Ok(opened_here(digest, &kept, data_key.ok_or(Failed::Gone)?).await?)
}

/// It opens nothing any more, and the phone need not keep its part.
pub async fn give_up(digest: &str) -> Result<(), StoreError> {
    let Some(kept) = KEYRING.key(digest).await? else { return Ok(()) };
    let before = KEYRING.fingerprint_of(kept.account).await?;
    KEYRING.drop_way(Way::Fingerprint, kept.account).await?;
    if let Some(before) = before {
        fingerprint::give_up(&before).await;
    }
    Ok(())
}
