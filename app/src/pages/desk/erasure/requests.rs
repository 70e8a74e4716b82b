//! What guardians ask: the centre grants it or declines it, each time with a reason that the guardian is told.

use desk_api::erasure::{AnswerLine, RequestLine};
use domain::register::erasure::RequestKind;
use leptos::prelude::*;

use super::Again;
use super::sure::{Going, Sure};
use crate::pages::desk::confirm::confirming;
use crate::pages::desk::decide::{Done, Said, decide};
use crate::server_fns::erasure::decide_request;
use crate::{w, words};

/// Who asked, when and for what.
fn asked(line: &RequestLine) -> impl IntoView + use<> {
    let head = words::joined(&[&line.name, &line.school, words::erasure::request_kind(line.kind)]);
    let said = line.asked.clone().map(|asked| {
        let who = w!(erasure.asked_by, who = asked.who, relation = asked.relation, date = words::date::long_day(line.asked_on));
        view! { <p>{who}</p><p>{asked.words}</p> }
    });
    let by = w!(erasure.taken_by, name = line.by.as_str());
    view! { <h3>{head}</h3>{said}<p class="meta">{by}</p> }
}

/// What was decided, when and why.
fn decided(answer: &AnswerLine) -> impl IntoView + use<> {
    let (by, on) = (answer.by.as_str(), words::date::long_day(answer.on));
    let said = if answer.granted { w!(erasure.granted, by = by, on = on) } else { w!(erasure.declined, by = by, on = on) };
    view! { <p class="calm">{said}</p><p>{answer.why.clone()}</p> }
}

/// A request as it is read.
pub fn card(line: &RequestLine) -> impl IntoView + use<> {
    let answer = line.answer.as_ref().map_or_else(|| view! { <p class="meta">{w!(erasure.waits)}</p> }.into_any(), |answer| decided(answer).into_any());
    view! { <li>{asked(line)}{answer}</li> }
}

/// A request that waits, with what decides it.
#[component]
fn Deciding(line: RequestLine) -> impl IntoView {
    let again = expect_context::<Again>().0;
    let done = expect_context::<Done>().0;
    let error: Said = RwSignal::new(None);
    let why = RwSignal::new(String::new());
    let sure = RwSignal::new(false);
    let id = line.id;
    let send = move |grant: bool| {
        sure.set(false);
        let said = if grant { w!(erasure.did_grant) } else { w!(erasure.did_decline) };
        decide(confirming(move || decide_request(id, grant, why.get_untracked())), error, move |()| {
            done.set(said.to_owned());
            again.run(());
        });
    };
    let empty = move || why.with(|why| why.trim().is_empty());
    let erases = line.kind == RequestKind::Deletion;
    // While it is at a school the county must know the child.
    let is_there = erases && line.left_on.is_none();
    let there = is_there.then(|| view! { <p class="notice">{w!(erasure.is_there)}</p> });
    let other = line.needs_other;
    let by_other = other.then(|| view! { <p class="notice">{w!(erasure.needs_other)}</p> });
    let weight = line.weight.filter(|_| erases && !is_there);
    let goes = weight.map(|weight| view! { <p class="meta">{w!(erasure.goes)}" "{words::erasure::weight(weight)}</p> });
    let going = Going { names: vec![line.name.clone()], weight: weight.unwrap_or_default() };
    let ask = move || sure.get().then(|| view! { <Sure going=going.clone() on_no=move || sure.set(false) on_yes=move || send(true) /> });
    let grant = move |_| if erases { sure.set(true) } else { send(true) };
    view! {
        <li>
            {asked(&line)}{there}{by_other}{goes}
            <label class="labelled"><span>{w!(erasure.reason)}</span>
                <textarea rows="2" prop:value=move || why.get() on:input=move |ev| why.set(event_target_value(&ev))></textarea></label>
            <p class="error" role="alert">{move || error.get()}</p>
            <div class="row end">
                <button type="button" class="button quiet" disabled=empty on:click=move |_| send(false)>{w!(erasure.decline)}</button>
                <button type="button" class="button" disabled=move || empty() || is_there || other on:click=grant>{w!(erasure.grant)}</button>
            </div>
            {ask}
        </li>
    }
}

/// What waits, and what was decided.
#[component]
pub fn Requests(lines: Vec<RequestLine>) -> impl IntoView {
    let none = lines.is_empty().then(|| view! { <p class="empty">{w!(erasure.none_asked)}</p> });
    let line = |line: RequestLine| {
        if line.answer.is_none() { view! { <Deciding line=line /> }.into_any() } else { card(&line).into_any() }
    };
    view! {
        <section class="panel"><h2>{w!(erasure.requests)}</h2>{none}
            <ul class="plain lines">{lines.into_iter().map(line).collect_view()}</ul></section>
    }
}
