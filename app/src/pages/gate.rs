//! The gate: what stands before the app while nobody is in. What is inside it does not know.

use leptos::prelude::*;

use crate::components::page_title::page_title;
use crate::problem::RequestError;
use crate::state::session::{Session, Stage, home_of};
use crate::{w, words};

/// The app behind sign-in: `locked` asks for the password of the records of an account, by its digest, and
/// `inside` is what opens, given where the person's work is.
#[component]
pub fn Gate(
    session: Session,
    locked: fn(Session, String) -> AnyView,
    inside: fn(&'static str) -> AnyView,
) -> impl IntoView {
    provide_context(session);
    if session.stage.get_untracked() == Stage::Starting {
        session.start();
    }
    let updated = RwSignal::new(false);
    crate::platform::updates::on_update(move || updated.set(true));
    move || {
        session.language.track();
        match session.stage.get() {
            Stage::Starting => view! { <main class="public" aria-busy="true"></main> }.into_any(),
            Stage::Locked(digest) => locked(session, digest),
            Stage::Unreached(problem, records) => view! { <Unreached problem=problem records=records /> }.into_any(),
            Stage::Open(me) => {
                let inside = inside(home_of(&me));
                view! { <UpdateNotice updated=updated />{inside} }.into_any()
            }
        }
    }
}

#[component]
fn UpdateNotice(updated: RwSignal<bool>) -> impl IntoView {
    view! {
        <Show when=move || updated.get()>
            <div class="notice" role="status">
                <span>{w!(update.ready)}</span>
                <button type="button" class="button small" on:click=|_| crate::platform::updates::apply()>
                    {w!(update.apply)}
                </button>
            </div>
        </Show>
    }
}

#[component]
fn Unreached(problem: RequestError, records: bool) -> impl IntoView {
    page_title(w!(desk.unreached));
    view! {
        <main class="public">
            <h1>{w!(desk.unreached)}</h1>
            <p role="status">{words::error(&problem)}</p>
            <p><a class="button" href="" rel="external">{w!(desk.retry)}</a></p>
            {records.then(|| view! { <p><a href="/app" rel="external">{w!(desk.mentor_app)}</a></p> })}
        </main>
    }
}
