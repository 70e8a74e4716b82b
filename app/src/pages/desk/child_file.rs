//! A child's file at a desk. Phone numbers are masked; each look is written down.

mod versions;

use chrono::NaiveDate;
use desk_api::child_file::{ChildFile, LeadsTo};
use desk_api::left_behind::LeftBehind;
use desk_api::pairing::PairingLine;
use domain::id::{AdultId, ChildId, SchoolId};
use domain::term::due::Due;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

use self::versions::EarlierVersions;
use super::layout::{Desk, answered};
use super::open::Open;
use crate::components::contacts::{Contacts, InFull};
use crate::components::flower::FlowerChart;
use crate::components::known_facts::KnownFacts;
use crate::components::timeline::{Shown, Timeline};
use crate::server_fns::child_file::{child_file, reveal_phone};
use crate::{w, words};

/// What the definitions say of a child, and how it is asked of another day.
pub type Judged = fn(ChildId, LeftBehind) -> AnyView;

/// How a child of a school gets a mentor or another one, and whether it has one.
type Mentoring = fn(ChildId, SchoolId, bool) -> AnyView;

/// How a child goes elsewhere: of which school, and its last day where it goes to another county.
type Transfer = fn(ChildId, SchoolId, Option<NaiveDate>) -> AnyView;

/// Whether a full plan is written for a child of a school, and how that is changed.
type FullPlan = fn(ChildId, SchoolId, bool) -> AnyView;

/// A child's pairings.
type History = fn(Vec<PairingLine>) -> AnyView;

/// What other features show of a child.
#[derive(Clone, Copy)]
struct Beside {
    mentoring: Mentoring,
    transfer: Transfer,
    history: History,
    judged: Judged,
    full_plan: FullPlan,
}

/// That a file was closed into another, and the way there.
fn closed(leads_to: LeadsTo) -> impl IntoView {
    let way = leads_to.kept.map(|kept| view! { " "<A href=format!("/desk/child/{}", kept.id)>{kept.name}</A> });
    view! { <p class="warn" role="note">{w!(doubles.closed)}{way}</p> }
}

/// What is due for the child, the same as on its mentor's phone.
fn next(due: Vec<Due>, today: NaiveDate) -> impl IntoView {
    let none = due.is_empty().then(|| view! { <p class="meta">{w!(child.next_none)}</p> });
    let line = |due: Due| {
        let class = if due.duty.is_quiet() || !due.is_late(today) { "what" } else { "what warn" };
        view! { <li><b class=class>{words::term::due(&due)}</b><span class="meta">{words::need::by_and_last(&due, today)}</span></li> }
    };
    view! {
        <h2 class="section">{w!(child.next)}</h2>
        <section class="card">{none}<ul class="reasons">{due.into_iter().map(line).collect_view()}</ul></section>
    }
}

fn file(file: ChildFile, beside: Beside) -> AnyView {
    let today = file.as_of;
    let (child, school) = (file.child.id, file.school_id);
    let reveal = move |(adult, full): (AdultId, InFull)| {
        spawn_local(async move { drop(full.try_set(reveal_phone(child, adult).await.ok())) });
    };
    let (is_paired, is_marked, leaves) = (file.mentor.is_some(), file.child.full_plan, file.leaves_county);
    // What a child without a mentor needs first stands first.
    let mentoring = (beside.mentoring)(child, school, is_paired);
    let (first, last) = if is_paired { (None, Some(mentoring)) } else { (Some(mentoring), None) };
    let mentor = file.mentor.unwrap_or_else(|| w!(desk.none).to_owned());
    let who = words::register::child(&file.child, &file.class_name, &[], today);
    let under = format!("{} · {who} · {} {mentor}", file.school, w!(desk.mentor));
    let missing = words::term::flower(&file.flower);
    let earlier = Callback::new(move |log| view! { <EarlierVersions child=child log=log today=today /> }.into_any());
    let shown = |line| Shown { line, to: None, waits: false, photos: vec![], earlier: Some(earlier) };
    let entries = file.entries.into_iter().map(shown).collect();
    view! {
        <h1>{file.child.name}</h1>
        <p class="meta">{under}</p>
        {file.leads_to.map(closed)}
        {first}
        <div class="columns">
            <div>
                <section class="card middle"><FlowerChart flower=file.flower labels=true /><p class="meta">{missing}</p>
                    <A href=format!("/desk/child/{child}/terms")>{w!(terms.title)}</A></section>
                {next(file.due, today)}
                <h2 class="section">{w!(child.facts)}</h2>
                <KnownFacts lines=file.facts today=today />
                <h2 class="section">{w!(child.contacts)}</h2>
                <Contacts adults=file.adults address=file.address reveal=reveal />
                <h2 class="section">{w!(handing.history)}</h2>
                {(beside.history)(file.pairings)}
            </div>
            <div>
                <h2 class="section">{w!(child.timeline)}</h2>
                <Timeline entries=entries today=today />
            </div>
        </div>
        {(beside.judged)(child, file.left_behind)}
        {(beside.full_plan)(child, school, is_marked)}
        {last}
        {(beside.transfer)(child, school, leaves)}
        <p class="meta">{w!(desk.see_privacy)}</p>
    }
    .into_any()
}

/// A child's file.
#[component]
pub fn ChildFilePage(
    mentoring: Mentoring,
    transfer: Transfer,
    history: History,
    judged: Judged,
    full_plan: FullPlan,
) -> impl IntoView {
    let beside = Beside { mentoring, transfer, history, judged, full_plan };
    let open = Open::<ChildId>::provide();
    let answer = open.ask(child_file);
    view! {
        <Desk title=w!(desk.file)>
            {move || answered(answer.get(), move || open.change(), move |view| file(view, beside))}
        </Desk>
    }
}
