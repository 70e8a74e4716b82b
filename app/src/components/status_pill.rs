//! The status line: what the server has, and what waits. It opens the list of what waits.

use leptos::prelude::*;
use leptos_router::components::A;
use sync::status::Status;

use crate::platform::clock::today;
use crate::state::field::Field;
use crate::{w, words};

/// The status line.
#[component]
pub fn StatusPill() -> impl IntoView {
    let field = expect_context::<Field>();
    let said = move || match field.status() {
        Status::AllSent { at } => ("pill", w!(status.all_sent, time = words::date::instant(at, today()))),
        Status::NeverSynced => ("pill warn", w!(status.never).to_owned()),
        Status::Waiting { count, .. } => ("pill warn", w!(status.waiting, count = count)),
        Status::Attention { rejected, .. } => ("pill bad", w!(status.attention, count = rejected)),
    };
    view! {
        <A href="/app/unsent" attr:class=move || said().0>
            <span class="dot" aria-hidden="true"></span>
            <span aria-live="polite">{move || said().1}</span>
        </A>
    }
}
