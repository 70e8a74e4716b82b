//! The last question before children are erased: what goes, what stays, and their number to type, for nothing brings
//! them back.

use domain::register::erasure::Weight;
use leptos::prelude::*;

use crate::{w, words};

/// What is about to be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Going {
    /// The children's names.
    pub names: Vec<String>,
    /// How much goes with all of them.
    pub weight: Weight,
}

/// Asks, and does it only with the number of the children.
#[component]
pub fn Sure(
    going: Going,
    on_no: impl Fn() + Copy + Send + Sync + 'static,
    on_yes: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let count = going.names.len();
    let typed = RwSignal::new(String::new());
    let fits = move || typed.with(|typed| typed.trim().parse() == Ok(count));
    let title = w!(erasure.sure_title, count = count);
    let shared = (going.weight.shared > 0).then(|| view! { <li>{w!(erasure.sure_shared, count = going.weight.shared)}</li> });
    view! {
        <div class="sheet" role="alertdialog" aria-modal="true" aria-label=title.clone()>
            <h2>{title.clone()}</h2>
            <p>{going.names.join(words::comma())}</p>
            <ul class="bullets">
                <li>{w!(erasure.sure_names)}</li>
                <li>{w!(erasure.sure_weight, what = words::erasure::weight(going.weight))}</li>
                {shared}
                <li>{w!(erasure.sure_stays)}</li>
                <li><b>{w!(erasure.sure_never)}</b></li>
            </ul>
            <label class="labelled"><span>{w!(erasure.sure_type, count = count)}</span>
                <input type="text" inputmode="numeric" autocomplete="off" prop:value=move || typed.get()
                    on:input=move |ev| typed.set(event_target_value(&ev)) /></label>
            <div class="row end">
                <button type="button" class="button quiet" on:click=move |_| on_no()>{w!(erasure.no)}</button>
                <button type="button" class="button danger" disabled=move || !fits() on:click=move |_| on_yes()>
                    {w!(erasure.yes)}</button>
            </div>
        </div>
    }
}
