//! A child in a list: the flower, the name, and class, carer and parents in one line. It leads to the file.

use domain::guardianship::{FactKind, FactValue};
use domain::register::Child;
use domain::term::flower::Flower;
use leptos::prelude::*;
use leptos_router::components::A;
use sync::Snapshot;

use crate::components::flower::FlowerChart;
use crate::platform::clock::today;
use crate::words;

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

/// What is shown of a child in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    file: String,
    flower: Flower,
    name: String,
    line: String,
}

impl Head {
    /// What is shown of a child.
    pub fn of(view: &Snapshot, child: &Child, flower: Flower) -> Self {
        Self { file: format!("/app/child/{}", child.id), flower, name: child.name.clone(), line: line_of(view, child) }
    }
}

/// A child in a list.
#[component]
pub fn ChildHead(head: Head) -> impl IntoView {
    view! {
        <A href=head.file attr:class="child-head">
            <FlowerChart flower=head.flower />
            <span class="grow"><span class="name">{head.name}</span><span class="meta">{head.line}</span></span>
        </A>
    }
}
