//! What the school decides: late work on a child who had moved on, and two answers to one question.

use chrono::NaiveDate;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

use crate::desk_service::{Answer, DeskError, Dispute, LateWork};
use crate::{server_fns, w, words};

/// Does something, then reads the page again or says why it did not work.
fn decide<F>(work: F, error: RwSignal<Option<&'static str>>, again: Callback<()>)
where
    F: Future<Output = Result<(), DeskError>> + 'static,
{
    spawn_local(async move {
        match work.await {
            Ok(()) => again.run(()),
            Err(problem) => error.set(Some(words::error(&problem.to_string()))),
        }
    });
}

#[component]
fn Late(work: LateWork, today: NaiveDate, again: Callback<()>) -> impl IntoView {
    let error = RwSignal::new(None);
    let op = work.op;
    let what = match &work.body {
        Some(body) => {
            let head = format!(
                "{} · {} · {} · {}",
                words::short_day(body.occurred_on, today),
                words::kind(body.kind),
                words::mode(body.mode),
                words::outcome(body.outcome)
            );
            let note = (!body.note.is_empty()).then(|| body.note.clone());
            view! { <p class="what">{head}</p><p class="note">{note}</p> }.into_any()
        }
        None => view! { <p class="what">{w!(desk.late_follow_up)}</p> }.into_any(),
    };
    let mentor = work.mentor.clone().unwrap_or_else(|| w!(desk.none).to_owned());
    let under = w!(
        desk.late_line,
        author = work.author.clone(),
        time = words::instant(work.captured_at, today),
        mentor = mentor
    );
    view! {
        <li class="card">
            <h3><A href=format!("/desk/child/{}", work.child)>{work.name.clone()}</A></h3>
            {what}
            <p class="meta">{under}</p>
            <p class="error" role="alert">{move || error.get()}</p>
            <div class="row end">
                <button type="button" class="button quiet small"
                    on:click=move |_| decide(server_fns::resolve_late(op, false), error, again)>{w!(desk.late_decline)}</button>
                <button type="button" class="button small"
                    on:click=move |_| decide(server_fns::resolve_late(op, true), error, again)>{w!(desk.late_accept)}</button>
            </div>
        </li>
    }
}

#[component]
fn TwoAnswers(dispute: Dispute, today: NaiveDate, again: Callback<()>) -> impl IntoView {
    let error = RwSignal::new(None);
    let later = dispute.later.fact;
    let kind = words::fact_kind(dispute.later.value.kind());
    let choice = move |answer: Answer| {
        let fact = answer.fact;
        let who = if answer.who.is_empty() { w!(desk.by_import).to_owned() } else { answer.who };
        view! {
            <button type="button" class="answer" on:click=move |_| decide(server_fns::settle_fact(later, fact), error, again)>
                <b>{words::fact(&answer.value)}</b>
                <span class="meta">{who}" · "{words::short_day(answer.seen_on, today)}</span>
            </button>
        }
    };
    view! {
        <li class="card">
            <h3><A href=format!("/desk/child/{}", dispute.child)>{dispute.names.join(words::comma())}</A>" · "{kind}</h3>
            <p class="meta">{w!(desk.dispute_hint)}</p>
            <p class="error" role="alert">{move || error.get()}</p>
            <div class="answers">{choice(dispute.earlier)}{choice(dispute.later)}</div>
        </li>
    }
}

/// Everything that waits for a decision; nothing when nothing does.
#[component]
pub fn Review(late: Vec<LateWork>, disputes: Vec<Dispute>, today: NaiveDate, again: Callback<()>) -> impl IntoView {
    if late.is_empty() && disputes.is_empty() {
        return ().into_any();
    }
    let late = late.into_iter().map(|work| view! { <Late work=work today=today again=again /> }).collect_view();
    let disputes = disputes
        .into_iter()
        .map(|dispute| view! { <TwoAnswers dispute=dispute today=today again=again /> })
        .collect_view();
    view! {
        <section class="panel review">
            <h2>{w!(desk.review)}</h2>
            <p class="meta">{w!(desk.review_hint)}</p>
            <ul class="plain">{late}{disputes}</ul>
        </section>
    }
    .into_any()
}
