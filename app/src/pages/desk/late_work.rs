//! Late work on a child who had moved on: the school takes it into the file, or not.

use chrono::NaiveDate;
use desk_api::late_work::LateWork;
use domain::id::SchoolId;
use leptos::prelude::*;
use leptos_router::components::A;

use super::decide::decide;
use super::layout::panel;
use super::open::Open;
use crate::platform::clock::today;
use crate::server_fns::late_work::{late_work, resolve_late};
use crate::{w, words};

#[component]
fn Late(work: LateWork, today: NaiveDate) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let error = RwSignal::new(None);
    let op = work.op;
    let settle = move |accept| decide(resolve_late(op, accept), error, move |()| open.change());
    let what = match &work.entry {
        Some(entry) => {
            let head = words::log::deed(entry.kind, entry.mode, entry.outcome);
            let on = words::date::short_day(entry.on, today);
            view! { <p class="what">{on}" · "{head}</p><p class="note">{words::log::said(entry)}</p> }.into_any()
        }
        None => view! { <p class="what">{w!(desk.late_follow_up)}</p> }.into_any(),
    };
    let mentor = work.mentor.unwrap_or_else(|| w!(desk.none).to_owned());
    let time = words::date::instant(work.captured_at, today);
    let under = w!(desk.late_line, author = work.author, time = time, mentor = mentor);
    view! {
        <li class="card">
            <h3><A href=format!("/desk/child/{}", work.child)>{work.name}</A></h3>
            {what}
            <p class="meta">{under}</p>
            <p class="error" role="alert">{move || error.get()}</p>
            <div class="row end">
                <button type="button" class="button quiet small" on:click=move |_| settle(false)>{w!(desk.late_decline)}</button>
                <button type="button" class="button small" on:click=move |_| settle(true)>{w!(desk.late_accept)}</button>
            </div>
        </li>
    }
}

/// What waits for the open school; nothing when nothing does.
#[component]
pub fn LateWorkPanel() -> impl IntoView {
    let answer = expect_context::<Open<SchoolId>>().ask(late_work);
    let show = |all: Vec<LateWork>| {
        if all.is_empty() {
            return ().into_any();
        }
        let today = today();
        let all = all.into_iter().map(|work| view! { <Late work=work today=today /> }).collect_view();
        view! {
            <section class="panel review">
                <h2>{w!(desk.late_work)}</h2>
                <p class="meta">{w!(desk.review_hint)}</p>
                <ul class="plain">{all}</ul>
            </section>
        }
        .into_any()
    };
    move || panel(answer.get(), show)
}
