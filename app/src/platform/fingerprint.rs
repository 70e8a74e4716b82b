//! The phone's own fingerprint or face, by `WebAuthn`: a credential that answers a salt with a secret (its extension `prf`).
//!
//! Objects are built by their properties: for each of a dozen types the glue of the first part would grow, and `prf` has none.

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use local_store::fingerprint::{Asked, SECRET_BYTES};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::clock::random;
use super::{property, window};

/// For how long the phone may ask its owner, in milliseconds.
const ASKS_MS: u32 = 60_000;
/// By which signatures a credential may be made; nobody checks one. ECDSA comes first, RSA is for old computers.
const SIGNATURES: [i32; 2] = [-7, -257];
/// Where the authenticator's data have their marks, and which of them says that it has recognised its owner.
const OWNER_RECOGNISED: (usize, u8) = (32, 0b100);

/// The secret that a credential answers.
pub type Secret = [u8; SECRET_BYTES];

/// Why the phone answered with no secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// Its owner was not recognised or called it off, or it does not know the credential any more: browsers do not tell which.
    NotConfirmed,
    /// This browser or this phone has no such secrets.
    Unable,
}

impl From<JsValue> for Refused {
    fn from(error: JsValue) -> Self {
        match property(&error, "name").as_string().as_deref() {
            Some("NotAllowedError" | "AbortError") => Self::NotConfirmed,
            _ => Self::Unable,
        }
    }
}

fn object(parts: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in parts {
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object.into()
}

fn list(values: impl IntoIterator<Item = JsValue>) -> JsValue {
    values.into_iter().collect::<Array>().into()
}

fn bytes(bytes: &[u8]) -> JsValue {
    Uint8Array::from(bytes).into()
}

/// Bytes that nobody needs to know again.
fn any_bytes() -> JsValue {
    let mut any = [0; 32];
    random(&mut any);
    bytes(&any)
}

/// Calls a method that answers later.
async fn called(on: &JsValue, method: &str, with: &JsValue) -> Result<JsValue, Refused> {
    let method = property(on, method).dyn_into::<Function>().map_err(|_| Refused::Unable)?;
    let promise = method.call1(on, with)?.dyn_into::<Promise>().map_err(|_| Refused::Unable)?;
    Ok(JsFuture::from(promise).await?)
}

fn public_key() -> JsValue {
    property(&window(), "PublicKeyCredential")
}

/// What the browser keeps credentials with.
fn credentials() -> JsValue {
    property(&window().navigator(), "credentials")
}

fn prf(salt: &Secret) -> JsValue {
    object(&[("prf", object(&[("eval", object(&[("first", bytes(salt))]))]))])
}

/// What became of the extension for a credential.
fn prf_of(credential: &JsValue) -> JsValue {
    let results = property(credential, "getClientExtensionResults").dyn_into::<Function>();
    let results = results.ok().and_then(|results| results.call0(credential).ok()).unwrap_or(JsValue::UNDEFINED);
    property(&results, "prf")
}

fn secret_of(credential: &JsValue) -> Option<Secret> {
    let first = property(&property(&prf_of(credential), "results"), "first");
    if first.is_object() { Uint8Array::new(&first).to_vec().try_into().ok() } else { None }
}

/// Whether this phone recognises its owner and this browser may ask it. It may still have no secrets.
pub async fn is_there() -> bool {
    let public_key = public_key();
    let said = called(&public_key, "getClientCapabilities", &JsValue::UNDEFINED).await;
    let denied = said.is_ok_and(|said| property(&said, "extension:prf") == JsValue::FALSE);
    let there = called(&public_key, "isUserVerifyingPlatformAuthenticatorAvailable", &JsValue::UNDEFINED).await;
    !denied && there.is_ok_and(|there| there.is_truthy())
}

/// Makes a credential under a name that the phone shows, and has it answer a salt. What is made and has no secret is given up
/// again.
pub async fn make(name: &str, salt: Secret) -> Result<(Asked, Secret), Refused> {
    let kinds = SIGNATURES.map(|alg| object(&[("type", "public-key".into()), ("alg", alg.into())]));
    let user = object(&[("id", any_bytes()), ("name", name.into()), ("displayName", name.into())]);
    let chosen = object(&[("authenticatorAttachment", "platform".into()), ("userVerification", "required".into())]);
    let options = object(&[
        ("rp", object(&[("name", name.into())])),
        ("user", user),
        ("challenge", any_bytes()),
        ("pubKeyCredParams", list(kinds)),
        ("authenticatorSelection", chosen),
        ("timeout", ASKS_MS.into()),
        ("extensions", prf(&salt)),
    ]);
    let made = called(&credentials(), "create", &object(&[("publicKey", options)])).await?;
    let asked = Asked { credential: Uint8Array::new(&property(&made, "rawId")).to_vec(), salt };
    let secret = match secret_of(&made) {
        Some(secret) => Ok(secret),
        // Many say at first only that they have one, and tell it when they are asked.
        None if property(&prf_of(&made), "enabled").is_truthy() => ask(&asked).await,
        None => Err(Refused::Unable),
    };
    if secret.is_err() {
        give_up(&asked).await;
    }
    Ok((asked, secret?))
}

/// Has the phone recognise its owner and answer the salt.
pub async fn ask(asked: &Asked) -> Result<Secret, Refused> {
    let one = object(&[
        ("type", "public-key".into()),
        ("id", bytes(&asked.credential)),
        ("transports", list([JsValue::from("internal")])),
    ]);
    let options = object(&[
        ("challenge", any_bytes()),
        ("allowCredentials", list([one])),
        ("userVerification", "required".into()),
        ("timeout", ASKS_MS.into()),
        ("extensions", prf(&asked.salt)),
    ]);
    let answered = called(&credentials(), "get", &object(&[("publicKey", options)])).await?;
    let said = Uint8Array::new(&property(&property(&answered, "response"), "authenticatorData")).to_vec();
    let (place, mark) = OWNER_RECOGNISED;
    if said.get(place).is_none_or(|marks| marks & mark == 0) {
        return Err(Refused::NotConfirmed);
    }
    secret_of(&answered).ok_or(Refused::Unable)
}

/// Tells the phone that a credential opens nothing any more, so that it need not keep it. Not every browser can.
pub async fn give_up(asked: &Asked) {
    let text: String = asked.credential.iter().copied().map(char::from).collect();
    let (Ok(id), Ok(host)) = (window().btoa(&text), window().location().hostname()) else { return };
    let id = id.replace('+', "-").replace('/', "_");
    let gone = object(&[("rpId", host.into()), ("credentialId", id.trim_end_matches('=').into())]);
    let _ = called(&public_key(), "signalUnknownCredential", &gone).await;
}
