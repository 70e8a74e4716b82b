//! The phone's fingerprint instead of the password on this phone: chosen here where the phone has one, and given up.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::platform::clock::today;
use crate::platform::fingerprint::{Refused, is_there};
use crate::state::fingerprint::{self, Failed};
use crate::state::records::Records;
use crate::{w, words};

/// Why it could not be chosen.
fn why(failed: &Failed) -> &'static str {
    match failed {
        Failed::Refused(Refused::NotConfirmed) => w!(finger.not_confirmed),
        Failed::Refused(Refused::Unable) | Failed::Gone => w!(finger.unable),
        Failed::Open(problem) => words::error(problem),
    }
}

/// The fingerprint of this phone. Where it has none, nothing is said of it.
#[component]
pub fn Fingerprint() -> impl IntoView {
    let records = expect_context::<Records>();
    let (there, chosen, busy) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(false));
    let said = RwSignal::new(None::<&'static str>);
    let password = RwSignal::new(String::new());
    spawn_local(async move {
        let was_chosen = fingerprint::chosen(&records.digest()).await;
        chosen.try_set(was_chosen);
        there.try_set(was_chosen || is_there().await);
    });
    let choose = move |ev: SubmitEvent| {
        ev.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        said.set(None);
        spawn_local(async move {
            let outcome = fingerprint::choose(&records.digest(), &password.get_untracked(), w!(brand)).await;
            busy.try_set(false);
            if outcome.is_ok() {
                password.try_set(String::new());
                chosen.try_set(true);
            }
            said.try_set(Some(outcome.as_ref().err().map_or(w!(finger.done), why)));
        });
    };
    let give_up = move |_| {
        spawn_local(async move {
            let outcome = fingerprint::give_up(&records.digest()).await;
            if outcome.is_ok() {
                chosen.try_set(false);
            }
            said.try_set(Some(outcome.as_ref().err().map_or(w!(finger.given_up), words::error)));
        });
    };
    let forbidden = move || records.view.with(|view| view.rules(today()).no_digits);
    view! {
        <details class="more" class:hidden=move || !there.get()><summary>{w!(finger.title)}</summary>
            <p class="meta">{move || if forbidden() { w!(me.digits_forbidden) } else { w!(finger.hint) }}</p>
            <form on:submit=choose class:hidden=forbidden>
                <label class="labelled"><span>{w!(sign_in.password)}</span>
                    <input type="password" required autocomplete="current-password"
                        prop:value=move || password.get() on:input=move |ev| password.set(event_target_value(&ev)) />
                </label>
                <div class="row">
                    <button type="submit" class="button quiet" disabled=move || busy.get()>
                        {move || if chosen.get() { w!(finger.change) } else { w!(finger.on) }}
                    </button>
                    <Show when=move || chosen.get()>
                        <button type="button" class="link" on:click=give_up>{w!(finger.off)}</button>
                    </Show>
                </div>
                <p class="meta" role="status">{move || said.get()}</p>
            </form>
        </details>
    }
}
