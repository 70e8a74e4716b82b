//! The frame of the desk pages, and what they show while they wait or cannot.

use desk_api::DeskError;
use domain::policy::{Action, Subject, can};
use leptos::ev::KeyboardEvent;
use leptos::html::{Main, Nav};
use leptos::prelude::*;
use sync::account::StandIn;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

use crate::components::flower::Sign;
use crate::components::page_title::page_title;
use crate::forms::digit;
use crate::server_fns::CallError;
use crate::showing::covered;
use crate::state::session::{Session, sign_out};
use crate::{w, words};

/// The links that stand beside every page, for the signed-in person.
#[derive(Clone, Copy)]
pub struct Ways(pub fn() -> AnyView);

/// Whether a key was pressed where it is typed or chosen with.
fn is_typing(ev: &KeyboardEvent) -> bool {
    let at = ev.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    at.is_some_and(|at| at.matches("input, textarea, select, [contenteditable]").unwrap_or(true))
}

/// A digit opens the page that it stands beside, wherever it means nothing else.
fn opens_by_digit(side: NodeRef<Nav>) {
    let pressed = move |ev: KeyboardEvent| {
        let is_ours = !(ev.default_prevented() || ev.ctrl_key() || ev.alt_key() || ev.meta_key() || is_typing(&ev));
        let Some(n) = digit(&ev.code()).filter(|n| is_ours && *n > 0) else { return };
        let Some(side) = side.get_untracked() else { return };
        let way = side.query_selector(&format!("a:nth-of-type({n})")).ok().flatten();
        if let Some(way) = way.and_then(|way| way.dyn_into::<HtmlElement>().ok()) {
            ev.prevent_default();
            way.click();
        }
    };
    let listening = window_event_listener(leptos::ev::keydown, pressed);
    on_cleanup(move || listening.remove());
}

/// In whose place somebody works, or who works in theirs, until when.
fn stand_in(one: &StandIn) -> impl IntoView + use<> {
    let (with, role, until) = (one.with.as_str(), words::desk::role(one.grant.role), words::date::day(one.until));
    let said = if one.lent {
        w!(deputies.i_stand_in, with = with, role = role, until = until)
    } else {
        w!(deputies.stands_in_for_me, with = with, role = role, until = until)
    };
    view! { <p class="notice">{said}</p> }
}

/// Few codes are left on the card of the second step.
fn few_codes(left: u32) -> impl IntoView {
    view! {
        <p class="notice">{w!(second_step.few, count = left)}<a href="/desk/second-step">{w!(second_step.new_card)}</a></p>
    }
}

/// A desk page: side navigation, a question, the answer.
#[component]
pub fn Desk(#[prop(into)] title: String, children: Children) -> impl IntoView {
    page_title(&title);
    let session = expect_context::<Session>();
    let me = session.me();
    let ways = expect_context::<Ways>().0;
    // A phone shows the first few and unfolds the others; a wide screen shows all.
    let unfolded = RwSignal::new(false);
    let (side, main) = (NodeRef::<Nav>::new(), NodeRef::<Main>::new());
    opens_by_digit(side);
    let skip = move |_| {
        if let Some(main) = main.get_untracked() {
            let _ = main.focus();
        }
    };
    let few = me.as_ref().and_then(|me| me.card_left).map(few_codes);
    let stand_ins = me.iter().flat_map(|me| &me.stand_ins).map(stand_in).collect_view();
    view! {
        <div class="desk">
            <button type="button" class="skip" on:click=skip>{w!(desk.skip)}</button>
            <nav class="side" node_ref=side class:unfolded=unfolded aria-label=w!(tabs.label)>
                <div class="brand"><Sign /><b>{w!(brand)}</b></div>
                {ways()}
                <button type="button" class="link menu" aria-expanded=move || unfolded.get().to_string()
                    on:click=move |_| unfolded.update(|open| *open = !*open)>{w!(desk.menu)}</button>
                <button type="button" class="link leave" on:click=move |_| sign_out()>{w!(desk.sign_out)}</button>
                <p class="meta">{me.map(|m| m.name)}</p>
            </nav>
            <main class="main" tabindex="-1" node_ref=main>{few}{stand_ins}{children()}</main>
        </div>
    }
}

/// Whether the policy lets the signed-in person do it. The server asks again; this only keeps from the
/// page what would be refused.
pub fn may(action: Action, subject: Subject<'_>) -> bool {
    let me = expect_context::<Session>().me();
    me.is_some_and(|me| can(&me.actor(), action, subject))
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
        // The page is covered; when that is over, it is asked again.
        Some(Err(CallError::Refused(DeskError::SignedOut))) => {
            let asked_again = Effect::new(move |before: Option<bool>| {
                let is_covered = covered().get();
                if before == Some(true) && !is_covered {
                    again();
                }
                is_covered
            });
            on_cleanup(move || asked_again.stop());
            view! { <p class="empty">{words::error::desk(&DeskError::SignedOut)}</p> }.into_any()
        }
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
