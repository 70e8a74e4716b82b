//! A school: which children have not been seen, which phones need help.

use chrono::NaiveDate;
use desk_api::school::{DeviceToHelp, SchoolView};
use domain::guardianship::{CareQuality, FactValue};
use domain::id::SchoolId;
use domain::report::ChildLine;
use leptos::prelude::*;
use leptos_router::components::A;

use super::layout::{Desk, answered};
use super::open::Open;
use crate::server_fns::school::school;
use crate::{w, words};

/// Which children are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    NotSeen,
    NotVisited,
    Unpaired,
    All,
}

fn listed(which: Which, child: &ChildLine, view: &SchoolView) -> bool {
    match which {
        Which::NotSeen => child.is_unseen(view.as_of),
        Which::NotVisited => child.is_unvisited(view.as_of),
        Which::Unpaired => child.mentor.is_none(),
        Which::All => true,
    }
}

/// A last day; coloured where something is late.
fn date(day: Option<NaiveDate>, late: bool, today: NaiveDate) -> impl IntoView {
    let class = if late { "number gap" } else { "number" };
    let words = day.map_or_else(|| w!(desk.never).to_owned(), |day| words::date::short_day(day, today));
    view! { <td class=class>{words}</td> }
}

fn row(child: ChildLine, view: &SchoolView) -> impl IntoView + use<> {
    let to = format!("/desk/child/{}", child.id);
    let carer = child.carer.as_ref().map_or_else(|| w!(facts.unknown).to_owned(), words::guardianship::fact);
    let poor = matches!(child.carer, Some(FactValue::Carer { quality: Some(CareQuality::Poor), .. }));
    let full_plan = child.full_plan.then(|| view! { " "<span class="meta">{w!(child.full_plan)}</span> });
    let unpaired = child.mentor.is_none();
    let (unseen, unvisited) = (child.is_unseen(view.as_of), child.is_unvisited(view.as_of));
    view! {
        <tr>
            <th scope="row"><A href=to>{child.name}</A>{full_plan}</th>
            <td>{child.class_name}</td>
            {date(child.last_visit, unvisited, view.as_of)}
            {date(child.last_contact, unseen, view.as_of)}
            <td class:gap=poor>{carer}</td>
            <td class:gap=unpaired>{child.mentor.unwrap_or_else(|| w!(desk.none).to_owned())}</td>
        </tr>
    }
}

#[component]
fn Devices(devices: Vec<DeviceToHelp>, today: NaiveDate) -> impl IntoView {
    let lines = devices.into_iter().map(|d| {
        let line = w!(desk.device_line, owner = d.owner, label = d.label, count = d.waiting);
        let since = d.oldest.map(|at| w!(status.oldest, time = words::date::instant(at, today)));
        let rejected = (d.rejected > 0).then(|| w!(desk.device_rejected, count = d.rejected));
        let children = (!d.children.is_empty()).then(|| w!(desk.device_children, names = d.children.join(words::comma())));
        view! { <li>{line}" "<span class="meta">{since}</span>" "<span class="warn">{rejected}</span><p>{children}</p></li> }
    });
    let lines = lines.collect::<Vec<_>>();
    let body = if lines.is_empty() {
        view! { <p class="meta">{w!(desk.no_devices)}</p> }.into_any()
    } else {
        view! { <p class="meta">{w!(desk.devices_hint)}</p><ul class="plain">{lines}</ul> }.into_any()
    };
    view! { <section class="panel"><h2>{w!(desk.devices)}</h2>{body}</section> }
}

/// What the reader has chosen to see; it outlives a change that makes the page ask again.
#[derive(Debug, Clone, Copy)]
struct Choosing {
    /// None until the reader chooses: then the first list with a child in it.
    which: RwSignal<Option<Which>>,
    search: RwSignal<String>,
}

#[component]
fn Children(view: SchoolView, choosing: Choosing) -> impl IntoView {
    let count = |which| view.children.iter().filter(|c| listed(which, c, &view)).count();
    let numbers = [Which::NotSeen, Which::NotVisited, Which::Unpaired, Which::All].map(|w| (w, count(w)));
    let first = numbers.iter().find(|(_, n)| *n > 0).map_or(Which::All, |(w, _)| *w);
    let search = choosing.search;
    let which = move || choosing.which.get().unwrap_or(first);
    let word = |which| match which {
        Which::NotSeen => w!(desk.not_seen),
        Which::NotVisited => w!(desk.not_visited),
        Which::Unpaired => w!(desk.unpaired),
        Which::All => w!(desk.all),
    };
    let stats = numbers.map(|(kind, n)| {
        let class = if n > 0 && kind != Which::All { "stat warn" } else { "stat" };
        view! {
            <button type="button" class=class aria-pressed=move || (which() == kind).to_string()
                on:click=move |_| choosing.which.set(Some(kind))>
                <p>{word(kind)}</p><b>{n}</b>
            </button>
        }
    });
    let view = StoredValue::new(view);
    let rows = move || {
        let wanted = search.get();
        view.with_value(|view| {
            let found = view.children.iter().filter(|c| {
                listed(which(), c, view)
                    && (wanted.is_empty() || c.name.contains(&wanted) || c.class_name.contains(&wanted))
            });
            found.map(|c| row(c.clone(), view)).collect_view()
        })
    };
    view! {
        <div class="stats">{stats.into_iter().collect_view()}</div>
        <div class="row tools">
            <input type="search" class="search" aria-label=w!(desk.search) placeholder=w!(desk.search)
                prop:value=move || search.get() on:input=move |ev| search.set(event_target_value(&ev)) />
        </div>
        <div class="scroll" tabindex="0" role="region" aria-label=w!(desk.children)>
            <table class="table">
                <thead><tr>
                    <th scope="col">{w!(desk.child)}</th><th scope="col">{w!(desk.class)}</th>
                    <th scope="col" class="number">{w!(desk.last_visit)}</th><th scope="col" class="number">{w!(desk.last_contact)}</th>
                    <th scope="col">{w!(desk.carer)}</th><th scope="col">{w!(desk.mentor)}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// A school's page. `to_decide` is what waits for its decision, `people` those who work there.
#[component]
pub fn SchoolPage(to_decide: fn(SchoolId) -> AnyView, people: fn() -> AnyView) -> impl IntoView {
    let open = Open::<SchoolId>::provide();
    let answer = open.ask(school);
    let choosing = Choosing { which: RwSignal::new(None), search: RwSignal::new(String::new()) };
    let show = move |view: SchoolView| {
        let count = view.children.len();
        let under = format!(
            "{} · {} · {}",
            view.name,
            w!(desk.children_count, count = count),
            w!(desk.as_of, date = words::date::day(view.as_of))
        );
        let merged = words::year::merged(view.merged_into.as_ref(), &view.took_over);
        let merged = merged.into_iter().map(|line| view! { <p class="meta">{line}</p> }).collect_view();
        let (devices, today) = (view.devices.clone(), view.as_of);
        view! {
            <p class="meta">{under}</p>{merged}
            <Children view=view choosing=choosing />
            <Devices devices=devices today=today />
        }
        .into_any()
    };
    view! {
        <Desk title=w!(desk.school_question)>
            <h1>{w!(desk.school_question)}</h1>
            {move || open.id().map(to_decide)}
            {move || answered(answer.get(), move || open.change(), show)}
            {people()}
            <p class="meta">{w!(desk.only_children)}" "{w!(desk.see_privacy)}</p>
        </Desk>
    }
}
