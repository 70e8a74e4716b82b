//! Two answers to one question about a home: the school says which holds.

use chrono::NaiveDate;
use desk_api::disputes::{Dispute, GivenAnswer};
use domain::id::SchoolId;
use leptos::prelude::*;
use leptos_router::components::A;

use super::decide::decide;
use super::layout::panel;
use super::open::Open;
use crate::platform::clock::today;
use crate::server_fns::disputes::{disputes, settle_dispute};
use crate::{w, words};

#[component]
fn TwoAnswers(dispute: Dispute, today: NaiveDate) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let error = RwSignal::new(None);
    let later = dispute.later.fact;
    let kind = words::guardianship::question(dispute.later.value.kind());
    let choice = move |answer: GivenAnswer| {
        let fact = answer.fact;
        let who = if answer.who.is_empty() { w!(desk.by_import).to_owned() } else { answer.who };
        let settle = move |_| decide(settle_dispute(later, fact), error, move |()| open.change());
        view! {
            <button type="button" class="answer" on:click=settle>
                <b>{words::guardianship::fact(&answer.value)}</b>
                <span class="meta">{who}" · "{words::date::short_day(answer.seen_on, today)}</span>
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

/// What waits for the open school; nothing when nothing does.
#[component]
pub fn DisputesPanel() -> impl IntoView {
    let answer = expect_context::<Open<SchoolId>>().ask(disputes);
    let show = |all: Vec<Dispute>| {
        if all.is_empty() {
            return ().into_any();
        }
        let today = today();
        let all = all.into_iter().map(|dispute| view! { <TwoAnswers dispute=dispute today=today /> }).collect_view();
        view! {
            <section class="panel review">
                <h2>{w!(desk.disputes)}</h2>
                <p class="meta">{w!(desk.review_hint)}</p>
                <ul class="plain">{all}</ul>
            </section>
        }
        .into_any()
    };
    move || panel(answer.get(), show)
}
