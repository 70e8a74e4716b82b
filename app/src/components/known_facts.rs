//! What is known of a home: the four questions with their current answers.

use chrono::NaiveDate;
use domain::guardianship::FactKind;
use domain::report::FactLine;
use leptos::prelude::*;

use crate::{w, words};

/// The four questions; one nobody has answered says so.
#[component]
pub fn KnownFacts(lines: Vec<FactLine>, today: NaiveDate) -> impl IntoView {
    let row = |kind: &FactKind| {
        let known = lines.iter().find(|line| line.value.kind() == *kind);
        let said = known.map(|line| words::guardianship::fact(&line.value));
        let said = said.unwrap_or_else(|| w!(facts.unknown).to_owned());
        let as_of = known.map(|line| w!(child.as_of, date = words::date::short_day(line.seen_on, today)));
        let disputed = known.is_some_and(|line| line.disputed);
        let doubt = disputed.then(|| view! { <span class="tag warn">{w!(child.disputed)}</span> });
        view! { <li><b>{words::guardianship::question(*kind)}</b><span class="grow">{said}" "{doubt}</span><span class="meta">{as_of}</span></li> }
    };
    view! { <ul class="card list known-facts">{FactKind::ALL.iter().map(row).collect_view()}</ul> }
}
