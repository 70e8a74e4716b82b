//! The rows of the past: what of them is entered, and what is to be mended first.

use domain::import::draft::past::{PastEnd, StagedPast};
use leptos::prelude::*;

use super::batch::Table;
use crate::{w, words};

fn row(past: &StagedPast) -> impl IntoView + use<> {
    let why = past.why.map(|why| view! { <p class="warn">{words::import::cause(why)}</p> });
    let waits = past.end != PastEnd::Added;
    view! {
        <tr class:gap=waits><th scope="row">{past.name.clone()}</th><td>{past.class_name.clone()}</td>
            <td class="wrap">{words::import::past(&past.of)}</td>
            <td class="wrap">{words::import::past_end(past.end)}{why}</td>
            <td class="meta">{words::import::place(&past.place)}</td></tr>
    }
}

/// What becomes of the rows of the past: first those that are to be mended.
#[component]
pub fn Past(table: Table) -> impl IntoView {
    move || {
        table.view.with(|view| {
            let counts = view.counts;
            let there = (counts.there > 0).then(|| w!(imports.past_there, count = counts.there));
            let twice = (counts.twice > 0).then(|| w!(imports.past_twice, count = counts.twice));
            let said = [there, twice].into_iter().flatten().map(|words| view! { <p class="meta">{words}</p> });
            let said = said.collect_view();
            let mut shown: Vec<&StagedPast> = view.past.iter().collect();
            shown.sort_by_key(|past| past.end != PastEnd::Failed);
            let rows = shown.into_iter().map(row).collect_view();
            let table = (!view.past.is_empty()).then(|| view! {
                <div class="scroll" tabindex="0" role="region" aria-label=w!(imports.past)><table class="table">
                    <thead><tr><th scope="col">{w!(imports.child)}</th><th scope="col">{w!(desk.class)}</th>
                        <th scope="col">{w!(imports.past_what)}</th><th scope="col">{w!(imports.past_end)}</th>
                        <th scope="col">{w!(imports.rows_of)}</th></tr></thead>
                    <tbody>{rows}</tbody></table></div>
            });
            view! { <p class="meta">{w!(imports.past_hint)}</p>{said}{table} }
        })
    }
}
