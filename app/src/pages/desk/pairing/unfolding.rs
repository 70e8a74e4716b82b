//! A form about a child's pairings. What it has to know is asked when it is unfolded.

use desk_api::pairing::HandingView;
use domain::id::ChildId;
use leptos::ev::Event;
use leptos::html::Details;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::super::decide::{Said, decide};
use crate::server_fns::pairing::mentors_for;

/// Such a form, with its heading. It stands there unfolded where an address ends in its `anchor`.
#[component]
pub fn Unfolding(
    child: ChildId,
    summary: &'static str,
    anchor: &'static str,
    form: fn(HandingView, ChildId) -> AnyView,
) -> impl IntoView {
    let error: Said = RwSignal::new(None);
    let view = RwSignal::new(None::<HandingView>);
    let unfolded = use_location().hash.get_untracked() == anchor;
    let ask = move |_: Event| {
        if view.with_untracked(Option::is_none) {
            decide(mentors_for(child), error, move |found| drop(view.try_set(Some(found))));
        }
    };
    let details = NodeRef::<Details>::new();
    Effect::new(move |_| {
        if let Some(details) = details.get().filter(|_| unfolded) {
            details.scroll_into_view();
        }
    });
    view! {
        <details class="panel" open=unfolded node_ref=details on:toggle=ask><summary>{summary}</summary>
            <p class="error" role="alert">{move || error.get()}</p>
            {move || view.get().map(|view| form(view, child))}
        </details>
    }
}
