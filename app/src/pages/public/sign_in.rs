//! Signing in, or setting the first password with a one-time code. Works without a network for
//! whoever has signed in on this phone before.
//!
//! The server renders this page once, and it can be typed into at once. When it is sent, `boot.js` puts
//! the app's own in its place, with what was typed, and the app goes on from there.

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

/// What was typed before the app was there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Typed {
    /// Sign-in name.
    pub login: String,
    /// Password.
    pub password: String,
    /// One-time code.
    pub code: String,
    /// Whether a first password is to be set.
    pub first: bool,
    /// Whether it was sent already.
    pub sent: bool,
}

impl Typed {
    /// With what a scanned address carries behind the #, which no server ever sees: name and code.
    pub fn with_slip(self, hash: &str) -> Self {
        match hash.trim_start_matches('#').split_once(':') {
            Some((login, code)) => Self { login: login.to_owned(), code: code.to_owned(), first: true, ..self },
            None => self,
        }
    }
}

/// The sign-in page. `on_submit` gets what was filled in; `busy` and `error` come back.
#[component]
pub fn SignIn(
    busy: RwSignal<bool>,
    error: RwSignal<Option<String>>,
    typed: Typed,
    on_submit: impl Fn(Credentials) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    #[cfg(target_arch = "wasm32")]
    crate::pages::title(w!(sign_in.title));
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
                <p class="error" role="alert">{move || error.get().map(|code| words::error(&code))}</p>
                <Early />
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_fills_in_name_and_code_and_keeps_what_was_typed() {
        let typed = Typed { login: "x".to_owned(), password: "secret".to_owned(), ..Typed::default() };
        let slip = typed.clone().with_slip("#t0001:ABCD-EFGH");
        assert_eq!((slip.login.as_str(), slip.code.as_str(), slip.first), ("t0001", "ABCD-EFGH", true));
        assert_eq!(slip.password, "secret");
        assert_eq!(typed.clone().with_slip(""), typed);
    }
}
