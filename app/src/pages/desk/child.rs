//! A child's file at a desk. Phone numbers are masked; each look is written down.

use domain::guardianship::FactKind;
use domain::id::{AdultId, ChildId};
use domain::register::Adult;
use domain::term::Term;
use domain::term::flower::flower;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::hooks::use_params_map;
use sync::Snapshot;

use super::layout::{Desk, answered};
use super::transfer::transfer;
use crate::components::flower::FlowerChart;
use crate::desk_service::{ChildView, DeskError};
use crate::pages::mentor::child::{flower_words, under_line};
use crate::{server_fns, w, words};

/// A masked number that a tap reveals.
#[component]
fn Phone(child: ChildId, adult: AdultId, masked: String) -> impl IntoView {
    let full = RwSignal::new(None::<String>);
    let reveal = move |_| {
        spawn_local(async move { full.set(server_fns::reveal_phone(child, adult).await.ok()) });
    };
    view! {
        <span class="meta number">{move || full.get().unwrap_or_else(|| masked.clone())}</span>
        <Show when=move || full.with(Option::is_none)>
            <button type="button" class="button quiet small" on:click=reveal>{w!(child.show)}</button>
        </Show>
    }
}

fn contact(child: ChildId, adult: &Adult) -> impl IntoView + use<> {
    let (id, who) = (adult.id, format!("{} {}", adult.relation, adult.name));
    let phone = match adult.phone.clone() {
        Some(masked) => view! { <Phone child=child adult=id masked=masked /> }.into_any(),
        None => view! { <span class="meta">{w!(child.no_phone)}</span> }.into_any(),
    };
    view! { <li class="row"><span class="grow">{who}</span>{phone}</li> }
}

fn file(view: ChildView, again: Callback<()>) -> AnyView {
    let mut snapshot = Snapshot::default();
    view.rows.iter().cloned().flat_map(sync::Envelope::try_from).for_each(|row| snapshot.put(row));
    let Some(child) = snapshot.child(view.child).cloned() else {
        return view! { <p class="empty">{words::error("not_found")}</p> }.into_any();
    };
    let logs = snapshot.logs(child.id);
    let bloom = flower(&logs, &snapshot.facts(child.household), Term::of(view.as_of));
    let missing = flower_words(bloom.petals);
    let facts = FactKind::ALL.iter().map(|kind| {
        let known = snapshot.fact(child.household, *kind);
        let said = known.map(|f| words::fact(&f.value)).unwrap_or_else(|| w!(facts.unknown).to_owned());
        let as_of = known.map(|f| w!(child.as_of, date = words::short_day(f.seen_on, view.as_of)));
        let doubt = snapshot.is_disputed(child.household, *kind).then(|| view! { <span class="tag warn">{w!(child.disputed)}</span> });
        view! { <li><b>{words::fact_kind(*kind)}</b><span class="grow">{said}" "{doubt}</span><span class="meta">{as_of}</span></li> }
    });
    let entries = logs.iter().map(|log| {
        let body = &log.body;
        let head = format!("{} · {} · {}", words::kind(body.kind), words::mode(body.mode), words::outcome(body.outcome));
        let note = if view.confidential.contains(&log.id) {
            w!(desk.confidential).to_owned()
        } else {
            let mut said: Vec<String> = body.phrases.iter().map(|p| words::phrase(*p).to_owned()).collect();
            said.extend((!body.note.is_empty()).then(|| body.note.clone()));
            said.join("；")
        };
        let mark = log.withdrawn.then(|| view! { <span class="tag">{w!(child.withdrawn)}</span> });
        view! {
            <li class:gone=log.withdrawn><div class="entry"><time>{words::short_day(body.occurred_on, view.as_of)}</time>
                <span class="grow"><span class="what">{head}</span>{mark}<p class="note">{note}</p></span></div></li>
        }
    });
    let mentor = view.mentor.clone().unwrap_or_else(|| w!(desk.none).to_owned());
    let under = format!("{} · {} · {} {mentor}", view.school, under_line(&snapshot, &child), w!(desk.mentor));
    let address = snapshot.household(child.household).map(|h| h.address.clone());
    view! {
        <h1>{child.name.clone()}</h1>
        <p class="meta">{under}</p>
        <div class="columns">
            <div>
                <section class="card middle"><FlowerChart flower=bloom labels=true /><p class="meta">{missing}</p></section>
                <h2 class="section">{w!(child.facts)}</h2>
                <ul class="card list facts">{facts.collect_view()}</ul>
                <h2 class="section">{w!(child.contacts)}</h2>
                <ul class="card list">
                    {snapshot.adults(child.household).into_iter().map(|a| contact(child.id, a)).collect_view()}
                    <li class="row"><span class="grow">{w!(child.address)}</span><span class="meta">{address}</span></li>
                </ul>
            </div>
            <div>
                <h2 class="section">{w!(child.timeline)}</h2>
                <ul class="timeline">{entries.collect_view()}</ul>
            </div>
        </div>
        {transfer(&view, again)}
        <p class="meta">{w!(desk.see_privacy)}</p>
    }
    .into_any()
}

/// A child's file.
#[component]
pub fn DeskChildPage() -> impl IntoView {
    let params = use_params_map();
    let id = move || params.with(|p| p.get("id")).and_then(|text| text.parse::<ChildId>().ok());
    let answer = LocalResource::new(move || {
        let id = id();
        async move {
            match id {
                Some(id) => server_fns::child(id).await,
                None => Err(DeskError::NotFound),
            }
        }
    });
    let again = Callback::new(move |()| answer.refetch());
    view! {
        <Desk title=w!(desk.file)>{move || answered(answer.get(), move || answer.refetch(), move |view| file(view, again))}</Desk>
    }
}
