//! An address that leads nowhere.

use leptos::prelude::*;

use crate::w;

/// Says so, and leads home.
#[component]
pub fn NotHere(home: &'static str) -> impl IntoView {
    view! {
        <main class="public">
            <h1>{w!(errors.not_found)}</h1>
            <p><a class="button" href=home rel="external">{w!(landing.open)}</a></p>
        </main>
    }
}
