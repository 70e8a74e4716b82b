//! What was taken out of the school lately: what, when, by whom and for what.

use desk_api::out::OutLine;
use domain::id::SchoolId;
use leptos::prelude::*;

use crate::pages::desk::layout::panel;
use crate::pages::desk::open::Open;
use crate::server_fns::out::outs;
use crate::{w, words};

fn line(line: OutLine) -> impl IntoView {
    let today = domain::term::local_day(line.at);
    let when = format!("{} {}", words::date::day(today), words::date::instant(line.at, today));
    let numbers = if line.numbers { w!(out.with_numbers) } else { "" };
    let reason = words::joined(&[words::desk::out_reason(line.reason), &line.words]);
    view! { <li>{words::joined(&[words::desk::out_kind(line.kind), &line.whose, &when, &line.who, &reason, numbers])}</li> }
}

/// The list.
#[component]
pub fn Recent() -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let answer = open.ask(|school| outs(Some(school)));
    let show = move |all: Vec<OutLine>| {
        if all.is_empty() {
            return view! { <p class="meta">{w!(out.none_yet)}</p> }.into_any();
        }
        view! { <ul class="changes">{all.into_iter().map(line).collect_view()}</ul> }.into_any()
    };
    view! { <details class="panel"><summary>{w!(out.recent)}</summary>{move || panel(answer.get(), show)}</details> }
}
