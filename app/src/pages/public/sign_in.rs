//! Signing in, or setting the first password with a one-time code. Works without a network for
//! whoever has signed in on this phone before.

use leptos::prelude::*;

use crate::components::flower::Sign;
use crate::{w, words};

/// What a form was filled in with.
#[derive(Debug, Clone, Default)]
pub struct Credentials {
    /// Sign-in name.
    pub login: String,
    /// Password, or the new one.
    pub password: String,
    /// One-time code; none for a plain sign-in.
    pub code: Option<String>,
}

/// The sign-in page. `on_submit` gets what was filled in; `busy` and `error` come back.
#[component]
pub fn SignIn(
    busy: RwSignal<bool>,
    error: RwSignal<Option<String>>,
    on_submit: impl Fn(Credentials) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let first = RwSignal::new(false);
    let login = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let code = RwSignal::new(String::new());
    // A scanned address carries name and code behind the #, which no server ever sees.
    #[cfg(target_arch = "wasm32")]
    Effect::new(move || {
        let hash = crate::platform::window().location().hash().unwrap_or_default();
        if let Some((name, slip)) = hash.trim_start_matches('#').split_once(':') {
            login.set(name.to_owned());
            code.set(slip.to_owned());
            first.set(true);
        }
    });
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if !busy.get_untracked() {
            on_submit(Credentials {
                login: login.get_untracked(),
                password: password.get_untracked(),
                code: first.get_untracked().then(|| code.get_untracked()),
            });
        }
    };
    let button = move || match (busy.get(), first.get()) {
        (true, _) => w!(sign_in.wait),
        (false, true) => w!(sign_in.activate),
        (false, false) => w!(sign_in.enter),
    };
    view! {
        <main class="public">
            <Sign />
            <h1>{w!(sign_in.title)}</h1>
            <form class="card form" on:submit=submit>
                <label class="field"><span>{w!(sign_in.login)}</span>
                    <input type="text" name="username" autocomplete="username" autocapitalize="none" required
                        prop:value=move || login.get() on:input=move |ev| login.set(event_target_value(&ev)) />
                </label>
                <label class="field" class:hidden=move || !first.get()><span>{w!(sign_in.code)}</span>
                    <input type="text" name="code" autocomplete="one-time-code" autocapitalize="characters"
                        prop:value=move || code.get() on:input=move |ev| code.set(event_target_value(&ev)) />
                </label>
                <label class="field">
                    <span>{move || if first.get() { w!(sign_in.new_password) } else { w!(sign_in.password) }}</span>
                    <input type="password" name="password" required
                        autocomplete=move || if first.get() { "new-password" } else { "current-password" }
                        prop:value=move || password.get() on:input=move |ev| password.set(event_target_value(&ev)) />
                </label>
                <p class="error" role="alert">{move || error.get().map(|code| words::error(&code))}</p>
                <button type="submit" class="button wide" disabled=move || busy.get()>{button}</button>
                <button type="button" class="link" on:click=move |_| first.update(|f| *f = !*f)>
                    {move || if first.get() { w!(sign_in.again) } else { w!(sign_in.first) }}
                </button>
            </form>
            <p class="meta">{w!(sign_in.forgot)}</p>
            <p><a href="/privacy">{w!(landing.privacy)}</a></p>
        </main>
    }
}
