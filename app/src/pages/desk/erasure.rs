//! The end of a child's file: whose days have run out, what guardians ask, and what was erased.

mod asking;
mod due;
mod requests;
mod sure;

use desk_api::erasure::{ErasureLine, ErasureView};
use leptos::prelude::*;

use super::decide::Done;
use super::layout::{Desk, answered};
use crate::server_fns::erasure::erasure;
use crate::{w, words};
pub use asking::AskingPage;
use due::DueList;
use requests::Requests;

/// How to ask the page anew.
#[derive(Clone, Copy)]
struct Again(Callback<()>);

/// What was erased. It names nobody.
fn done_list(done: Vec<ErasureLine>) -> impl IntoView {
    let none = done.is_empty().then(|| view! { <p class="empty">{w!(erasure.none_done)}</p> });
    let row = |line: ErasureLine| {
        let id = line.id.0.simple().to_string();
        let tail = id[id.len() - 8..].to_owned();
        view! {
            <tr><td>{words::date::long_day(line.on)}</td><td>{line.by}</td><td>{words::erasure::ground(line.ground)}</td>
                <td>{words::erasure::weight(line.weight)}</td><td>{words::date::long_day(line.nowhere_on)}</td>
                <td class="number">{tail}</td></tr>
        }
    };
    let table = (!done.is_empty()).then(|| {
        view! {
            <div class="scroll" tabindex="0" role="region" aria-label=w!(erasure.done_title)><table class="table">
                <thead><tr><th scope="col">{w!(erasure.on)}</th><th scope="col">{w!(erasure.by)}</th>
                    <th scope="col">{w!(erasure.why)}</th><th scope="col">{w!(erasure.goes)}</th>
                    <th scope="col">{w!(erasure.nowhere_on)}</th><th scope="col" class="number">{w!(erasure.id)}</th></tr></thead>
                <tbody>{done.into_iter().map(row).collect_view()}</tbody></table></div>
        }
    });
    view! { <section class="panel"><h2>{w!(erasure.done_title)}</h2>{none}{table}</section> }
}

fn desk(view: ErasureView) -> AnyView {
    let rules = w!(erasure.rules, after = view.after_days, backups = view.backup_days);
    view! {
        <p class="meta">{w!(erasure.hint)}</p>
        <p class="meta">{rules}</p>
        <DueList due=view.due today=view.today />
        <Requests lines=view.requests />
        {done_list(view.done)}
    }
    .into_any()
}

/// The page of the centre.
#[component]
pub fn ErasurePage() -> impl IntoView {
    let answer = LocalResource::new(erasure);
    provide_context(Again(Callback::new(move |()| answer.refetch())));
    let done = RwSignal::new(String::new());
    provide_context(Done(done));
    view! {
        <Desk title=w!(erasure.title)>
            <h1>{w!(erasure.question)}</h1>
            <p class="calm" role="status">{move || done.get()}</p>
            {move || answered(answer.get(), move || answer.refetch(), desk)}
        </Desk>
    }
}
