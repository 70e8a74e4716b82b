//! The county: in which schools have children not been seen. The order is the register's, and every
//! number is of children: nothing here puts one school before another.

use desk_api::county::CountyView;
use domain::report::SchoolLine;
use leptos::prelude::*;
use leptos_router::components::A;

use super::layout::{Desk, answered};
use crate::server_fns::county::county;
use crate::{w, words};

fn row(school: SchoolLine) -> impl IntoView {
    let to = format!("/desk/school/{}", school.id);
    // The one thing that can be done from here: a child without a mentor is given one.
    let unpaired = if school.unpaired > 0 { "number gap" } else { "number" };
    let merged = school.merged_into.map(|into| view! { <p class="meta">{w!(year.merged_short, school = into)}</p> });
    view! {
        <tr>
            <th scope="row"><A href=to>{school.name}</A>{merged}</th>
            <td class="wide-only">{school.town}</td>
            <td class="number">{school.children}</td>
            <td class=unpaired>{school.unpaired}</td>
            <td class="number">{school.children - school.seen}</td>
            <td class="number">{school.children - school.visited}</td>
        </tr>
    }
}

fn table(view: CountyView) -> AnyView {
    let sum = |of: fn(&SchoolLine) -> u64| view.schools.iter().map(of).sum::<u64>();
    let stat = |words: &'static str, number: u64| view! { <div class="stat"><p>{words}</p><b>{number}</b></div> };
    view! {
        <p class="meta">{w!(desk.as_of, date = words::date::day(view.as_of))}" · "{w!(desk.only_children)}</p>
        <div class="stats">
            {stat(w!(desk.children), sum(|s| s.children))}
            {stat(w!(desk.unpaired), sum(|s| s.unpaired))}
            {stat(w!(desk.not_seen), sum(|s| s.children - s.seen))}
            {stat(w!(desk.not_visited), sum(|s| s.children - s.visited))}
        </div>
        <div class="scroll" tabindex="0" role="region" aria-label=w!(desk.schools)>
            <table class="table">
                <thead><tr>
                    <th scope="col">{w!(desk.school)}</th><th scope="col" class="wide-only">{w!(desk.town)}</th>
                    <th scope="col" class="number">{w!(desk.children)}</th><th scope="col" class="number">{w!(desk.unpaired)}</th>
                    <th scope="col" class="number">{w!(desk.not_seen)}</th><th scope="col" class="number">{w!(desk.not_visited)}</th>
                </tr></thead>
                <tbody>{view.schools.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The county's schools.
#[component]
pub fn CountyPage() -> impl IntoView {
    let answer = LocalResource::new(county);
    view! {
        <Desk title=w!(desk.county_question)>
            <h1>{w!(desk.county_question)}</h1>
            {move || answered(answer.get(), move || answer.refetch(), table)}
        </Desk>
    }
}
