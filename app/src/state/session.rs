//! Who is here, and how far somebody has come in.

use domain::policy::Role;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::Failure;
use sync::account::Me;

use super::account;
use super::api;
use crate::addresses::{APP, DESK, SIGN_IN};
use crate::platform::prefs;
use crate::problem::RequestError;
use crate::showing::{Showing, TO_DESK, is_within};

/// How far somebody has come in.
#[derive(Clone, PartialEq)]
pub enum Stage {
    /// It is being found out; nothing is shown yet.
    Starting,
    /// Something is to be given first: on a phone the password of the account whose digest it is, by which its records
    /// are unlocked; at a desk the second step.
    Locked(String),
    /// The desks, which need a network, cannot be reached: why, and whether this browser
    /// holds somebody's field log, which needs none.
    Unreached(RequestError, bool),
    /// Somebody is in.
    Open(Me),
}

/// Who is here, for all pages of a document.
#[derive(Clone, Copy)]
pub struct Session {
    /// What the document shows.
    pub showing: RwSignal<Showing>,
    /// How far somebody has come in.
    pub stage: RwSignal<Stage>,
    /// The records on this phone, once they are open. The desks open none.
    #[cfg(not(feature = "desk"))]
    pub records: RwSignal<Option<super::records::Records>, LocalStorage>,
    /// Raised when the language changes, to render everything anew.
    pub language: RwSignal<u32>,
}

impl Session {
    /// A session in which nobody is yet.
    pub fn new(showing: RwSignal<Showing>) -> Self {
        Self {
            showing,
            stage: RwSignal::new(Stage::Starting),
            #[cfg(not(feature = "desk"))]
            records: RwSignal::new_local(None),
            language: RwSignal::new(0),
        }
    }

    /// Begins anew with finding out who is here.
    pub fn restart(self) {
        self.stage.set(Stage::Starting);
        self.start();
    }

    /// Finds out who is here when a page inside is opened.
    pub fn start(self) {
        spawn_local(async move {
            let path = crate::platform::window().location().pathname().unwrap_or_default();
            let at_desk = is_within(&path, DESK);
            let digest = account::can_unlock().await;
            let unreached = |problem| self.stage.set(Stage::Unreached(problem, digest.is_some()));
            if at_desk && !cfg!(feature = "desk") {
                // The service worker shows the mentors' app when the desks' did not come.
                return unreached(RequestError::Unreachable);
            }
            if at_desk || digest.is_none() {
                // Desks need no key, only a session.
                match api::me().await {
                    Ok(me) if at_desk || !account::is_mentor(&me) => return self.stage.set(Stage::Open(me)),
                    #[cfg(feature = "desk")]
                    Err(RequestError::Refused(_, Some(sync::ErrorCode::SecondStep), _)) => {
                        return self.stage.set(Stage::Locked(String::new()));
                    }
                    Err(problem) if at_desk && problem.failure() != Failure::SignedOut => {
                        return unreached(problem);
                    }
                    _ => {}
                }
            }
            match digest {
                Some(digest) if !at_desk => self.stage.set(Stage::Locked(digest)),
                _ => self.to_sign_in(),
            }
        });
    }

    /// Goes to the sign-in page, within this document where it can be.
    pub fn to_sign_in(self) {
        if cfg!(feature = "desk") {
            return leave(&[SIGN_IN, TO_DESK].concat());
        }
        rename(SIGN_IN);
        self.showing.set(Showing::SignIn);
    }

    /// The person who is in; none before that.
    pub fn me(self) -> Option<Me> {
        match self.stage.get_untracked() {
            Stage::Open(me) => Some(me),
            _ => None,
        }
    }

    /// Remembers a language and renders everything in it.
    pub fn change_language(self, tag: &'static str) {
        prefs::set(prefs::Pref::Language, tag);
        prefs::apply_language(tag);
        crate::lang::set_lang(tag);
        self.language.update(|n| *n += 1);
    }
}

/// Gives this document another address without loading anything.
pub fn rename(to: &str) {
    if let Ok(history) = crate::platform::window().history() {
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(to));
    }
}

/// Leaves for another page with a fresh document: every key in memory is gone.
pub fn leave(to: &str) {
    let _ = crate::platform::window().location().set_href(to);
}

/// Signs out; the unsent stays.
pub fn sign_out() {
    spawn_local(async move {
        #[cfg(not(feature = "desk"))]
        super::quick::give_up_last().await;
        drop(api::sign_out().await);
        #[cfg(feature = "desk")]
        crate::platform::drafts::forget_tab();
        if cfg!(feature = "desk") { leave(&[SIGN_IN, TO_DESK].concat()) } else { leave(SIGN_IN) }
    });
}

/// Where a person's work is.
pub fn home_of(me: &Me) -> &'static str {
    if account::is_mentor(me) { APP } else { DESK }
}

/// Whether a person has work at a desk.
pub fn has_desk(me: &Me) -> bool {
    me.grants.iter().any(|g| g.role != Role::Mentor)
}
