//! The mentor's addresses.

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use super::later::Later;
use super::log::LogPage;
use super::today::TodayPage;
use crate::components::not_here::NotHere;
use crate::state::account::is_mentor;
use crate::state::session::Session;
use crate::w;

/// The page of an address under `/app`.
#[component]
pub fn Inside(home: &'static str) -> impl IntoView {
    let session = expect_context::<Session>();
    let Some(records) = session.records.get_untracked() else {
        // Somebody with a desk has not unlocked the phone's records, or has none.
        return view! { <ToUnlock session=session /> }.into_any();
    };
    provide_context(records);
    let later = expect_context::<Later>();
    later.fetch_soon();
    view! {
        <Show when=move || !records.revoked.get() fallback=|| view! { <Revoked /> }>
            <Router>
                <Routes fallback=move || view! { <NotHere home=home /> }>
                    <Route path=path!("/app") view=|| view! { <TodayPage /> } />
                    <Route path=path!("/app/log") view=|| view! { <LogPage /> } />
                    <Route path=path!("/app/children") view=move || later.children() />
                    <Route path=path!("/app/child/:id") view=move || later.child() />
                    <Route path=path!("/app/child/:id/term") view=move || later.term() />
                    <Route path=path!("/app/child/:id/story") view=move || later.story() />
                    <Route path=path!("/app/child/:id/growth") view=move || later.growth() />
                    <Route path=path!("/app/unsent") view=move || later.unsent() />
                    <Route path=path!("/app/me") view=move || later.me() />
                </Routes>
            </Router>
        </Show>
    }
    .into_any()
}

/// For a person without a field log, or who has not unlocked it yet.
#[component]
fn ToUnlock(session: Session) -> impl IntoView {
    if session.me().as_ref().is_some_and(is_mentor) {
        session.restart();
        ().into_any()
    } else {
        view! {
            <main class="public">
                <p>{w!(errors.forbidden)}</p>
                <p><a class="button" href="/desk" rel="external">{w!(me.desk)}</a></p>
            </main>
        }
        .into_any()
    }
}

#[component]
fn Revoked() -> impl IntoView {
    view! {
        <main class="public">
            <h1>{w!(revoked.title)}</h1>
            <p>{w!(revoked.lead)}</p>
            <p><a class="button" href="/sign-in" rel="external">{w!(landing.enter)}</a></p>
        </main>
    }
}
