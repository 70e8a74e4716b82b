//! How children's personal data is handled, in plain words.

use leptos::prelude::*;

use crate::w;

/// The privacy notice.
#[component]
pub fn Privacy() -> impl IntoView {
    view! {
        <main class="public prose">
            <h1>{w!(privacy.title)}</h1>
            <p>{w!(privacy.who)}</p>
            <p>{w!(privacy.what)}</p>
            <p>{w!(privacy.see)}</p>
            <p>{w!(privacy.kept)}</p>
            <p>{w!(privacy.until)}</p>
            <p>{w!(privacy.rights)}</p>
            <p><a class="button quiet" href="/">{w!(privacy.back)}</a></p>
        </main>
    }
}
