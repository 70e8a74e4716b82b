//! A browser at which somebody has come all the way in at a desk before. Whatever strangers do to the name or to the second
//! step of an account, its owner gets in there: the browser has a lane of its own, as a phone has.
//!
//! It is known by a cookie that nobody can make: an identifier, and a digest of it under the key of the access logs, of the
//! account, its password and its second step. Nothing of it is stored, and another password or second step ends it. It opens
//! nothing. People share browsers in an office, so the cookie holds one mark for each of the last few.

use axum::http::{HeaderMap, HeaderValue};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use storage::{Account, SecondStep};
use subtle::ConstantTimeEq as _;

use super::session::{Cookie, of_cookie};
use crate::AppState;

/// Its cookie. It outlasts the browser's being closed, and no look at a page renews it.
pub const KNOWN: Cookie = Cookie { secure: "__Host-wuyou-known", plain: "wuyou-known" };
/// How long it lasts.
const LASTS_SECONDS: u32 = 180 * 24 * 60 * 60;
/// Of how many people a browser is known.
const MARKS_MAX: usize = 6;
/// What stands between two marks, and between the identifier and the digest of one.
const BETWEEN: char = '~';
const WITHIN: char = '.';

/// A browser, by the identifier of its mark.
pub type BrowserMark = [u8; 16];

/// The digest of a mark.
fn digest(state: &AppState, account: &Account, step: Option<&SecondStep>, id: &BrowserMark) -> String {
    let password = account.password_hash.as_deref().unwrap_or_default();
    let step = step.map(|step| hex::encode(&step.digest_key)).unwrap_or_default();
    let text = format!("browser\n{}\n{password}\n{step}\n{}", account.id, hex::encode(id));
    URL_SAFE_NO_PAD.encode(state.guard.digest(text.as_bytes()))
}

/// The marks that a request brings, as they came.
fn marks<'h>(state: &AppState, headers: &'h HeaderMap) -> Vec<&'h str> {
    let value = of_cookie(headers, KNOWN.name(state.settings.secure())).unwrap_or_default();
    value.split(BETWEEN).filter(|mark| !mark.is_empty()).take(MARKS_MAX).collect()
}

/// The browser of a request, where somebody has come in with this account before.
pub fn of(state: &AppState, headers: &HeaderMap, account: &Account, step: Option<&SecondStep>) -> Option<BrowserMark> {
    marks(state, headers).into_iter().find_map(|mark| {
        let (id, said) = mark.split_once(WITHIN)?;
        let id: BrowserMark = URL_SAFE_NO_PAD.decode(id).ok()?.try_into().ok()?;
        let is_ours: bool = digest(state, account, step, &id).as_bytes().ct_eq(said.as_bytes()).into();
        is_ours.then_some(id)
    })
}

/// The cookie by which a browser is known from now on, beside what it is known by already.
pub fn set(state: &AppState, headers: &HeaderMap, account: &Account, step: Option<&SecondStep>) -> HeaderValue {
    let known = of(state, headers, account, step);
    let id = known.unwrap_or_else(|| state.clock.random());
    let own = format!("{}{WITHIN}{}", URL_SAFE_NO_PAD.encode(id), digest(state, account, step, &id));
    let others = marks(state, headers).into_iter().filter(|mark| *mark != own).take(MARKS_MAX - 1);
    let all: Vec<&str> = std::iter::once(own.as_str()).chain(others).collect();
    KNOWN.set_for(&all.join(&BETWEEN.to_string()), LASTS_SECONDS, state.settings.secure())
}
