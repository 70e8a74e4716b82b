//! Opens the records on this phone, with the password or what was chosen instead of it. Needs no network.

mod fingerprint;
mod keypad;
pub mod quick;

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::later::Later;
use crate::components::flower::Sign;
use crate::components::page_title::page_title;
use crate::problem::OpenError;
use crate::state::session::Session;
use crate::state::{entering, quick as ways};
use crate::{w, words};
use quick::Tries;

/// By what the records are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// What was chosen instead of the password.
    Quick,
    Password,
}

/// The unlock page. Who chose another way than the password on this phone is asked for it, as long as it opens something.
#[component]
pub fn Unlock(session: Session, digest: String) -> impl IntoView {
    page_title(w!(unlock.title));
    let later = expect_context::<Later>();
    let by = RwSignal::new(None::<By>);
    let error = RwSignal::new(None::<OpenError>);
    let gone = RwSignal::new(None::<&'static str>);
    let digest = StoredValue::new(digest);
    spawn_local(async move {
        let chosen = ways::chosen(&digest.get_value()).await;
        by.try_set(Some(if chosen { By::Quick } else { By::Password }));
    });
    let way = move || match by.get() {
        Some(By::Quick) => {
            let on_wrong = Callback::new(move |problem: Option<OpenError>| {
                error.set(problem);
                by.set(Some(By::Password));
            });
            let on_gone = Callback::new(move |said: &'static str| {
                gone.set(Some(said));
                by.set(Some(By::Password));
            });
            later.quick(Tries { session, digest, on_wrong, on_gone })
        }
        Some(By::Password) => view! { <WithPassword session=session digest=digest error=error gone=gone /> }.into_any(),
        None => ().into_any(),
    };
    view! { <main class="public" aria-busy=move || by.get().is_none().to_string()><Sign /><h1>{w!(unlock.title)}</h1>{way}</main> }
}

#[component]
fn WithPassword(
    session: Session,
    digest: StoredValue<String>,
    error: RwSignal<Option<OpenError>>,
    /// What is said when the other way has just stopped to open anything.
    gone: RwSignal<Option<&'static str>>,
) -> impl IntoView {
    let busy = RwSignal::new(false);
    let password = RwSignal::new(String::new());
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if !busy.get_untracked() {
            entering::unlock(session, digest.get_value(), password.get_untracked(), busy, error);
        }
    };
    let lead = move || gone.get().unwrap_or(w!(unlock.lead));
    view! {
        <p class="meta" role="status">{lead}</p>
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
    }
}
