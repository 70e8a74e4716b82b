//! What the signed-in person is told of acts that affected them, for whoever has no phone with the app.

use desk_api::notices::NoticeLine;
use leptos::prelude::*;

use super::layout::{Desk, answered};
use crate::server_fns::notices::notices;
use crate::{w, words};

fn lines(told: Vec<NoticeLine>) -> AnyView {
    if told.is_empty() {
        return view! { <p class="empty">{w!(me.told_none)}</p> }.into_any();
    }
    let line = |one: NoticeLine| view! { <li>{words::told::line(one.at, one.act.code(), &one.by)}</li> };
    view! {
        <p class="meta">{w!(me.told_hint)}</p>
        <ul class="card list">{told.into_iter().map(line).collect_view()}</ul>
    }
    .into_any()
}

/// What happened to the own account.
#[component]
pub fn NoticesPage() -> impl IntoView {
    let answer = LocalResource::new(notices);
    view! {
        <Desk title=w!(me.told)>
            <h1>{w!(me.told)}</h1>
            {move || answered(answer.get(), move || answer.refetch(), lines)}
        </Desk>
    }
}
