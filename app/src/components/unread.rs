//! A form whose draft could not be read: it does not open over it.

use leptos::prelude::*;
use local_store::StoreError;

use crate::{w, words};

/// Says why, and reads the page anew.
#[component]
pub fn Unread(error: StoreError) -> impl IntoView {
    let again = move |_| drop(window().location().reload());
    view! {
        <main class="page">
            <p class="error" role="alert">{words::error(&error)}</p>
            <p class="empty">{w!(log.unread)}</p>
            <button type="button" class="button wide" on:click=again>{w!(log.read_again)}</button>
        </main>
    }
}
