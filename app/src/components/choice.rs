//! One of a few, or some of a few, to tap.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::prelude::*;

/// How many there were: two with one label on a page must not be one group.
static GROUPS: AtomicU32 = AtomicU32::new(0);

/// One of a few, side by side. Arrow keys move as in any radio group.
#[component]
pub fn Segments<T>(
    label: &'static str,
    options: Vec<(T, &'static str)>,
    #[prop(into)] value: Signal<T>,
    on_choose: impl Fn(T) + Copy + Send + Sync + 'static,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let name = format!("seg-{}", GROUPS.fetch_add(1, Ordering::Relaxed));
    let items = options.into_iter().map(move |(option, word)| {
        let name = name.clone();
        view! {
            <label class="segment">
                <input type="radio" name=name prop:checked=move || value.get() == option
                    on:change=move |_| on_choose(option) />
                <span>{word}</span>
            </label>
        }
    });
    view! { <div class="segments" role="radiogroup" aria-label=label>{items.collect_view()}</div> }
}

/// A chip that is on or off.
#[component]
pub fn Chip(
    #[prop(into)] word: String,
    #[prop(into)] on: Signal<bool>,
    on_tap: impl Fn() + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <button type="button" class="chip" class:on=move || on.get() aria-pressed=move || on.get().to_string()
            on:click=move |_| on_tap()>
            {word}
        </button>
    }
}
