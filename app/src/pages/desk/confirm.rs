//! The password asked again, over the page and in place: what was filled in stays, and what was begun goes on by itself.

use std::cell::{OnceCell, RefCell};

use desk_api::DeskError;
use futures::channel::oneshot;
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::ErrorCode;
use sync::account::Confirm as Given;

use crate::problem::RequestError;
use crate::server_fns::CallError;
use crate::showing::covered;
use crate::state::api;
use crate::{w, words};

/// An answer that may say that the password is to be given first.
pub trait AsksFirst {
    /// Whether it says so.
    fn asks_first(&self) -> bool;
}

impl AsksFirst for CallError {
    fn asks_first(&self) -> bool {
        *self == Self::Refused(DeskError::ConfirmFirst)
    }
}

impl AsksFirst for RequestError {
    fn asks_first(&self) -> bool {
        matches!(self, Self::Refused(_, Some(ErrorCode::ConfirmFirst), _))
    }
}

thread_local! {
    // With its owner, which no page is: it lives as long as the document.
    static ASKING: OnceCell<(Owner, RwSignal<bool>)> = const { OnceCell::new() };
    /// Those who wait for it.
    static WAITING: RefCell<Vec<oneshot::Sender<bool>>> = const { RefCell::new(Vec::new()) };
}

/// Whether the password is asked now.
fn asking() -> RwSignal<bool> {
    let make = || {
        let owner = Owner::new();
        let asking = owner.with(|| RwSignal::new(false));
        (owner, asking)
    };
    ASKING.with(|asking| asking.get_or_init(make).1)
}

/// Asks for the password; whether it was given.
async fn given() -> bool {
    let (tell, told) = oneshot::channel();
    WAITING.with_borrow_mut(|all| all.push(tell));
    asking().set(true);
    told.await.unwrap_or(false)
}

fn end(is_given: bool) {
    asking().set(false);
    for waits in WAITING.take() {
        let _ = waits.send(is_given);
    }
}

/// Does what may need the password again: asks for it where it does, and does it then.
pub async fn confirming<T, E: AsksFirst, F: Future<Output = Result<T, E>>>(call: impl Fn() -> F) -> Result<T, E> {
    loop {
        match call().await {
            Err(error) if error.asks_first() => {
                if !given().await {
                    return Err(error);
                }
            }
            answer => return answer,
        }
    }
}

#[component]
fn Asked() -> impl IntoView {
    let password = RwSignal::new(String::new());
    let (busy, error) = (RwSignal::new(false), RwSignal::new(None::<&'static str>));
    let field = NodeRef::<leptos::html::Input>::new();
    field.on_load(|field| drop(field.focus()));
    let submit = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let given = api::confirm(&Given { password: password.get_untracked() }).await;
            busy.try_set(false);
            match given {
                Ok(()) => end(true),
                // The page is covered; below it, what was begun waits on.
                Err(RequestError::Refused(_, Some(ErrorCode::SignedOut), _)) => covered().set(true),
                Err(problem) => drop(error.try_set(Some(words::error(&problem)))),
            }
        });
    };
    let pressed = move |ev: leptos::ev::KeyboardEvent| {
        if ev.key() == "Escape" {
            end(false);
        }
    };
    view! {
        <div class="veil" on:keydown=pressed>
            <form class="sheet stacked" role="dialog" aria-modal="true" aria-labelledby="confirm-title" on:submit=submit>
                <h2 id="confirm-title">{w!(confirm.title)}</h2>
                <p class="meta">{w!(confirm.lead)}</p>
                <label class="labelled"><span>{w!(sign_in.password)}</span>
                    <input type="password" name="password" autocomplete="current-password" required node_ref=field
                        prop:value=move || password.get() on:input=move |ev| password.set(event_target_value(&ev)) />
                </label>
                <p class="error" role="alert">{move || error.get()}</p>
                <div class="row end">
                    <button type="button" class="button quiet" on:click=move |_| end(false)>{w!(confirm.no)}</button>
                    <button type="submit" class="button" disabled=move || busy.get()>{w!(confirm.yes)}</button>
                </div>
            </form>
        </div>
    }
}

/// The question, while it is asked.
#[component]
pub fn ConfirmFirst() -> impl IntoView {
    let asking = asking();
    move || asking.get().then(|| view! { <Asked /> })
}
