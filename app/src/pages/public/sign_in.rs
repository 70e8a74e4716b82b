//! Signing in, or setting the first password with a one-time code. Works without a network for
//! whoever has signed in on this phone before.
//!
//! The server renders this page once, and it can be typed into at once. When it is sent, `boot.js` puts
//! the app's own in its place, with what was typed, and the app goes on from there.

use leptos::prelude::*;

use crate::components::flower::Sign;
use crate::forms::{Credentials, Typed};
use crate::problem::OpenError;
use crate::{w, words};

/// The sign-in page. `on_submit` gets what was filled in; `busy` and `error` come back.
#[component]
pub fn SignIn(
    busy: RwSignal<bool>,
    error: RwSignal<Option<OpenError>>,
    typed: Typed,
    on_submit: impl Fn(Credentials) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    #[cfg(target_arch = "wasm32")]
    crate::components::page_title::page_title(w!(sign_in.title));
    let first = RwSignal::new(typed.first);
    let [login, password, code] = [(); 3].map(|()| NodeRef::<leptos::html::Input>::new());
    let value = move |field: NodeRef<leptos::html::Input>| field.get_untracked().map(|i| i.value()).unwrap_or_default();
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if !busy.get_untracked() {
            on_submit(Credentials {
                login: value(login),
                password: value(password),
                code: first.get_untracked().then(|| value(code)),
            });
        }
    };
    // The button that was tapped is gone with the server's page.
    #[cfg(target_arch = "wasm32")]
    if typed.first {
        let next = if typed.login.is_empty() { login } else { code };
        next.on_load(|field| drop(field.focus()));
    }
    // Where a one-time code is asked for, the page that was sent could not yet ask for it.
    if typed.sent && !typed.first {
        on_submit(Credentials { login: typed.login.clone(), password: typed.password.clone(), code: None });
    }
    let button = move || match (busy.get(), first.get()) {
        (true, _) => w!(sign_in.wait),
        (false, true) => w!(sign_in.activate),
        (false, false) => w!(sign_in.enter),
    };
    // Outside a dialog the browser itself does nothing with such a form: no password leaves before the app is there.
    view! {
        <main class="public">
            <Sign />
            <h1>{w!(sign_in.title)}</h1>
            <form class="card stacked" method="dialog" on:submit=submit>
                <label class="labelled"><span>{w!(sign_in.login)}</span>
                    <input type="text" name="username" autocomplete="username" autocapitalize="none" required
                        prop:value=typed.login node_ref=login />
                </label>
                <label class="labelled" class:hidden=move || !first.get()><span>{w!(sign_in.code)}</span>
                    <input type="text" name="code" autocomplete="one-time-code" autocapitalize="characters"
                        prop:value=typed.code node_ref=code />
                </label>
                <label class="labelled">
                    <span>{move || if first.get() { w!(sign_in.new_password) } else { w!(sign_in.password) }}</span>
                    <input type="password" name="password" required
                        autocomplete=move || if first.get() { "new-password" } else { "current-password" }
                        prop:value=typed.password node_ref=password />
                </label>
                <p class="error" role="alert">{move || error.with(|problem| problem.as_ref().map(words::error))}</p>
                <Early />
                <button type="submit" class="button wide" disabled=move || busy.get()>{button}</button>
                <button type="button" class="link" on:click=move |_| first.update(|f| *f = !*f)>
                    {move || if first.get() { w!(sign_in.again) } else { w!(sign_in.first) }}
                </button>
            </form>
            <p class="meta">{w!(sign_in.forgot)}</p>
            <p><a href="/sign-in?desk">{w!(sign_in.desk)}</a>" · "<a href="/privacy">{w!(landing.privacy)}</a></p>
        </main>
    }
}

/// What the page says before the app is there. `boot.js` shows the sentence that fits; the last one stands
/// until a browser has shown that it can run the app at all.
#[cfg(feature = "ssr")]
#[component]
fn Early() -> impl IntoView {
    view! {
        <p class="calm" role="status" data-early=w!(sign_in.early) data-failed=w!(sign_in.failed)></p>
        <p class="needs">{w!(sign_in.needs)}</p>
    }
}

#[cfg(not(feature = "ssr"))]
#[component]
fn Early() -> impl IntoView {}
