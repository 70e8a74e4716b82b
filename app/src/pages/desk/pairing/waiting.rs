//! What waits for the lead: who proposes it may take it back.

use desk_api::pairing::Proposed;
use domain::id::SchoolId;
use leptos::prelude::*;

use super::super::decide::{Said, decide};
use super::super::open::Open;
use crate::server_fns::pairing::decide_proposal;
use crate::{w, words};

#[component]
fn Line(proposed: Proposed) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let error: Said = RwSignal::new(None);
    let id = proposed.id;
    let back = move |_| decide(decide_proposal(id, false), error, move |()| open.change());
    let lines = proposed.lines.iter().map(|line| view! { <li>{words::desk::proposed_line(line)}</li> });
    let lines = lines.collect::<Vec<_>>();
    let by = w!(pairings.proposed_on, who = proposed.by, date = words::date::day(domain::term::local_day(proposed.at)));
    view! {
        <li class="stacked">
            <div><ul>{lines}</ul><p class="meta">{by}</p></div>
            <p class="error" role="alert">{move || error.get()}</p>
            <div class="row"><button type="button" class="button quiet" on:click=back>{w!(pairings.take_back)}</button></div>
        </li>
    }
}

/// All of it; nothing where nothing waits.
pub fn waiting(all: Vec<Proposed>) -> impl IntoView {
    (!all.is_empty()).then(|| {
        let lines = all.into_iter().map(|proposed| view! { <Line proposed=proposed /> }).collect_view();
        view! { <section class="group troubles"><h2>{w!(pairings.waiting)}</h2><ul class="list">{lines}</ul></section> }
    })
}
