//! A child: who cares, where the parents are, phones, the flower, what happened.

use domain::few::sort_few;
use domain::id::{AdultId, ChildId};
use domain::log::Log;
use domain::register::Child;
use domain::register::PairingRole;
use domain::register::phone::masked;
use domain::report::{AdultLine, FactLine, fact_lines};
use domain::term::{Question, Term, page, question};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;
use sync::Snapshot;
use sync::row::{Colleague, Envelope};

use crate::components::contacts::{Contacts, InFull};
use crate::components::flower::FlowerChart;
use crate::components::frame::Frame;
use crate::components::known_facts::KnownFacts;
use crate::components::own_entries::OwnEntries;
use crate::platform::clock::today;
use crate::state::records::Records;
use crate::{w, words};

/// What is known of the child's home.
fn facts_of(view: &Snapshot, child: &Child) -> Vec<FactLine> {
    fact_lines(&view.facts(child), |kind| view.is_disputed(child, kind))
}

/// Class, age, boarding and who else lives there.
fn under_line(view: &Snapshot, child: &Child) -> String {
    let siblings: Vec<String> = view.siblings(child).into_iter().map(|c| c.name.clone()).collect();
    words::register::child(child, view.class_name(child.id, today()), &siblings, today())
}

/// What is special about the owner's pairing: that it ends, or that the owner is the second mentor.
fn pairing_line(view: &Snapshot, child: ChildId) -> Option<String> {
    let pairing = view.pairing(child, today())?;
    let date = words::date::day(pairing.to?);
    Some(if pairing.role == PairingRole::Co { w!(child.beside, date = date) } else { w!(child.ends, date = date) })
}

/// Who else has the child today, and until when.
fn colleague_lines(view: &Snapshot, child: ChildId) -> Vec<String> {
    let beside = view.colleagues(child).filter_map(Envelope::colleague).filter(|other| other.on(today()));
    let line = |other: Colleague| {
        let name = other.name.as_str();
        match (other.role, other.to.map(words::date::day)) {
            (PairingRole::Co, Some(to)) => w!(child.second_until, name = name, date = to),
            (PairingRole::Co, None) => w!(child.second, name = name),
            (_, Some(to)) => w!(child.first_until, name = name, date = to),
            (_, None) => w!(child.first, name = name),
        }
    };
    beside.map(line).collect()
}

/// The adults, whose numbers lie on this phone already: a tap shows them.
#[component]
fn OwnContacts(adults: Vec<AdultLine>, address: String) -> impl IntoView {
    let hidden = |adult: &AdultLine| AdultLine { phone: adult.phone.as_deref().map(masked), ..adult.clone() };
    let shown = adults.iter().map(hidden).collect();
    let reveal = move |(id, full): (AdultId, InFull)| {
        full.set(adults.iter().find(|adult| adult.id == id).and_then(|adult| adult.phone.clone()));
    };
    view! { <Contacts adults=shown address=address reveal=reveal /> }
}

/// What is open on the page of this term, in one line.
fn open_line(view: &Snapshot, child: ChildId) -> String {
    let page = page::current(view.pages(child), child, Term::of(today()));
    words::term::open(page.map(|page| &page.body))
}

/// What the school asks and nobody has answered yet.
fn asked(view: &Snapshot, child: ChildId) -> Vec<Question> {
    let pages = view.pages(child);
    let waits = |one: &Question| question::waits(one, page::current(pages.iter().copied(), child, one.term));
    let mut all: Vec<Question> = view.questions(child).filter_map(Envelope::question).filter(waits).collect();
    sort_few(&mut all, |one| (one.asked_at, one.id));
    all
}

/// A question, which leads to the page that it is about.
fn asked_line(question: Question) -> impl IntoView {
    let to = format!("/app/child/{}/term?term={}", question.child, question.term);
    view! { <li><A href=to><b>{w!(page.asked)}</b><span class="meta">{question.text}</span></A></li> }
}

/// A child's page.
#[component]
pub fn ChildPage() -> impl IntoView {
    let records = expect_context::<Records>();
    let params = use_params_map();
    move || {
        let id: Option<ChildId> = params.with(|p| p.get("id")).and_then(|text| text.parse().ok());
        let child = id.and_then(|id| records.view.with(|view| view.child(id).cloned()));
        let Some(child) = child else {
            return view! { <Frame title=w!(tabs.children) back="/app/children"><p class="empty">{w!(child.gone)}</p></Frame> }.into_any();
        };
        let (under, flower, facts, adults, address, logs) = records.view.with(|view| {
            let logs: Vec<Log> = view.logs(child.id).into_iter().cloned().collect();
            let adults: Vec<AdultLine> =
                view.relations(child.id).into_iter().map(|(relation, adult)| AdultLine::of(relation, adult)).collect();
            let address = view.household(child.household).map(|h| h.address.clone()).unwrap_or_default();
            (under_line(view, &child), view.flower(&child, today()), facts_of(view, &child), adults, address, logs)
        });
        let missing = words::term::flower(&flower);
        let pairing =
            records.view.with(|view| pairing_line(view, child.id)).map(|line| view! { <p class="notice">{line}</p> });
        let colleagues = records.view.with(|view| colleague_lines(view, child.id)).into_iter();
        let colleagues = colleagues.map(|line| view! { <p class="notice">{line}</p> }).collect_view();
        let (log_to, page, story) = (
            format!("/app/log?child={}", child.id),
            format!("/app/child/{}/term", child.id),
            format!("/app/child/{}/story", child.id),
        );
        let open = records.view.with(|view| open_line(view, child.id));
        let asked = records.view.with(|view| asked(view, child.id)).into_iter().map(asked_line).collect_view();
        let log_word = w!(child.log, name = child.name.clone());
        view! {
            <Frame title=child.name.clone() window=w!(tabs.children) under=under back="/app/children">
                {pairing}
                {colleagues}
                <section class="card middle"><FlowerChart flower=flower labels=true /><p class="meta">{missing}</p></section>
                <A href=log_to attr:class="button wide">{log_word}</A>
                <ul class="card list ways-on">
                    <li><A href=page><b>{w!(page.title)}</b><span class="meta">{open}</span></A></li>
                    {asked}
                    <li><A href=story><b>{w!(page.story)}</b><span class="meta">{w!(page.story_hint)}</span></A></li>
                </ul>
                <h2 class="section">{w!(child.facts)}</h2>
                <KnownFacts lines=facts today=today() />
                <h2 class="section">{w!(child.contacts)}</h2>
                <OwnContacts adults=adults address=address />
                <h2 class="section">{w!(child.timeline)}</h2>
                <OwnEntries logs=logs />
            </Frame>
        }
        .into_any()
    }
}
