//! The status line: what the server has, and what waits. It opens the list of what waits.

use leptos::prelude::*;
use leptos_router::components::A;
use sync::status::StatusLine;

use crate::platform::clock::today;
use crate::state::records::Records;
use crate::{w, words};

/// The status line.
#[component]
pub fn StatusPill() -> impl IntoView {
    let records = expect_context::<Records>();
    let said = move || match records.status() {
        StatusLine::AllSent { at } => ("pill", w!(status.all_sent, time = words::date::instant(at, today()))),
        StatusLine::NeverSynced => ("pill warn", w!(status.never).to_owned()),
        StatusLine::Waiting { count, .. } => ("pill warn", w!(status.waiting, count = count)),
        StatusLine::Attention { rejected, .. } => ("pill bad", w!(status.attention, count = rejected)),
    };
    view! {
        <A href="/app/unsent" attr:class=move || said().0>
            <span class="dot" aria-hidden="true"></span>
            <span aria-live="polite">{move || said().1}</span>
        </A>
    }
}
