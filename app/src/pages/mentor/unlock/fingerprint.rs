//! One touch of the phone's fingerprint, beside the digits or alone.

use leptos::prelude::*;
use local_store::fingerprint::Asked;

use super::quick::Tries;
use crate::platform::fingerprint::Refused;
use crate::state::entering;
use crate::state::fingerprint::Failed;
use crate::{w, words};

/// Asks the phone for its fingerprint. What does not come leaves everything as it was.
#[component]
pub fn ByFingerprint(
    tries: Tries,
    asked: Asked,
    /// Whether only the password is beside it.
    alone: bool,
) -> impl IntoView {
    let Tries { session, digest, on_wrong, on_gone } = tries;
    let busy = RwSignal::new(false);
    let stands = RwSignal::new(true);
    let said = RwSignal::new(None::<&'static str>);
    let failed = move |why: Failed| {
        busy.try_set(false);
        let words = match why {
            Failed::Gone if alone => return on_gone.run(w!(finger.gone)),
            Failed::Gone => {
                stands.try_set(false);
                w!(finger.gone)
            }
            Failed::Refused(Refused::NotConfirmed) => w!(finger.not_opened),
            Failed::Refused(Refused::Unable) => w!(finger.unable),
            Failed::Open(problem) => words::error(&problem),
        };
        said.try_set(Some(words));
    };
    let open = move |_| {
        busy.set(true);
        said.set(None);
        entering::unlock_by_fingerprint(session, digest.get_value(), asked.clone(), failed);
    };
    let button = move || {
        let open = open.clone();
        view! {
            <button type="button" class="button wide" disabled=move || busy.get() on:click=open>{w!(finger.open)}</button>
        }
    };
    view! {
        {move || stands.get().then(button.clone())}
        <p class="error" role="alert">{move || said.get()}</p>
        {alone.then(|| view! {
            <button type="button" class="link" on:click=move |_| on_wrong.run(None)>{w!(finger.by_password)}</button>
            <p class="meta">{w!(finger.until)}</p>
        })}
    }
}
