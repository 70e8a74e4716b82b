//! What leaves the house: a table is chosen and looked over, and taken out as a workbook, on paper or as text.

mod preview;
mod recent;
mod taking;

use domain::id::{ChildId, SchoolId};
use domain::report::OutKind;
use leptos::prelude::*;

use super::layout::{Desk, answered};
use super::open::Open;
use crate::components::choice::Segments;
use crate::server_fns::out::table;
use crate::{w, words};
use preview::preview;
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
    view! {
        <Desk title=w!(out.title)>
            <div>
                <h1>{w!(out.heading)}</h1>
                <p class="meta">{w!(out.hint)}</p>
            </div>
            <Segments label=w!(out.choose) options=kinds value=kind on_choose=choose />
            {taking}
            {move || answered(answer.get(), move || open.change(), preview)}
            <section class="panel"><h2>{w!(out.others)}</h2>
                <div class="row"><a class="button quiet" href="/print/visit-form" rel="external">{w!(out.visit_form)}</a>{more()}</div>
            </section>
            <Recent />
        </Desk>
    }
}

/// A child's file, to be printed.
#[component]
pub fn TakeFile(child: ChildId, school: SchoolId) -> impl IntoView {
    view! {
        <details class="panel"><summary>{w!(out.file)}</summary>
            <Taking school=school take=Take::File(child) taken=|| () />
        </details>
    }
}
