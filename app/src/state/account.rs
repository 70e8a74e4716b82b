//! Signing in and unlocking: from a password to an open vault.

use std::rc::Rc;

use domain::id::DeviceId;
use domain::policy::Role;
use local_store::cipher::{KEY_BYTES, WebCipher};
use local_store::indexed_db::{IndexedDbKeyring, IndexedDbStore};
use local_store::keyring::{Keyring, MEMORY_KIB, PASSES, WrappedKey, login_digest, password_key, unwrap, wrap};
use local_store::{StoreError, Vault};
use sync::account::{Activate, Me, SignIn, SignedIn};

use super::api;
use crate::platform::clock::{now, random};
use crate::problem::{OpenError, RequestError};

/// Mark under which the account's own description is kept, for starts without a network.
const ME: &str = "me";
/// Mark under which the session's token is kept.
const TOKEN: &str = "session";

/// An account whose owner has come in, with or without records on this phone.
#[derive(Clone)]
pub struct OpenAccount {
    /// The person, as the server described them last.
    pub me: Me,
    /// The encrypted store, and by which device the server knows this browser for the account; none at a desk.
    pub phone: Option<(Vault, DeviceId)>,
}

/// Whether a person keeps a field log on this phone.
pub fn is_mentor(me: &Me) -> bool {
    me.grants.iter().any(|g| g.role == Role::Mentor)
}

/// The keys of this browser.
pub const KEYRING: &dyn Keyring = &IndexedDbKeyring;

fn salt_of(wrapped_key: &WrappedKey) -> Vec<u8> {
    hex::decode(&wrapped_key.salt).unwrap_or_default()
}

fn key_from_hex(text: &str) -> Result<[u8; KEY_BYTES], StoreError> {
    hex::decode(text).ok().and_then(|b| b.try_into().ok()).ok_or(StoreError::Unreadable)
}

/// The data key out of its wrapping, by the password.
pub async fn by_password(wrapped_key: &WrappedKey, password: &str) -> Result<[u8; KEY_BYTES], StoreError> {
    let key = password_key(password, &salt_of(wrapped_key), wrapped_key.memory_kib, wrapped_key.passes)?;
    unwrap(&WebCipher::new(key).await?, &wrapped_key.by_password).await
}

/// The same, where somebody has just typed it: what does not open is a wrong password.
pub(super) async fn by_typed_password(wrapped_key: &WrappedKey, password: &str) -> Result<[u8; KEY_BYTES], OpenError> {
    by_password(wrapped_key, password).await.map_err(|error| match error {
        StoreError::Unreadable => OpenError::WrongPassword,
        other => OpenError::Store(other),
    })
}

async fn wrapped_anew(
    me: &Me,
    device: DeviceId,
    data_key: &[u8; KEY_BYTES],
    password: &str,
    recovery: [u8; KEY_BYTES],
) -> Result<WrappedKey, StoreError> {
    let mut salt = [0; 16];
    random(&mut salt);
    let key = password_key(password, &salt, MEMORY_KIB, PASSES)?;
    Ok(WrappedKey {
        version: 1,
        account: me.account,
        device,
        salt: hex::encode(salt),
        memory_kib: MEMORY_KIB,
        passes: PASSES,
        by_password: wrap(&WebCipher::new(key).await?, data_key).await?,
        by_recovery: wrap(&WebCipher::new(recovery).await?, data_key).await?,
    })
}

async fn open_vault(account: &str, data_key: [u8; KEY_BYTES]) -> Result<Vault, StoreError> {
    let store = IndexedDbStore::open(account).await?;
    Ok(Vault::new(Rc::new(store), Rc::new(WebCipher::new(data_key).await?)))
}

/// After the server said yes: opens the phone's store with the password, or, when the password was
/// changed elsewhere or forgotten, with the recovery key; and wraps the data key anew.
async fn opened(login: &str, password: &str, answer: SignedIn) -> Result<OpenAccount, OpenError> {
    let digest = login_digest(login);
    let Some(phone) = answer.phone else { return Ok(OpenAccount { me: answer.me, phone: None }) };
    let recovery = key_from_hex(&phone.recovery_key)?;
    // Whoever has a new sign-in name has the same store, with what is unsent in it.
    let kept = match KEYRING.key(&digest).await?.filter(|kept| kept.account == answer.me.account) {
        Some(kept) => Some(kept),
        None => KEYRING.of_account(answer.me.account).await?,
    };
    let data_key = match &kept {
        Some(kept) => match by_password(kept, password).await {
            Ok(key) => key,
            // The password is another one: what was chosen beside the old one opens nothing any more.
            Err(_) => {
                KEYRING.drop_ways(kept.account).await?;
                unwrap(&WebCipher::new(recovery).await?, &kept.by_recovery).await?
            }
        },
        None => {
            let mut fresh = [0; KEY_BYTES];
            random(&mut fresh);
            fresh
        }
    };
    let fresh = wrapped_anew(&answer.me, phone.device, &data_key, password, recovery).await?;
    KEYRING.keep(&digest, &fresh).await?;
    KEYRING.password_used(answer.me.account, now()).await?;
    let vault = open_vault(&answer.me.account.to_string(), data_key).await?;
    vault.keep_mark(ME, &answer.me).await?;
    keep_token(&vault, &phone.token).await?;
    // Last, so that nobody is asked to unlock what cannot be unlocked yet.
    remember(&digest).await;
    crate::platform::storage::persist().await;
    Ok(OpenAccount { me: answer.me, phone: Some((vault, phone.device)) })
}

/// Keeps the session's token sealed, and names it from now on.
pub async fn keep_token(vault: &Vault, token: &str) -> Result<(), StoreError> {
    vault.keep_mark(TOKEN, &token).await?;
    api::bear(Some(token.to_owned()));
    Ok(())
}

/// Names the session that lies in the vault: another tab may have opened a newer one.
pub async fn take_up_token(vault: &Vault) {
    api::bear(vault.mark(TOKEN).await.ok().flatten());
}

/// A name for this browser that its owner will recognise in a list.
fn device_label() -> String {
    let agent = crate::platform::window().navigator().user_agent().unwrap_or_default();
    let system = ["HarmonyOS", "Android", "iPhone", "iPad", "Windows", "Macintosh", "Linux"];
    let browser = ["MicroMessenger", "HuaweiBrowser", "Edg", "Firefox", "Chrome", "Safari"];
    let find = |list: &[&'static str]| list.iter().find(|word| agent.contains(**word)).copied().unwrap_or("");
    format!("{} {}", find(&system), find(&browser)).trim().to_owned()
}

/// As which device the server may know this browser: as the login's, or as that of who was here last and may have
/// another sign-in name by now. The server goes by it only where it is the account's own.
async fn known_device(login: &str) -> Result<Option<DeviceId>, StoreError> {
    let digest = login_digest(login);
    if let Some(kept) = KEYRING.key(&digest).await? {
        return Ok(Some(kept.device));
    }
    let Some(last) = KEYRING.last().await? else { return Ok(None) };
    Ok(KEYRING.key(&last).await?.map(|kept| kept.device))
}

/// Signs in with the server, on this phone or at the desks.
pub async fn sign_in(login: &str, password: &str, desk: bool) -> Result<OpenAccount, OpenError> {
    let request = SignIn {
        login: login.trim().to_owned(),
        password: password.to_owned(),
        device: known_device(login).await?,
        label: device_label(),
        desk,
    };
    match api::sign_in(&request).await {
        Ok(answer) => opened(login, password, answer).await,
        // Without a network the password opens what lies on this phone.
        Err(RequestError::Unreachable) if !desk => {
            unlock(&login_digest(login), password).await.map_err(|error| match error {
                OpenError::NotHere => OpenError::Request(RequestError::Unreachable),
                other => other,
            })
        }
        Err(error) => Err(error.into()),
    }
}

/// Sets the first password with a one-time code.
pub async fn activate(login: &str, code: &str, password: &str) -> Result<OpenAccount, OpenError> {
    let request = Activate {
        login: login.trim().to_owned(),
        code: code.to_owned(),
        password: password.to_owned(),
        device: known_device(login).await?,
        label: device_label(),
    };
    let answer = api::activate(&request).await?;
    opened(login, password, answer).await
}

/// Opens what lies on this phone, without the server.
pub async fn unlock(digest: &str, password: &str) -> Result<OpenAccount, OpenError> {
    let kept = KEYRING.key(digest).await?.ok_or(OpenError::NotHere)?;
    let data_key = by_typed_password(&kept, password).await?;
    KEYRING.password_used(kept.account, now()).await?;
    opened_here(digest, &kept, data_key).await
}

/// Opens what lies on this phone with its data key.
pub(super) async fn opened_here(
    digest: &str,
    kept: &WrappedKey,
    data_key: [u8; KEY_BYTES],
) -> Result<OpenAccount, OpenError> {
    let vault = open_vault(&kept.account.to_string(), data_key).await?;
    let me: Option<Me> = vault.mark(ME).await?;
    let me = me.ok_or(StoreError::Unreadable)?;
    take_up_token(&vault).await;
    remember(digest).await;
    Ok(OpenAccount { me, phone: Some((vault, kept.device)) })
}

/// Remembers who was here. Where there is no room for that, nothing is lost but the sign-in name.
async fn remember(digest: &str) {
    drop(KEYRING.remember(digest).await);
}

/// Whether the account used last can be unlocked on this phone without the server.
pub async fn can_unlock() -> Option<String> {
    let digest = KEYRING.last().await.ok().flatten()?;
    KEYRING.key(&digest).await.ok().flatten().map(|_| digest)
}

/// After a change of password: the phone's key follows.
pub async fn rewrap(digest: &str, old: &str, new: &str) -> Result<(), OpenError> {
    let Some(kept) = KEYRING.key(digest).await? else { return Ok(()) };
    let data_key = by_password(&kept, old).await?;
    let mut salt = [0; 16];
    random(&mut salt);
    let key = password_key(new, &salt, MEMORY_KIB, PASSES)?;
    let by_password = wrap(&WebCipher::new(key).await?, &data_key).await?;
    // Whoever changes a password may have lost more than that.
    KEYRING.drop_ways(kept.account).await?;
    let fresh = WrappedKey { salt: hex::encode(salt), memory_kib: MEMORY_KIB, passes: PASSES, by_password, ..kept };
    Ok(KEYRING.keep(digest, &fresh).await?)
}
