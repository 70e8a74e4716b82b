//! Today at a school: which child needs what, why, since when, and the button that does it.

mod ask;
mod row;

use desk_api::today::TodayView;
use domain::id::SchoolId;
use domain::report::TodayLine;
use domain::term::need::Need;
use leptos::prelude::*;
use leptos_router::components::A;

use super::decide::Done;
use super::layout::{Desk, answered};
use super::open::Open;
use crate::server_fns::today::today;
use crate::{w, words};
use row::{Noting, Rows};

/// The needs of which each is a number and a list, below those in danger.
const LISTED: [Need; 3] = [Need::Unpaired, Need::Silent, Need::Due];

/// How a need is counted, unfolded by a tap.
fn how(need: Need, rows: Rows) -> impl IntoView {
    let how = rows.rules.with_value(|rules| words::need::how(need, rules));
    view! { <details class="how"><summary>{w!(now.how)}</summary><p class="meta">{how}</p></details> }
}

/// The numbers: each of children, and each shows only its own when it is tapped.
fn numbers(children: &[TodayLine], rows: Rows, chosen: RwSignal<Option<Need>>) -> impl IntoView + use<> {
    let one = |need: Need| {
        let count = children.iter().filter(|child| child.standing.has(need, rows.today)).count();
        let class = match need {
            _ if count == 0 => "stat none",
            Need::Unpaired => "stat warn",
            _ => "stat",
        };
        let how = rows.rules.with_value(|rules| words::need::how(need, rules));
        let choose = move |_| chosen.update(|now| *now = (*now != Some(need)).then_some(need));
        view! {
            <button type="button" class=class title=how aria-pressed=move || (chosen.get() == Some(need)).to_string()
                on:click=choose>
                <p>{words::need::need(need)}</p><b>{count}</b>
            </button>
        }
    };
    view! { <div class="stats few" role="group" aria-label=w!(now.numbers)>{LISTED.map(one).into_iter().collect_view()}</div> }
}

/// The children listed under one need; nothing where there are none.
fn group(need: Need, children: Vec<TodayLine>, rows: Rows) -> Option<AnyView> {
    if children.is_empty() {
        return None;
    }
    let (class, lead) = match need {
        Need::Danger => ("group danger", Some(w!(now.danger_lead))),
        Need::Paused => ("group paused", None),
        _ => ("group", None),
    };
    let count = children.len();
    let lines = children.into_iter().map(|child| match need {
        Need::Paused => row::paused(child, rows).into_any(),
        _ => row::row(child, rows).into_any(),
    });
    let view = view! {
        <section class=class>
            <div class="row group-head"><h2>{words::need::need(need)}" "<span class="meta number">{count}</span></h2>{how(need, rows)}</div>
            {lead.map(|lead| view! { <p class="warn">{lead}</p> })}
            <ul class="list">{lines.collect_view()}</ul>
        </section>
    };
    Some(view.into_any())
}

/// Under which needs the children are listed, and those who have it besides, when one number is chosen.
fn listed(children: &[TodayLine], rows: Rows, need: Need, chosen: Option<Need>) -> Vec<TodayLine> {
    let here = |child: &&TodayLine| child.need(rows.today) == Some(need);
    let wanted = |child: &&TodayLine| chosen.is_none_or(|chosen| child.standing.has(chosen, rows.today));
    children.iter().filter(here).filter(wanted).cloned().collect()
}

/// What is answered, as the page shows it.
fn shown(view: TodayView, school: SchoolId, noting: Noting, chosen: RwSignal<Option<Need>>) -> AnyView {
    let holiday = view.rules.holidays.iter().find(|holiday| holiday.on(view.as_of)).map(|it| it.name.clone());
    let rows = Rows { school, today: view.as_of, rules: StoredValue::new(view.rules), noting };
    let children = view.children;
    let open = children.iter().filter(|child| child.need(rows.today) != Some(Need::Paused)).count();
    let heading = if open > 0 { w!(now.heading, count = open) } else { w!(now.heading_none).to_owned() };
    let under = words::joined(&[
        &view.name,
        &w!(now.children, count = view.enrolled),
        &words::date::day_and_weekday(view.as_of),
    ]);
    let danger = group(Need::Danger, listed(&children, rows, Need::Danger, None), rows);
    let paused = group(Need::Paused, listed(&children, rows, Need::Paused, None), rows);
    let numbers = (open > 0).then(|| numbers(&children, rows, chosen));
    let groups = move || {
        let now = chosen.get();
        LISTED.map(|need| group(need, listed(&children, rows, need, now), rows)).into_iter().collect_view()
    };
    view! {
        <div>
            <h1>{heading}</h1>
            <p class="meta">{under}" · "<A href=format!("/desk/school/{school}") attr:class="to-all">{w!(now.all_children)}</A></p>
        </div>
        {holiday.map(|name| view! { <p class="meta">{w!(now.holiday, name = name)}</p> })}
        {danger}
        {numbers}
        {(open == 0).then(|| view! { <p class="empty">{w!(now.calm)}</p> })}
        {groups}
        {paused}
    }
    .into_any()
}

/// Today at a school. `to_decide` is what waits for its decision, `noting` notes where a child is.
#[component]
pub fn TodayPage(school: SchoolId, to_decide: fn(SchoolId) -> AnyView, noting: Noting) -> impl IntoView {
    let open = Open::known(school);
    let answer = open.ask(today);
    let done = Done(RwSignal::new(String::new()));
    provide_context(done);
    let chosen = RwSignal::new(None);
    let show = move |view: TodayView| shown(view, school, noting, chosen);
    view! {
        <Desk title=w!(now.title)>
            <p class="calm" role="status">{move || done.0.get()}</p>
            {move || answered(answer.get(), move || open.change(), show)}
            {to_decide(school)}
            <p class="meta">{w!(desk.only_children)}" "{w!(desk.see_privacy)}</p>
        </Desk>
    }
}
