//! The ways without the password that open this phone now: its fingerprint, six digits, or both.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::fingerprint::ByFingerprint;
use super::keypad::Keypad;
use crate::problem::OpenError;
use crate::state::digits;
use crate::state::quick::{self, Standing};
use crate::state::session::Session;
use crate::w;

/// Whose records are locked, and what else may come of a try.
#[derive(Clone, Copy)]
pub struct Tries {
    /// Who has come how far.
    pub session: Session,
    /// Whose records are locked.
    pub digest: StoredValue<String>,
    /// The password is wanted instead, perhaps because something did not work.
    pub on_wrong: Callback<Option<OpenError>>,
    /// Nothing opens here without the password any more, and what is said of it.
    pub on_gone: Callback<&'static str>,
}

/// What of the ways opens something now.
#[component]
pub fn Quick(tries: Tries) -> impl IntoView {
    let standing = RwSignal::new(Standing::default());
    let digest = tries.digest.get_value();
    spawn_local(async move {
        let gone = if digits::chosen(&digest).await { w!(unlock.digits_gone) } else { w!(finger.gone) };
        let stands = quick::standing(&digest).await;
        if stands == Standing::default() {
            tries.on_gone.run(gone);
        } else {
            standing.try_set(stands);
        }
    });
    move || {
        let Standing { digits, fingerprint } = standing.get();
        view! {
            {fingerprint.map(|asked| view! { <ByFingerprint tries=tries asked=asked alone=!digits /> })}
            {digits.then(|| view! { <Keypad tries=tries /> })}
        }
    }
}
