//! What people wrote in the app about the app, for the centre.

use desk_api::feedback::FeedbackLine;
use leptos::prelude::*;

use super::layout::{Desk, answered};
use crate::platform::clock::today;
use crate::server_fns::feedback::feedback;
use crate::{w, words};

fn lines(all: Vec<FeedbackLine>) -> AnyView {
    if all.is_empty() {
        return view! { <p class="empty">{w!(feedback.none)}</p> }.into_any();
    }
    let line = |one: FeedbackLine| {
        view! {
            <li>
                <p class="meta">{one.who}" · "{words::date::instant(one.at, today())}</p>
                <p>{one.text}</p>
            </li>
        }
    };
    view! {
        <p class="meta">{w!(feedback.hint)}</p>
        <ul class="card list">{all.into_iter().map(line).collect_view()}</ul>
    }
    .into_any()
}

/// The messages.
#[component]
pub fn FeedbackPage() -> impl IntoView {
    let answer = LocalResource::new(feedback);
    view! {
        <Desk title=w!(feedback.title)>
            <h1>{w!(feedback.title)}</h1>
            {move || answered(answer.get(), move || answer.refetch(), lines)}
        </Desk>
    }
}
