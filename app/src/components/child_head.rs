//! A child in a list: the flower, the name, and class, carer and parents in one line. It leads to the file.

use domain::guardianship::{FactKind, FactValue};
use domain::register::Child;
use domain::term::flower::{Flower, Told, flower};
use domain::term::{Term, page};
use leptos::prelude::*;
use leptos_router::components::A;
use sync::Snapshot;

use crate::components::flower::FlowerChart;
use crate::platform::clock::today;
use crate::words;

/// The flower of a child this term.
pub fn flower_of(view: &Snapshot, child: &Child) -> Flower {
    let (pages, term) = (view.pages(child.id), Term::of(today()));
    let (logs, facts, rules) = (view.logs(child.id), view.facts(child), view.rules(today()));
    let page = page::newest(pages, child.id, term);
    flower(&Told { child, logs: &logs, facts: &facts, page, rules: &rules }, term)
}

/// Class, carer and parents in one line.
fn line_of(view: &Snapshot, child: &Child) -> String {
    let mut parts = vec![view.class_name(child.id, today()).to_owned()];
    if let Some(FactValue::Carer { who, kind, .. }) = view.fact(child, FactKind::Carer).map(|f| &f.value) {
        parts.push(words::guardianship::carer_name(*kind, who).to_owned());
    }
    if let Some(FactValue::Parents { father, mother }) = view.fact(child, FactKind::Parents).map(|f| &f.value) {
        parts.push(words::guardianship::parents(father, mother));
    }
    parts.join(" · ")
}

/// A child in a list.
pub fn child_head(view: &Snapshot, child: &Child) -> impl IntoView + use<> {
    let file = format!("/app/child/{}", child.id);
    let (flower, name, line) = (flower_of(view, child), child.name.clone(), line_of(view, child));
    view! {
        <A href=file attr:class="child-head">
            <FlowerChart flower=flower />
            <span class="grow"><span class="name">{name}</span><span class="meta">{line}</span></span>
        </A>
    }
}
