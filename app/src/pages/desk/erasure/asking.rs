//! What a guardian asks of a child's file, written down by the school, and what became of it.

use desk_api::erasure::{Asked, RequestLine};
use domain::id::ChildId;
use domain::register::erasure::RequestKind;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::requests::card;
use crate::pages::desk::decide::{Done, Said, decide};
use crate::pages::desk::layout::{Desk, answered};
use crate::pages::desk::open::Open;
use crate::platform::clock::today;
use crate::server_fns::erasure::{requests, take_request};
use crate::{w, words};

/// What is filled in. It outlasts an answer that says what is wrong.
#[derive(Debug, Clone, PartialEq)]
struct Form {
    kind: RequestKind,
    asked_on: String,
    asked: Asked,
}

fn field(form: RwSignal<Form>, label: &'static str, of: fn(&mut Form) -> &mut String) -> impl IntoView {
    let value = move || form.with(|form| of(&mut form.clone()).clone());
    view! {
        <label class="labelled"><span>{label}</span>
            <input type="text" autocomplete="off" prop:value=value
                on:input=move |ev| form.update(|form| *of(form) = event_target_value(&ev)) /></label>
    }
}

/// The form.
#[component]
fn Taking(child: ChildId) -> impl IntoView {
    let open = expect_context::<Open<ChildId>>();
    let done = expect_context::<Done>().0;
    let error: Said = RwSignal::new(None);
    let empty = Form { kind: RequestKind::Deletion, asked_on: today().to_string(), asked: Asked::default() };
    let form = RwSignal::new(empty.clone());
    let empty = StoredValue::new(empty);
    let kind = move |kind: RequestKind| {
        view! {
            <label class="segment"><input type="radio" name="kind" value=kind.code()
                prop:checked=move || form.with(|form| form.kind == kind) on:change=move |_| form.update(|form| form.kind = kind) />
                <span>{words::erasure::request_kind(kind)}</span></label>
        }
    };
    let send = move |ev: SubmitEvent| {
        ev.prevent_default();
        let Form { kind, asked_on, asked } = form.get_untracked();
        let Ok(asked_on) = asked_on.parse() else { return error.set(Some(w!(inputs.request_unfit))) };
        decide(take_request(child, kind, asked_on, asked), error, move |()| {
            form.set(empty.get_value());
            done.set(w!(erasure.taken).to_owned());
            open.change();
        });
    };
    view! {
        <section class="panel" aria-label=w!(erasure.taking)>
            <h2>{w!(erasure.taking)}</h2>
            <form class="stacked" on:submit=send>
                <div class="segments" role="radiogroup" aria-label=w!(erasure.what)>{RequestKind::ALL.iter().copied().map(kind).collect_view()}</div>
                <div class="pair">
                    {field(form, w!(erasure.who), |form| &mut form.asked.who)}
                    {field(form, w!(erasure.relation), |form| &mut form.asked.relation)}
                </div>
                <label class="labelled"><span>{w!(erasure.asked_on)}</span>
                    <input type="date" max=today().to_string() prop:value=move || form.with(|form| form.asked_on.clone())
                        on:input=move |ev| form.update(|form| form.asked_on = event_target_value(&ev)) /></label>
                <label class="labelled"><span>{w!(erasure.words)}</span>
                    <textarea rows="3" prop:value=move || form.with(|form| form.asked.words.clone())
                        on:input=move |ev| form.update(|form| form.asked.words = event_target_value(&ev))></textarea></label>
                <p class="meta">{w!(erasure.taking_hint)}</p>
                <p class="error" role="alert">{move || error.get()}</p>
                <div class="row end"><button type="submit" class="button">{w!(erasure.take)}</button></div>
            </form>
        </section>
    }
}

/// The page of the child of the address.
#[component]
pub fn AskingPage() -> impl IntoView {
    let open = Open::<ChildId>::provide();
    let answer = open.ask(requests);
    let done = RwSignal::new(String::new());
    provide_context(Done(done));
    let show = move |lines: Vec<RequestLine>| {
        let taking = open.id().map(|child| view! { <Taking child=child /> });
        let all = (!lines.is_empty()).then(|| {
            let cards = lines.iter().map(card).collect_view();
            view! { <section class="panel"><h2>{w!(erasure.requests)}</h2><ul class="plain lines">{cards}</ul></section> }
        });
        view! { {taking}{all} }.into_any()
    };
    view! {
        <Desk title=w!(erasure.asking)>
            <h1>{w!(erasure.asking)}</h1>
            <p class="calm" role="status">{move || done.get()}</p>
            {move || answered(answer.get(), move || open.change(), show)}
        </Desk>
    }
}
