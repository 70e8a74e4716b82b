//! The terms of a child, one below the other: what is on record, what we still owe, dangers at home, the plan. And of
//! two pages of one term, which holds.

use chrono::NaiveDate;
use desk_api::term_page::{TermsView, EvidenceLine, PageVersion, TermView, TwoPages};
use domain::id::ChildId;
use leptos::prelude::*;
use leptos_router::components::A;

use super::deed::{Act, Card, Deed};
use super::layout::{Desk, answered};
use super::open::Open;
use crate::components::flower::FlowerChart;
use crate::server_fns::term_page::child_terms;
use crate::{w, words};

/// How two pages are shown, each a button: what one says that the other does not.
pub fn card(two: TwoPages, today: NaiveDate) -> Card {
    let later = two.later.id;
    let deed = |page: &PageVersion, other: &PageVersion| Deed {
        word: otherwise(page, other),
        beside: words::joined(&[&page.author, &words::date::instant(page.at, today)]),
        act: Act::Page { later, holds: page.id },
    };
    let deeds = vec![deed(&two.earlier, &two.later), deed(&two.later, &two.earlier)];
    Card {
        title: two.name,
        child: Some(two.child),
        body: view! { <p class="what">{words::term::name(two.term)}</p><p class="meta">{w!(terms.two_hint)}</p> }
            .into_any(),
        deeds,
    }
}

/// What a page says otherwise than another, or that it says no more.
fn otherwise(page: &PageVersion, other: &PageVersion) -> String {
    let haves = page.body.haves.iter().filter(|one| !other.body.haves.contains(one)).map(words::term_page::judged);
    let hazards = page.body.hazards.iter().filter(|one| !other.body.hazards.contains(one)).map(words::term_page::hazard);
    let plan = page.body.plan.iter().filter(|one| !other.body.plan.contains(one)).map(words::term::line);
    let answers = page.body.answers.iter().filter(|one| !other.body.answers.contains(one)).map(|one| one.text.clone());
    let all: Vec<String> = haves.chain(hazards).chain(plan).chain(answers).collect();
    if all.is_empty() { w!(terms.no_more).to_owned() } else { all.join(words::comma()) }
}

fn have(line: EvidenceLine, page: Option<&PageVersion>, today: NaiveDate) -> impl IntoView + use<> {
    let judged = page.and_then(|page| page.body.judged(line.goal));
    let level = judged.map_or(w!(terms.not_said), |judged| words::term::owed(judged.owed));
    let says = judged.map(|judged| judged.child_says.clone()).filter(|says| !says.is_empty());
    let says = says.map(|says| view! { <p class="note">{w!(terms.says, words = says)}</p> });
    let record = words::term_page::on_record(&line);
    let entries = line.entries.iter().map(|entry| {
        view! { <li>{words::joined(&[&words::date::short_day(entry.on, today), words::log::kind(entry.kind)])}</li> }
    });
    let record = if line.entries.is_empty() {
        view! { <p class="meta">{record}</p> }.into_any()
    } else {
        view! { <details><summary class="meta">{record}</summary><ul class="bullets">{entries.collect_view()}</ul></details> }
            .into_any()
    };
    view! { <li><div class="row"><b class="grow">{words::term::goal(line.goal)}</b><span>{level}</span></div>{says}{record}</li> }
}

fn listed(title: &'static str, lines: Vec<String>) -> Option<impl IntoView> {
    (!lines.is_empty()).then(|| {
        let lines = lines.into_iter().map(|line| view! { <li>{line}</li> }).collect_view();
        view! { <h3>{title}</h3><ul class="bullets">{lines}</ul> }
    })
}

/// A term, with what is asked about its page; of the one that runs also what a full plan, where the school has asked for one,
/// does not say yet.
fn term(view: TermView, asked: AnyView, full_plan: bool, today: NaiveDate) -> impl IntoView {
    let written = view.page.as_ref().map_or_else(
        || w!(terms.not_written).to_owned(),
        |page| w!(terms.written_by, who = page.author.as_str(), time = words::date::instant(page.at, today)),
    );
    let hazards = view.page.iter().flat_map(|page| &page.body.hazards).map(words::term_page::hazard).collect();
    let full = full_plan.then(|| words::term_page::full_plan(view.page.as_ref().map_or(&[], |page| &page.body.plan)));
    let plan = view.page.iter().flat_map(|page| &page.body.plan).map(words::term::line).collect();
    let page = view.page.as_ref();
    let haves = view.evidence.into_iter().map(|line| have(line, page, today)).collect_view();
    view! {
        <section class="panel">
            <div class="row"><h2 class="grow">{words::term::name(view.term)}</h2><FlowerChart flower=view.flower /></div>
            <p class="meta">{written}</p>
            <ul class="plain">{haves}</ul>
            {listed(w!(terms.hazards), hazards)}
            {listed(w!(terms.plan), plan)}
            {full.map(|full| view! { <p class="meta">{full}</p> })}
            {asked}
        </section>
    }
}

/// The terms of the child of the address. `asked` shows what is asked about the page of a term.
#[component]
pub fn TermsPage(asked: fn(&TermsView, &TermView) -> AnyView) -> impl IntoView {
    let open = Open::<ChildId>::provide();
    let answer = open.ask(child_terms);
    let show = move |found: TermsView| {
        let (today, full_plan) = (found.as_of, found.full_plan);
        let back = open.id().map(|id| view! { <A href=format!("/desk/child/{id}")>{w!(desk.file)}</A> });
        let under = words::joined(&[&found.school, &found.class_name]);
        let line = |(at, one): (usize, &TermView)| term(one.clone(), asked(&found, one), at == 0 && full_plan, today);
        let terms = found.terms.iter().enumerate().map(line).collect_view();
        view! {
            <div><h1>{found.name}</h1><p class="meta">{under}" "{back}</p></div>
            {terms}
            <p class="meta">{w!(terms.stages)}</p>
        }
        .into_any()
    };
    view! { <Desk title=w!(terms.title)>{move || answered(answer.get(), move || open.change(), show)}</Desk> }
}
