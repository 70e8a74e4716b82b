//! Opens the records on this phone with the password. Needs no network.

use leptos::prelude::*;

use crate::components::flower::Sign;
use crate::components::page_title::page_title;
use crate::state::entering;
use crate::state::session::Session;
use crate::{w, words};

/// The unlock page.
#[component]
pub fn Unlock(session: Session, digest: String) -> impl IntoView {
    page_title(w!(unlock.title));
    let busy = RwSignal::new(false);
    let error = RwSignal::new(None);
    let password = RwSignal::new(String::new());
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if !busy.get_untracked() {
            entering::unlock(session, digest.clone(), password.get_untracked(), busy, error);
        }
    };
    view! {
        <main class="public">
            <Sign />
            <h1>{w!(unlock.title)}</h1>
            <p class="meta">{w!(unlock.lead)}</p>
            <form class="card stacked" on:submit=submit>
                <label class="labelled"><span>{w!(sign_in.password)}</span>
                    <input type="password" name="password" autocomplete="current-password" required autofocus
                        prop:value=move || password.get() on:input=move |ev| password.set(event_target_value(&ev)) />
                </label>
                <p class="error" role="alert">{move || error.with(|problem| problem.as_ref().map(words::error))}</p>
                <button type="submit" class="button wide" disabled=move || busy.get()>
                    {move || if busy.get() { w!(sign_in.wait) } else { w!(unlock.enter) }}
                </button>
                <button type="button" class="link" on:click=move |_| session.to_sign_in()>{w!(unlock.forgot)}</button>
                <button type="button" class="link" on:click=move |_| session.to_sign_in()>{w!(unlock.other)}</button>
            </form>
        </main>
    }
}
