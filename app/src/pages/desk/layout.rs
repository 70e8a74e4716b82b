//! The frame of the desk pages, and what they show while they wait or cannot.

use desk_api::DeskError;
use domain::policy::{Action, Actor, Subject, can};
use leptos::prelude::*;

use crate::components::flower::Sign;
use crate::components::page_title::page_title;
use crate::server_fns::CallError;
use crate::state::session::{Session, sign_out};
use crate::{w, words};

/// The links that stand beside every page, for the signed-in person.
#[derive(Clone, Copy)]
pub struct Ways(pub fn() -> AnyView);

/// A desk page: side navigation, a question, the answer.
#[component]
pub fn Desk(#[prop(into)] title: String, children: Children) -> impl IntoView {
    page_title(&title);
    let session = expect_context::<Session>();
    let me = session.me();
    let ways = expect_context::<Ways>().0;
    view! {
        <div class="desk">
            <nav class="side" aria-label=w!(tabs.label)>
                <div class="brand"><Sign /><b>{w!(brand)}</b></div>
                {ways()}
                <button type="button" class="link" on:click=move |_| sign_out()>{w!(desk.sign_out)}</button>
                <p class="meta">{me.map(|m| m.name)}</p>
            </nav>
            <main class="main">{children()}</main>
        </div>
    }
}

/// Whether the policy lets the signed-in person do it. The server asks again; this only keeps from the
/// page what would be refused.
pub fn may(action: Action, subject: Subject<'_>) -> bool {
    let me = expect_context::<Session>().me();
    me.is_some_and(|me| can(&Actor { account: me.account, grants: me.grants }, action, subject))
}

/// What an answer looks like: wait, trouble, or the view.
pub fn answered<T>(
    answer: Option<Result<T, CallError>>,
    again: impl Fn() + Copy + Send + Sync + 'static,
    show: impl FnOnce(T) -> AnyView,
) -> AnyView {
    match answer {
        None => view! { <p class="empty" aria-busy="true">{w!(desk.loading)}</p> }.into_any(),
        Some(Ok(value)) => show(value),
        Some(Err(CallError::Refused(DeskError::SignedOut))) => view! {
            <p class="empty">{words::error::desk(&DeskError::SignedOut)}</p>
            <p class="middle"><a class="button" href="/sign-in" rel="external">{w!(landing.enter)}</a></p>
        }
        .into_any(),
        Some(Err(error)) => view! {
            <p class="empty">{words::error::call(&error)}</p>
            <p class="middle"><button type="button" class="button" on:click=move |_| again()>{w!(desk.retry)}</button></p>
        }
        .into_any(),
    }
}

/// A part of a page beside the main one, whose wait and whose refusals the main part shows already.
pub fn panel<T>(answer: Option<Result<T, CallError>>, show: impl FnOnce(T) -> AnyView) -> AnyView {
    match answer {
        None | Some(Err(CallError::Refused(DeskError::SignedOut | DeskError::Forbidden | DeskError::NotFound))) => {
            ().into_any()
        }
        Some(Ok(value)) => show(value),
        Some(Err(error)) => view! { <p class="error" role="alert">{words::error::call(&error)}</p> }.into_any(),
    }
}
