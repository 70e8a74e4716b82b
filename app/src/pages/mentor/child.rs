//! A child: who cares, where the parents are, phones, the flower, what happened.

use domain::guardianship::FactKind;
use domain::id::ChildId;
use domain::log::Log;
use domain::register::phone::masked;
use domain::register::{Adult, AdultKind, Child};
use domain::term::age_on;
use domain::term::flower::{Goal, Level};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use sync::Snapshot;

use super::today::flower_of;
use crate::components::entry::Timeline;
use crate::components::flower::FlowerChart;
use crate::components::frame::Frame;
use crate::platform::clock::today;
use crate::state::field::Field;
use crate::{w, words};

/// Class, age, boarding and who else lives there.
pub fn under_line(view: &Snapshot, child: &Child) -> String {
    let mut parts = vec![child.class_name.clone()];
    if let Some(birth) = child.birth {
        parts.push(w!(child.age, age = age_on(birth, today())));
    }
    if let Some(boards) = child.boarding {
        parts.push(if boards { w!(child.boards) } else { w!(child.walks) }.to_owned());
    }
    let siblings: Vec<String> = view.siblings(child).into_iter().map(|c| c.name.clone()).collect();
    if !siblings.is_empty() {
        parts.push(w!(child.lives_with, names = siblings.join(words::comma())));
    }
    parts.join(" · ")
}

/// What the flower says, in words.
pub fn flower_words(petals: [Level; 5]) -> String {
    let missing: Vec<&str> =
        Goal::ALL.iter().zip(petals).filter(|(_, l)| *l == Level::Empty).map(|(g, _)| words::goal(*g)).collect();
    if missing.is_empty() {
        w!(child.flower_full).to_owned()
    } else {
        w!(child.flower_missing, goals = missing.join(words::comma()))
    }
}

fn adult_word(adult: &Adult) -> String {
    let relation = match adult.kind {
        AdultKind::Father => w!(facts.father),
        AdultKind::Mother => w!(facts.mother),
        AdultKind::Carer | AdultKind::Unlisted => &adult.relation,
    };
    format!("{relation} {}", adult.name).trim().to_owned()
}

/// A phone number: masked, a tap shows it, another calls.
#[component]
fn Contact(adult: Adult) -> impl IntoView {
    let shown = RwSignal::new(false);
    let word = adult_word(&adult);
    let phone = adult.phone.map(|number| {
        let hidden = masked(&number);
        let call = format!("tel:{number}");
        let full = number.clone();
        view! {
            <span class="meta number">{move || if shown.get() { full.clone() } else { hidden.clone() }}</span>
            <Show when=move || shown.get() fallback=move || view! {
                <button type="button" class="button quiet small" on:click=move |_| shown.set(true)>{w!(child.show)}</button>
            }>
                <a class="button small" href=call.clone() rel="external">{w!(child.call)}</a>
            </Show>
        }
        .into_any()
    });
    let phone = phone.unwrap_or_else(|| view! { <span class="meta">{w!(child.no_phone)}</span> }.into_any());
    view! { <li class="row"><span class="grow">{word}</span>{phone}</li> }
}

/// The four facts as known.
#[component]
fn Facts(child: Child) -> impl IntoView {
    let field = expect_context::<Field>();
    field.view.with(|view| {
        let rows = FactKind::ALL.iter().map(|kind| {
            let known = view.fact(child.household, *kind);
            let said = known.map(|f| words::fact(&f.value)).unwrap_or_else(|| w!(facts.unknown).to_owned());
            let as_of = known.map(|f| w!(child.as_of, date = words::short_day(f.seen_on, today())));
            let doubt = view.is_disputed(child.household, *kind).then(|| view! { <span class="tag warn">{w!(child.disputed)}</span> });
            view! { <li><b>{words::fact_kind(*kind)}</b><span class="grow">{said}" "{doubt}</span><span class="meta">{as_of}</span></li> }
        });
        view! { <ul class="card list facts">{rows.collect_view()}</ul> }
    })
}

/// A child's page.
#[component]
pub fn ChildPage() -> impl IntoView {
    let field = expect_context::<Field>();
    let params = use_params_map();
    move || {
        let id: Option<ChildId> = params.with(|p| p.get("id")).and_then(|text| text.parse().ok());
        let child = id.and_then(|id| field.view.with(|view| view.child(id).cloned()));
        let Some(child) = child else {
            return view! { <Frame title=w!(tabs.children) back="/app/children"><p class="empty">{w!(child.gone)}</p></Frame> }.into_any();
        };
        let (under, flower, adults, address, logs) = field.view.with(|view| {
            let logs: Vec<Log> = view.logs(child.id).into_iter().cloned().collect();
            let mut adults: Vec<Adult> = view.adults(child.household).into_iter().cloned().collect();
            adults.sort_unstable_by_key(|a| (a.kind != AdultKind::Carer, a.kind, a.id));
            let address = view.household(child.household).map(|h| h.address.clone()).unwrap_or_default();
            (under_line(view, &child), flower_of(view, &child), adults, address, logs)
        });
        let missing = flower_words(flower.petals);
        let log_to = format!("/app/log?child={}", child.id);
        let log_word = w!(child.log, name = child.name.clone());
        let timeline = if logs.is_empty() {
            view! { <p class="empty">{w!(child.no_entries)}</p> }.into_any()
        } else {
            view! { <Timeline logs=logs /> }.into_any()
        };
        view! {
            <Frame title=child.name.clone() under=under back="/app/children">
                <section class="card middle"><FlowerChart flower=flower labels=true /><p class="meta">{missing}</p></section>
                <A href=log_to attr:class="button wide">{log_word}</A>
                <h2 class="section">{w!(child.facts)}</h2>
                <Facts child=child.clone() />
                <h2 class="section">{w!(child.contacts)}</h2>
                <ul class="card list">
                    {adults.into_iter().map(|adult| view! { <Contact adult=adult /> }).collect_view()}
                    <li class="row"><span class="grow">{w!(child.address)}</span><span class="meta">{address}</span></li>
                </ul>
                <h2 class="section">{w!(child.timeline)}</h2>
                {timeline}
            </Frame>
        }
        .into_any()
    }
}
