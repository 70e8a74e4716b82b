//! The county: in which schools have children not been seen. Every number leads to its list.

use domain::policy::Role;
use leptos::prelude::*;
use leptos_router::components::{A, Redirect};

use super::access::AccessPage;
use super::layout::{Desk, answered};
use crate::desk_service::{CountyView, SchoolSummary};
use crate::state::session::Session;
use crate::{server_fns, w, words};

fn percent(part: u64, whole: u64) -> String {
    (part * 100).checked_div(whole).map_or_else(|| "—".to_owned(), |percent| format!("{percent}%"))
}

fn row(school: SchoolSummary) -> impl IntoView {
    let to = format!("/desk/school/{}", school.id);
    let unpaired = if school.unpaired > 0 { "number gap" } else { "number" };
    let behind = if school.seen * 10 < school.children * 9 { "number gap" } else { "number" };
    view! {
        <tr>
            <th scope="row"><A href=to>{school.name}</A></th>
            <td>{school.town}</td>
            <td class="number">{school.children}</td>
            <td class=unpaired>{school.unpaired}</td>
            <td class=behind>{percent(school.seen, school.children)}</td>
            <td class="number">{percent(school.visited, school.children)}</td>
        </tr>
    }
}

fn table(view: CountyView) -> AnyView {
    let sum = |of: fn(&SchoolSummary) -> u64| view.schools.iter().map(of).sum::<u64>();
    let (children, unpaired, seen, visited) =
        (sum(|s| s.children), sum(|s| s.unpaired), sum(|s| s.seen), sum(|s| s.visited));
    let mut schools = view.schools;
    // Where most children have not been seen stands first.
    schools.sort_by_key(|s| (std::cmp::Reverse(s.children - s.seen), s.name.clone()));
    let stat = |words: &'static str, number: String| view! { <div class="stat"><p>{words}</p><b>{number}</b></div> };
    view! {
        <p class="meta">{w!(desk.as_of, date = words::day(view.as_of))}" · "{w!(desk.only_children)}</p>
        <div class="stats">
            {stat(w!(desk.children), children.to_string())}
            {stat(w!(desk.seen), percent(seen, children))}
            {stat(w!(desk.visited), percent(visited, children))}
            {stat(w!(desk.unpaired), unpaired.to_string())}
        </div>
        <div class="scroll" tabindex="0" role="region" aria-label=w!(desk.schools)>
            <table>
                <thead><tr>
                    <th scope="col">{w!(desk.school)}</th><th scope="col">{w!(desk.town)}</th>
                    <th scope="col" class="number">{w!(desk.children)}</th><th scope="col" class="number">{w!(desk.unpaired)}</th>
                    <th scope="col" class="number">{w!(desk.seen)}</th><th scope="col" class="number">{w!(desk.visited)}</th>
                </tr></thead>
                <tbody>{schools.into_iter().map(row).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The county; for people of one school, their school.
#[component]
pub fn CountyPage() -> impl IntoView {
    let grants = expect_context::<Session>().me().map(|m| m.grants).unwrap_or_default();
    if grants.iter().all(|g| g.role != Role::Centre) {
        if let Some(school) = grants.iter().filter(|g| g.role != Role::Mentor).find_map(|g| g.school) {
            return view! { <Redirect path=format!("/desk/school/{school}") /> }.into_any();
        }
        if grants.iter().any(|g| g.role == Role::Auditor) {
            return view! { <AccessPage /> }.into_any();
        }
    }
    let answer = LocalResource::new(server_fns::county);
    view! {
        <Desk title=w!(desk.county_question)>
            <h1>{w!(desk.county_question)}</h1>
            {move || answered(answer.get(), move || answer.refetch(), table)}
        </Desk>
    }
    .into_any()
}
