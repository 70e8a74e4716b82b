//! School files: added, looked at, decided on, taken over, and taken back as a whole.

mod add;
mod batch;
mod changes;
mod decisions;
mod past;
mod sheets;

use desk_api::import::BatchView;
use domain::id::{BatchId, SchoolId};
use domain::import::batch::BatchState;
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;

pub use self::batch::BatchPage;
use self::add::AddFiles;
use super::decide::{Said, decide};
use super::layout::{Desk, answered};
use super::open::Open;
use crate::components::dialog::Confirm;
use crate::platform::clock::today;
use crate::server_fns::import::{begin_import, discard_import, imports};
use crate::{w, words};

#[component]
fn Line(batch: BatchView, error: Said, again: Callback<()>) -> impl IntoView {
    let asking = RwSignal::new(false);
    let id = batch.id;
    let discard = move || decide(discard_import(id), error, move |()| again.run(()));
    let time = words::date::instant(batch.begun_at, today());
    let open = batch.state == BatchState::Open;
    let named = |file: &String| if file.is_empty() { w!(imports.pasted).to_owned() } else { file.clone() };
    let files = batch.files.iter().map(named).collect::<Vec<_>>().join(" · ");
    view! {
        <li class="row">
            <div class="grow"><A href=format!("/desk/import/{id}")>{words::import::state(batch.state)}</A>
                {(!files.is_empty()).then(|| view! { <p>{files}</p> })}
                <p class="meta">{w!(imports.begun, who = batch.begun_by, time = time)}</p></div>
            {open.then(|| view! {
                <button type="button" class="link" on:click=move |_| asking.set(true)>{w!(imports.discard)}</button>
            })}
            <Confirm open=asking question=w!(imports.discard_sure) on_yes=discard />
        </li>
    }
}

/// The same for the school of the address.
#[component]
pub fn ImportsOfAddress() -> impl IntoView {
    let open = Open::<SchoolId>::provide();
    move || match open.id() {
        Some(school) => view! { <ImportsPage school=school /> }.into_any(),
        None => view! { <Desk title=w!(imports.title)><p class="empty">{w!(errors.not_found)}</p></Desk> }.into_any(),
    }
}

/// The batches of a school, and where a new one begins.
#[component]
pub fn ImportsPage(school: SchoolId) -> impl IntoView {
    let error: Said = RwSignal::new(None);
    let asked = RwSignal::new(0);
    let answer = LocalResource::new(move || {
        asked.track();
        imports(school)
    });
    let again = Callback::new(move |()| asked.update(|n| *n += 1));
    let go = use_navigate();
    let opened = Callback::new(move |batch: BatchId| go(&format!("/desk/import/{batch}"), leptos_router::NavigateOptions::default()));
    let begin = Callback::new(move |then: Callback<BatchId>| decide(begin_import(school), error, move |batch| then.run(batch)));
    // Nothing came into it, so nothing is to be kept in the list.
    let untaken = Callback::new(move |batch: BatchId| decide(discard_import(batch), error, move |()| again.run(())));
    let show = move |all: Vec<BatchView>| {
        if all.is_empty() {
            return ().into_any();
        }
        let lines = all.into_iter().map(|batch| view! { <Line batch=batch error=error again=again /> }).collect_view();
        view! { <section class="panel"><h2>{w!(imports.waiting)}</h2><ul class="plain lines">{lines}</ul></section> }.into_any()
    };
    view! {
        <Desk title=w!(imports.title)>
            <h1>{w!(imports.list_title)}</h1>
            <p class="meta">{w!(imports.list_hint)}</p>
            <AddFiles begin=begin added=opened untaken=untaken />
            <p class="error" role="alert">{move || error.get()}</p>
            {move || answered(answer.get(), move || again.run(()), show)}
        </Desk>
    }
}
