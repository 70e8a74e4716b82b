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
    let ready = RwSignal::new(false);
    // The fields keep what was typed while the app was still loading: they are read when needed.
    let [login, password, code] = [(); 3].map(|()| NodeRef::<leptos::html::Input>::new());
    let typed = move |field: NodeRef<leptos::html::Input>| field.get_untracked().map(|i| i.value()).unwrap_or_default();
    Effect::new(move || ready.set(true));
    // A scanned address carries name and code behind the #, which no server ever sees.
    #[cfg(target_arch = "wasm32")]
    Effect::new(move || {
        let hash = crate::platform::window().location().hash().unwrap_or_default();
        if let (Some((name, slip)), Some(login), Some(code)) =
            (hash.trim_start_matches('#').split_once(':'), login.get(), code.get())
        {
            login.set_value(name);
            code.set_value(slip);
            first.set(true);
        }
    });
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if !busy.get_untracked() {
            on_submit(Credentials {
                login: typed(login),
                password: typed(password),
                code: first.get_untracked().then(|| typed(code)),
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
            <form class="card stacked" method="post" on:submit=submit>
                <label class="labelled"><span>{w!(sign_in.login)}</span>
                    <input type="text" name="username" autocomplete="username" autocapitalize="none" required node_ref=login />
                </label>
                <label class="labelled" class:hidden=move || !first.get()><span>{w!(sign_in.code)}</span>
                    <input type="text" name="code" autocomplete="one-time-code" autocapitalize="characters" node_ref=code />
                </label>
                <label class="labelled">
                    <span>{move || if first.get() { w!(sign_in.new_password) } else { w!(sign_in.password) }}</span>
                    <input type="password" name="password" required
                        autocomplete=move || if first.get() { "new-password" } else { "current-password" } node_ref=password />
                </label>
                <p class="error" role="alert">{move || error.get().map(|code| words::error(&code))}</p>
                <button type="submit" class="button wide" disabled=move || busy.get() || !ready.get()>{button}</button>
                <button type="button" class="link" on:click=move |_| first.update(|f| *f = !*f)>
                    {move || if first.get() { w!(sign_in.again) } else { w!(sign_in.first) }}
                </button>
            </form>
            <p class="meta">{w!(sign_in.forgot)}</p>
            <p><a href="/privacy">{w!(landing.privacy)}</a></p>
        </main>
    }
}
