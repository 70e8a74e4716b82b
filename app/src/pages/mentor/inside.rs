//! The mentor's addresses.

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use super::child::ChildPage;
use super::children::ChildrenPage;
use super::log::LogPage;
use super::me::MePage;
use super::today::TodayPage;
use super::unsent::UnsentPage;
use crate::pages::gate::{NotHere, Session};
use crate::state::account::is_mentor;
use crate::state::field::Field;
use crate::{w, words};

/// The page of an address under `/app`.
#[component]
pub fn Inside(home: &'static str) -> impl IntoView {
    let has_field = use_context::<Field>().is_some();
    // Somebody with a desk has not unlocked the phone's records, or has none.
    let page = move |page: fn() -> AnyView| move || if has_field { page() } else { view! { <ToUnlock /> }.into_any() };
    view! {
        <Router>
            <Routes fallback=move || view! { <NotHere home=home /> }>
                <Route path=path!("/app") view=page(|| view! { <TodayPage /> }.into_any()) />
                <Route path=path!("/app/children") view=page(|| view! { <ChildrenPage /> }.into_any()) />
                <Route path=path!("/app/child/:id") view=page(|| view! { <ChildPage /> }.into_any()) />
                <Route path=path!("/app/log") view=page(|| view! { <LogPage /> }.into_any()) />
                <Route path=path!("/app/unsent") view=page(|| view! { <UnsentPage /> }.into_any()) />
                <Route path=path!("/app/me") view=page(|| view! { <MePage /> }.into_any()) />
            </Routes>
        </Router>
    }
}

/// For a person without a field log, or who has not unlocked it yet.
#[component]
fn ToUnlock() -> impl IntoView {
    let session = expect_context::<Session>();
    if session.me().as_ref().is_some_and(is_mentor) {
        session.restart();
        ().into_any()
    } else {
        view! {
            <main class="public">
                <p>{words::error("forbidden")}</p>
                <p><a class="button" href="/desk" rel="external">{w!(me.desk)}</a></p>
            </main>
        }
        .into_any()
    }
}
