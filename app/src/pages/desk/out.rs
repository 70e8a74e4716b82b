//! What leaves the house: a table is chosen and looked over, and taken out as a workbook, on paper or as text.

mod forms;
mod preview;
mod recent;
mod taking;

use chrono::NaiveDate;
use domain::id::{CampaignId, ChildId, SchoolId};
use domain::policy::{Action, Subject};
use domain::report::{Chosen, OutKind, Whose};
use domain::term::Term;
use leptos::prelude::*;

use super::layout::{Desk, answered, may};
use super::open::Open;
use crate::components::choice::Segments;
use crate::server_fns::out::table;
use crate::{w, words};
use forms::Forms;
pub use preview::preview;
use recent::Recent;
use taking::{Take, Taking};

/// The tables of a school: the one of the address, where none is known beforehand. `more` is what else can be printed.
#[component]
pub fn OutPage(#[prop(optional_no_strip)] school: Option<SchoolId>, more: fn() -> AnyView) -> impl IntoView {
    let open = match school {
        Some(school) => Open::known(school),
        None => Open::<SchoolId>::provide(),
    };
    let kind = RwSignal::new(OutKind::Roster);
    let answer = open.ask(move |school| table(school, kind.get_untracked()));
    let choose = move |chosen| {
        kind.set(chosen);
        open.change();
    };
    let kinds = OutKind::TABLES.map(|kind| (kind, words::desk::out_kind(kind))).to_vec();
    let taking = move || open.id().map(|school| view! { <Taking school=school take=Take::Table(kind) taken=move || open.change() /> });
    let forms = move || open.id().map(|school| view! { <Forms school=school /> });
    view! {
        <Desk title=w!(out.title)>
            <div>
                <h1>{w!(out.heading)}</h1>
                <p class="meta">{w!(out.hint)}</p>
            </div>
            <Segments label=w!(out.choose) options=kinds value=kind on_choose=choose />
            {taking}
            {move || answered(answer.get(), move || open.change(), preview)}
            {forms}
            <section class="panel"><h2>{w!(out.others)}</h2><div class="row wrap">{more()}</div></section>
            <Recent />
        </Desk>
    }
}

/// Takes the chosen figures out, of a school or of the county.
pub fn take_figures(school: Option<SchoolId>, (kind, chosen): (Signal<OutKind>, Signal<Option<Chosen>>)) -> AnyView {
    view! { <Taking school=school take=Take::Figures(kind, chosen) taken=|| () /> }.into_any()
}

/// Takes a table of the county out, for whoever may.
pub fn take_county(kind: OutKind) -> AnyView {
    let taking = may(Action::Export, Subject::County)
        .then(|| view! { <Taking school=None take=Take::County(kind) taken=|| () /> });
    view! { {taking} }.into_any()
}

/// The list on which is signed for what was given, to be printed.
#[component]
pub fn TakeReceipts(school: SchoolId, campaign: CampaignId) -> impl IntoView {
    let kind = RwSignal::new(OutKind::Receipts);
    let whose = RwSignal::new(Some(Whose::Campaign(campaign)));
    view! {
        <details class="more"><summary>{w!(out.receipts)}</summary>
            <Taking school=school take=Take::Names(kind, whose) taken=|| () />
        </details>
    }
}

/// The page of a term of the child of the address, to be printed, for whoever may.
pub fn take_page(school: SchoolId, term: Term) -> AnyView {
    let child = expect_context::<Open<ChildId>>().id().filter(|_| may(Action::Export, Subject::School(school)));
    let taking = child.map(|child| {
        view! {
            <details class="more"><summary>{w!(out.term_page)}</summary>
                <Taking school=school take=Take::Page(child, term) taken=|| () />
            </details>
        }
    });
    view! { {taking} }.into_any()
}

/// A child's file, to be printed, and of one that goes to another county what the next school needs. `leaves` is its
/// last day then.
#[component]
pub fn TakeFile(child: ChildId, school: SchoolId, leaves: Option<NaiveDate>) -> impl IntoView {
    let take = move |kind, word, hint: Option<String>| {
        view! {
            <details class="panel"><summary>{word}</summary>{hint.map(|hint| view! { <p class="meta">{hint}</p> })}
                <Taking school=school take=Take::Child(kind, child) taken=|| () />
            </details>
        }
    };
    let hint = leaves.map(|last| w!(out.handover_hint, last = words::date::long_day(last)));
    view! {
        {hint.map(|hint| take(OutKind::Handover, w!(out.handover), Some(hint)))}
        {take(OutKind::ChildFile, w!(out.file), None)}
        {take(OutKind::TermPage, w!(out.term_page), None)}
    }
}
