//! Choices that one key each makes: a digit while the group has the focus, wherever in it.

use leptos::ev::KeyboardEvent;
use leptos::html::Div;
use leptos::prelude::*;

use crate::forms::digit;

/// One of the choices.
#[derive(Debug, Clone, PartialEq)]
pub struct Key {
    /// What it says.
    pub word: String,
    /// What stands beside it in small.
    pub beside: String,
    /// Whether it is chosen.
    pub on: bool,
}

/// What the keys of a group do besides choosing.
#[derive(Clone, Copy)]
pub struct Ways {
    /// The Enter key.
    pub enter: Callback<()>,
    /// The arrow to the next group.
    pub next: Callback<()>,
    /// The arrow to the group before.
    pub back: Callback<()>,
    /// The digit 0; nothing where it has no meaning.
    pub zero: Option<Callback<()>>,
}

/// Whether a key is pressed together with another, so that it is the browser's.
pub fn is_combined(ev: &KeyboardEvent) -> bool {
    ev.ctrl_key() || ev.alt_key() || ev.meta_key()
}

/// A group of choices. `at` is what gets the focus when it is its turn.
#[component]
pub fn Keys(
    label: &'static str,
    #[prop(into)] keys: Signal<Vec<Key>>,
    on_choose: Callback<usize>,
    ways: Ways,
    at: NodeRef<Div>,
) -> impl IntoView {
    let pressed = move |ev: KeyboardEvent| {
        if is_combined(&ev) {
            return;
        }
        let chosen = digit(&ev.code());
        let way = match (chosen, ev.key().as_str()) {
            (Some(0), _) => ways.zero,
            (Some(n), _) => {
                if n <= keys.with_untracked(Vec::len) {
                    on_choose.run(n - 1);
                }
                return ev.prevent_default();
            }
            (None, "Enter") => Some(ways.enter),
            (None, "ArrowDown" | "ArrowRight") => Some(ways.next),
            (None, "ArrowUp" | "ArrowLeft") => Some(ways.back),
            _ => None,
        };
        if let Some(way) = way {
            ev.prevent_default();
            way.run(());
        }
    };
    let one = move |(n, key): (usize, Key)| {
        let digit = (n < 9).then(|| view! { <kbd>{n + 1}</kbd> });
        let beside = (!key.beside.is_empty()).then(|| view! { <span class="meta">{key.beside.clone()}</span> });
        view! {
            <button type="button" class="key" tabindex="-1" aria-pressed=key.on.to_string()
                on:click=move |_| on_choose.run(n)>
                {digit}<span>{key.word}</span>{beside}
            </button>
        }
    };
    let shown = move || keys.get().into_iter().enumerate().map(one).collect_view();
    view! {
        <div class="keys" role="group" aria-label=label tabindex="0" node_ref=at on:keydown=pressed>
            <p class="meta">{label}</p>
            {shown}
        </div>
    }
}
