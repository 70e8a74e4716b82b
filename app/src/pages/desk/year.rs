//! A school's next year: who is offered to it, how its classes go on, who leaves, and what was done.

mod acts;
mod changing;
mod entering;
mod going;
mod leaving;
mod merging;
mod offers;
mod planning;

use desk_api::year::YearView;
use domain::id::SchoolId;
use leptos::prelude::*;

use super::decide::Done;
use super::layout::{Desk, answered};
use super::open::Open;
use crate::server_fns::year::year;
use crate::{w, words};
use acts::Acts;
use changing::Changing;
use entering::Entering;
use leaving::Leaving;
use merging::Merging;
use offers::{Received, Sent};
use planning::Planning;

/// By which fields find the names of the school's classes.
const CLASSES: &str = "class-names";

/// The heading: what waits for this school.
fn heading(view: &YearView) -> String {
    match (view.received.len(), view.classes.len()) {
        (0, classes) if view.is_time => w!(year.heading_plan, count = classes),
        (0, _) => w!(year.heading_none).to_owned(),
        (received, _) => w!(year.heading_received, count = received),
    }
}

/// What is answered, as the page shows it.
fn shown(view: YearView, school: SchoolId) -> AnyView {
    let under = words::joined(&[&view.name, &words::date::day_and_weekday(view.as_of)]);
    let names = view.class_names.iter().map(|name| view! { <option value=name.clone()></option> }).collect_view();
    let calm = !view.is_time && view.received.is_empty();
    // Whoever is entered while the next year is planned begins in it.
    let begins = if view.is_time { view.year.first_day().max(view.as_of) } else { view.as_of };
    let heading = heading(&view);
    let planning = (!view.classes.is_empty()).then(|| view! { <Planning view=view.clone() school=school /> });
    let merged = words::year::merged(view.merged_into.as_ref(), &view.took_over);
    let merged = merged.into_iter().map(|line| view! { <p class="meta">{line}</p> }).collect_view();
    let schools = view.schools.clone();
    let merging = view.can_merge.clone().map(|classes| {
        view! { <Merging school=school classes=classes schools=schools today=view.as_of /> }
    });
    // Nobody comes to a school that has become part of another.
    let entering = view.merged_into.is_none().then(|| view! { <Entering school=school from=begins /> });
    let received = (!view.received.is_empty()).then(|| view! { <Received offers=view.received school=school /> });
    let sent = (!view.sent.is_empty()).then(|| view! { <Sent offers=view.sent school=school /> });
    view! {
        <div><h1>{heading}</h1><p class="meta">{under}</p>{merged}</div>
        {calm.then(|| view! { <p class="meta">{w!(year.calm)}</p> })}
        {received}
        {planning}
        {sent}
        {entering}
        <Changing children=view.children.clone() today=view.as_of />
        <Leaving children=view.children today=view.as_of />
        {merging}
        <Acts acts=view.acts today=view.as_of />
        <datalist id=CLASSES>{names}</datalist>
    }
    .into_any()
}

/// The page of a school's year: of the school of the address, or of one that is known.
#[component]
pub fn YearPage(#[prop(optional_no_strip)] school: Option<SchoolId>) -> impl IntoView {
    let open = school.map_or_else(Open::<SchoolId>::provide, Open::known);
    let answer = open.ask(year);
    let done = Done(RwSignal::new(String::new()));
    provide_context(done);
    let show = move |view: YearView| match open.id() {
        Some(school) => shown(view, school),
        None => ().into_any(),
    };
    view! {
        <Desk title=w!(year.title)>
            <p class="calm" role="status">{move || done.0.get()}</p>
            {move || answered(answer.get(), move || open.change(), show)}
        </Desk>
    }
}
