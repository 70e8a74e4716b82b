//! A form to choose one of several by name, and to do something with it. What there is to choose is
//! asked when the form is unfolded.

use std::str::FromStr;

use desk_api::Choice;
use leptos::ev::Event;
use leptos::prelude::*;

use super::decide::{Said, decide};
use crate::components::dialog::Confirm;
use crate::server_fns::CallError;
use crate::w;

/// The words of such a form.
#[derive(Clone, Copy)]
pub struct Words {
    /// What it is for.
    pub summary: &'static str,
    /// What is chosen.
    pub label: &'static str,
    /// What is done.
    pub deed: &'static str,
    /// Asked before it is done.
    pub sure: &'static str,
}

/// A form to choose one of several. `children` are further fields.
#[component]
pub fn Choose<Id, L, F>(
    words: Words,
    error: Said,
    load: L,
    on_yes: impl Fn(Id) + Copy + Send + Sync + 'static,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView
where
    Id: FromStr + ToString + Clone + Send + Sync + 'static,
    L: Fn() -> F + 'static,
    F: Future<Output = Result<Vec<Choice<Id>>, CallError>> + 'static,
{
    let choices = RwSignal::new(Vec::<Choice<Id>>::new());
    let chosen = RwSignal::new(String::new());
    let sure = RwSignal::new(false);
    let unfolding = move |_: Event| {
        if choices.with_untracked(Vec::is_empty) {
            decide(load(), error, move |found| drop(choices.try_set(found)));
        }
    };
    let yes = move || {
        if let Ok(id) = chosen.get_untracked().parse() {
            on_yes(id);
        }
    };
    let options = move || {
        let option = |c: Choice<Id>| view! { <option value=c.id.to_string()>{c.name}</option> };
        choices.get().into_iter().map(option).collect_view()
    };
    view! {
        <details class="panel" on:toggle=unfolding><summary>{words.summary}</summary>
            <p class="meta">{w!(desk.transfer_hint)}</p>
            <p class="error" role="alert">{move || error.get()}</p>
            <div class="row">
                <label class="labelled grow"><span>{words.label}</span>
                    <select on:change=move |ev| chosen.set(event_target_value(&ev))>
                        <option value="">{w!(desk.choose)}</option>{options}
                    </select>
                </label>
                {children.map(|more| more())}
                <button type="button" class="button" disabled=move || chosen.with(String::is_empty)
                    on:click=move |_| sure.set(true)>{words.deed}</button>
            </div>
            <Confirm open=sure question=words.sure on_yes=yes />
        </details>
    }
}
