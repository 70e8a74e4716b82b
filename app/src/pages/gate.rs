//! The gate: who is here, and which pages that opens.

use domain::policy::Role;
use gloo_timers::future::TimeoutFuture;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::Failure;
use sync::account::Me;

#[cfg(feature = "desk")]
use super::desk::inside::Inside;
#[cfg(not(feature = "desk"))]
use super::mentor::inside::Inside;
use super::mentor::unlock::Unlock;
use super::public::sign_in::Credentials;
use crate::platform::{clock, events, prefs};
use crate::root::Place;
use crate::state::account::{self, OpenError, Opened};
use crate::state::api::CallError;
use crate::state::field::Field;
use crate::state::{api, syncer};
use crate::{w, words};

/// Minutes without a touch after which the phone's records lock.
const IDLE_MINUTES: i64 = 15;

/// How far somebody has come in.
#[derive(Clone, PartialEq)]
pub enum Stage {
    /// Finding out.
    Starting,
    /// The account used last can be unlocked; its digest.
    Locked(String),
    /// The desks, which need a network, cannot be reached: the code of why, and whether this browser
    /// holds somebody's field log, which needs none.
    Unreached(String, bool),
    /// In.
    Open(Me),
}

/// Who is here.
#[derive(Clone, Copy)]
pub struct Session {
    place: RwSignal<Place>,
    stage: RwSignal<Stage>,
    field: RwSignal<Option<Field>, LocalStorage>,
    /// Raised when the language changes, to render everything anew.
    pub language: RwSignal<u32>,
}

impl Session {
    /// Nobody yet.
    pub fn new(place: RwSignal<Place>) -> Self {
        Self {
            place,
            stage: RwSignal::new(Stage::Starting),
            field: RwSignal::new_local(None),
            language: RwSignal::new(0),
        }
    }

    /// Signs in or sets the first password, and goes in.
    pub fn sign_in(self, with: Credentials, busy: RwSignal<bool>, error: RwSignal<Option<String>>) {
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let opened = match &with.code {
                Some(code) => account::activate(&with.login, code, &with.password).await,
                None => account::sign_in(&with.login, &with.password).await,
            };
            // Once in, the form is gone and nothing may be told to it.
            if let Err(problem) = self.enter(opened).await {
                error.set(Some(problem.code().to_owned()));
                busy.set(false);
            }
        });
    }

    /// Unlocks with the password, without the server; the server session is renewed where there is a network.
    pub fn unlock(self, digest: String, password: String, busy: RwSignal<bool>, error: RwSignal<Option<String>>) {
        busy.set(true);
        error.set(None);
        spawn_local(async move {
            let opened = account::unlock(&digest, &password).await;
            // Once in, the form is gone and nothing may be told to it.
            if let Err(problem) = self.enter(opened).await {
                error.set(Some(problem.code().to_owned()));
                busy.set(false);
            }
        });
    }

    async fn enter(self, opened: Result<Opened, OpenError>) -> Result<(), OpenError> {
        let opened = opened?;
        if let Some(vault) = opened.vault {
            let field = Field::open(vault, opened.me.clone(), opened.device).await?;
            syncer::start(field);
            self.field.set(Some(field));
            lock_when_idle();
        }
        if self.place.get_untracked() != Place::Inside {
            if self.field.with_untracked(Option::is_none) {
                leave("/desk");
                return Ok(());
            }
            // From a public page the address changes without loading anything: the keys are in memory only.
            if let Ok(history) = crate::platform::window().history() {
                let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some("/app"));
            }
            self.stage.set(Stage::Open(opened.me));
            self.place.set(Place::Inside);
        } else {
            self.stage.set(Stage::Open(opened.me));
        }
        Ok(())
    }

    /// Begins anew with finding out who is here.
    pub fn restart(self) {
        self.stage.set(Stage::Starting);
        self.start();
    }

    /// Finds out who is here when a page inside is opened.
    fn start(self) {
        spawn_local(async move {
            let path = crate::platform::window().location().pathname().unwrap_or_default();
            let at_desk = path.starts_with("/desk");
            let digest = account::can_unlock().await;
            let unreached =
                |problem: &CallError| self.stage.set(Stage::Unreached(problem.code().to_owned(), digest.is_some()));
            if at_desk && !cfg!(feature = "desk") {
                // The service worker shows the mentors' app when the desks' did not come.
                return unreached(&CallError::Unreachable);
            }
            if at_desk || digest.is_none() {
                // Desks need no key, only a session.
                match api::me().await {
                    Ok(me) if at_desk || !account::is_mentor(&me) => return self.stage.set(Stage::Open(me)),
                    Err(problem) if at_desk && problem.failure() != Failure::SignedOut => {
                        return unreached(&problem);
                    }
                    _ => {}
                }
            }
            match digest {
                Some(digest) => self.stage.set(Stage::Locked(digest)),
                None => self.to_sign_in(),
            }
        });
    }

    /// Goes to the sign-in page, within this document where it can be.
    pub fn to_sign_in(self) {
        if cfg!(feature = "desk") {
            return leave("/sign-in");
        }
        if let Ok(history) = crate::platform::window().history() {
            let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some("/sign-in"));
        }
        self.place.set(Place::SignIn);
    }

    /// Who is in.
    pub fn me(self) -> Option<Me> {
        match self.stage.get_untracked() {
            Stage::Open(me) => Some(me),
            _ => None,
        }
    }
}

/// Leaves for another page with a fresh document: every key in memory is gone.
pub fn leave(to: &str) {
    let _ = crate::platform::window().location().set_href(to);
}

fn lock_when_idle() {
    let last = StoredValue::new(clock::now());
    events::on_activity(move || last.set_value(clock::now()));
    spawn_local(async move {
        loop {
            TimeoutFuture::new(30_000).await;
            if (clock::now() - last.get_value()).num_minutes() >= IDLE_MINUTES {
                let _ = crate::platform::window().location().reload();
            }
        }
    });
}

/// Where a person's work is.
pub fn home_of(me: &Me) -> &'static str {
    if account::is_mentor(me) { "/app" } else { "/desk" }
}

/// Whether a person has work at a desk.
pub fn has_desk(me: &Me) -> bool {
    me.grants.iter().any(|g| g.role != Role::Mentor)
}

/// The app behind sign-in.
#[component]
pub fn Gate(session: Session) -> impl IntoView {
    provide_context(session);
    if session.stage.get_untracked() == Stage::Starting {
        session.start();
    }
    let updated = RwSignal::new(false);
    crate::platform::updates::on_update(move || updated.set(true));
    move || {
        session.language.track();
        match session.stage.get() {
            Stage::Starting => view! { <main class="public" aria-busy="true"></main> }.into_any(),
            Stage::Locked(digest) => view! { <Unlock session=session digest=digest /> }.into_any(),
            Stage::Unreached(code, records) => view! { <Unreached code=code records=records /> }.into_any(),
            Stage::Open(me) => {
                if let Some(field) = session.field.get_untracked() {
                    provide_context(field);
                }
                let revoked = use_context::<Field>().map(|f| f.revoked);
                view! {
                    <UpdateNotice updated=updated />
                    <Show when=move || !revoked.is_some_and(|r| r.get()) fallback=|| view! { <Revoked /> }>
                        <Inside home=home_of(&me) />
                    </Show>
                }
                .into_any()
            }
        }
    }
}

#[component]
fn UpdateNotice(updated: RwSignal<bool>) -> impl IntoView {
    view! {
        <Show when=move || updated.get()>
            <div class="notice" role="status">
                <span>{w!(update.ready)}</span>
                <button type="button" class="button small" on:click=|_| crate::platform::updates::apply()>
                    {w!(update.apply)}
                </button>
            </div>
        </Show>
    }
}

#[component]
fn Unreached(code: String, records: bool) -> impl IntoView {
    super::title(w!(desk.unreached));
    view! {
        <main class="public">
            <h1>{w!(desk.unreached)}</h1>
            <p role="status">{words::error(&code)}</p>
            <p><a class="button" href="" rel="external">{w!(desk.retry)}</a></p>
            {records.then(|| view! { <p><a href="/app" rel="external">{w!(desk.mentor_app)}</a></p> })}
        </main>
    }
}

#[component]
fn Revoked() -> impl IntoView {
    view! {
        <main class="public">
            <h1>{w!(revoked.title)}</h1>
            <p>{w!(revoked.lead)}</p>
            <p><a class="button" href="/sign-in" rel="external">{w!(landing.enter)}</a></p>
        </main>
    }
}

/// An address that leads nowhere.
#[component]
pub fn NotHere(home: &'static str) -> impl IntoView {
    view! {
        <main class="public">
            <h1>{words::error("not_found")}</h1>
            <p><a class="button" href=home rel="external">{w!(landing.open)}</a></p>
        </main>
    }
}

/// Remembers a language and renders everything in it.
pub fn change_language(session: Session, tag: &'static str) {
    prefs::set(prefs::Pref::Language, tag);
    prefs::apply_language(tag);
    crate::lang::set_lang(tag);
    session.language.update(|n| *n += 1);
}
