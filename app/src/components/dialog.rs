//! A question that wants an answer, in the page: no browser pop-up.

use leptos::prelude::*;

use crate::w;

/// Asks before something that cannot be undone.
#[component]
pub fn Confirm(
    /// Whether it is asked now.
    open: RwSignal<bool>,
    question: &'static str,
    on_yes: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <Show when=move || open.get()>
            <div class="sheet" role="alertdialog" aria-modal="true" aria-label=question>
                <p>{question}</p>
                <div class="row end">
                    <button type="button" class="button quiet" on:click=move |_| open.set(false)>{w!(log.no)}</button>
                    <button type="button" class="button danger" on:click=move |_| { open.set(false); on_yes() }>
                        {w!(log.yes)}
                    </button>
                </div>
            </div>
        </Show>
    }
}
