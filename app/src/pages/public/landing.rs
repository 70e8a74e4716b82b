//! The first page: what this is, and the way in.

use leptos::prelude::*;

use crate::components::flower::Sign;
use crate::w;

/// The first page.
#[component]
pub fn Landing() -> impl IntoView {
    view! {
        <main class="public">
            <Sign />
            <h1>{w!(brand)}</h1>
            <p class="lead">{w!(landing.lead)}</p>
            <ul class="points">
                <li>{w!(landing.point1)}</li>
                <li>{w!(landing.point2)}</li>
                <li>{w!(landing.point3)}</li>
            </ul>
            <p class="ways">
                <a class="button" href="/app">{w!(landing.open)}</a>
                <a class="button quiet" href="/sign-in">{w!(landing.enter)}</a>
            </p>
            <p><a href="/privacy">{w!(landing.privacy)}</a></p>
        </main>
    }
}
