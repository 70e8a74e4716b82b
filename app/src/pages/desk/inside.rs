//! The desks' addresses.

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use super::child::DeskChildPage;
use super::county::CountyPage;
use super::school::SchoolPage;
use crate::components::not_here::NotHere;

/// The page of an address under `/desk`.
#[component]
pub fn Inside(home: &'static str) -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=move || view! { <NotHere home=home /> }>
                <Route path=path!("/desk") view=|| view! { <CountyPage /> } />
                <Route path=path!("/desk/school/:id") view=|| view! { <SchoolPage /> } />
                <Route path=path!("/desk/child/:id") view=|| view! { <DeskChildPage /> } />
            </Routes>
        </Router>
    }
}
