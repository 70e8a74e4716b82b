//! An address that leads nowhere.

use leptos::prelude::*;

use crate::{w, words};

/// Says so, and leads home.
#[component]
pub fn NotHere(home: &'static str) -> impl IntoView {
    view! {
        <main class="public">
            <h1>{words::error("not_found")}</h1>
            <p><a class="button" href=home rel="external">{w!(landing.open)}</a></p>
        </main>
    }
}
