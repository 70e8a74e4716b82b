//! One polite sentence for a child's mentor, to be pasted into a chat. Nothing is stored and nothing counted.

use leptos::html::Textarea;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::platform::clipboard::copied;
use crate::w;

/// What became of the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Nothing yet.
    No,
    /// It lies in the clipboard.
    Copied,
    /// The browser does not let us: it stands there, to be copied by hand.
    ByHand,
}

/// The button.
pub fn button(sentence: String, asked: RwSignal<Asked>) -> impl IntoView {
    let title = sentence.clone();
    let copy = move |_| {
        let sentence = sentence.clone();
        spawn_local(async move {
            let became = if copied(&sentence).await { Asked::Copied } else { Asked::ByHand };
            asked.try_set(became);
        });
    };
    view! { <button type="button" class="button quiet" title=title on:click=copy>{w!(now.ask)}</button> }
}

/// The sentence, all of it selected as soon as it is there, and again at every tap.
#[component]
fn ByHand(sentence: String) -> impl IntoView {
    let text = NodeRef::<Textarea>::new();
    let select = move || text.get_untracked().into_iter().for_each(|text| text.select());
    Effect::new(move |_| {
        if let Some(text) = text.get() {
            drop(text.focus());
        }
    });
    view! {
        <label class="labelled"><span>{w!(now.ask_by_hand)}</span>
            <textarea readonly rows="2" node_ref=text on:focus=move |_| select()>{sentence}</textarea>
        </label>
    }
}

/// What became of it, beneath the row.
pub fn said(sentence: String, asked: RwSignal<Asked>) -> impl IntoView {
    let said = move || match asked.get() {
        Asked::No => ().into_any(),
        Asked::Copied => view! { <p class="meta">{w!(now.asked)}<q>{sentence.clone()}</q></p> }.into_any(),
        Asked::ByHand => view! { <ByHand sentence=sentence.clone() /> }.into_any(),
    };
    view! { <div class="said" role="status">{said}</div> }
}
