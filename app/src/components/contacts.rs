//! The adults around a child, carers first, and where the child lives. Phone numbers are masked until tapped.

use domain::id::AdultId;
use domain::register::RelationKind;
use domain::report::AdultLine;
use leptos::prelude::*;

use crate::{w, words};

/// Where a number in full is put when it is asked for.
pub type InFull = RwSignal<Option<String>>;

/// A phone number: masked, a tap shows it, another calls.
#[component]
fn PhoneNumber(adult: AdultId, masked: String, reveal: Callback<(AdultId, InFull)>) -> impl IntoView {
    let full: InFull = RwSignal::new(None);
    let shown = move || full.get().unwrap_or_else(|| masked.clone());
    let call = move || full.get().map(|number| format!("tel:{number}"));
    view! {
        <span class="meta number">{shown}</span>
        <Show when=move || full.with(Option::is_some) fallback=move || view! {
            <button type="button" class="button quiet small" on:click=move |_| reveal.run((adult, full))>{w!(child.show)}</button>
        }>
            <a class="button small" href=call rel="external">{w!(child.call)}</a>
        </Show>
    }
}

/// The adults and the address. The adults' numbers are masked already; `reveal` brings one in full.
#[component]
pub fn Contacts(
    mut adults: Vec<AdultLine>,
    address: String,
    #[prop(into)] reveal: Callback<(AdultId, InFull)>,
) -> impl IntoView {
    adults.sort_unstable_by_key(|a| (a.kind != RelationKind::Carer, a.kind, a.id));
    let rows = adults.into_iter().map(|adult| {
        let phone = match adult.phone.clone().filter(|_| adult.may_be_told) {
            _ if !adult.may_be_told => view! { <span class="tag warn">{w!(child.not_to_be_told)}</span> }.into_any(),
            Some(masked) => view! { <PhoneNumber adult=adult.id masked=masked reveal=reveal /> }.into_any(),
            None => view! { <span class="meta">{w!(child.no_phone)}</span> }.into_any(),
        };
        view! { <li class="row"><span class="grow">{words::register::adult(&adult)}</span>{phone}</li> }
    });
    view! {
        <ul class="card list">
            {rows.collect_view()}
            <li class="row"><span class="grow">{w!(child.address)}</span><span class="meta">{address}</span></li>
        </ul>
    }
}
