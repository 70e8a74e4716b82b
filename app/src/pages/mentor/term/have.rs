//! What we still owe the child towards each of the five haves.

use domain::log::{Goal, Log};
use domain::rules::Guide;
use domain::term::Owed;
use domain::term::evidence::Piece;
use domain::term::page::PageProblem;
use leptos::prelude::*;

use super::Editing;
use super::fields::Words;
use crate::components::choice::Segments;
use crate::components::own_entries::OwnEntries;
use crate::{w, words};

/// Those that are asked, one card each.
#[component]
pub fn Haves(editing: Editing) -> impl IntoView {
    let asked = Memo::new(move |_| editing.form.with(|form| form.asked.clone()));
    move || asked.get().into_iter().map(|goal| view! { <HaveCard editing=editing goal=goal /> }).collect_view()
}

/// What it looks like for a child of this age, as the county wrote it.
fn guide_lines(guide: Guide) -> impl IntoView {
    view! {
        <p class="why"><b>{words::term::owed(Owed::Enough)}</b>" "<span lang="zh-CN">{guide.enough}</span></p>
        <p class="why"><b>{words::term::owed(Owed::Much)}</b>" "<span lang="zh-CN">{guide.more}</span></p>
    }
}

/// What is on record; where there are entries, a tap shows them.
#[component]
fn OnRecord(editing: Editing, pieces: Vec<Piece>) -> impl IntoView {
    let said = words::term::on_record(&pieces);
    let logs: Vec<Log> = editing.records().view.with_untracked(|view| {
        let id = |piece: &Piece| if let Piece::Entry { log, .. } = piece { Some(*log) } else { None };
        pieces.iter().filter_map(id).filter_map(|log| view.log(log).cloned()).collect()
    });
    if logs.is_empty() {
        return view! { <p class="why">{said}</p> }.into_any();
    }
    let open = RwSignal::new(false);
    let logs = StoredValue::new(logs);
    view! {
        <button type="button" class="link record" aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)>{said}</button>
        <Show when=move || open.get()><OwnEntries logs=logs.get_value() /></Show>
    }
    .into_any()
}

/// What the child says, in its own words; a tap opens the field.
#[component]
fn ChildSays(editing: Editing, goal: Goal) -> impl IntoView {
    let says = Memo::new(move |_| {
        editing.form.with(|form| form.body.judged(goal).map(|judged| judged.child_says.clone()).unwrap_or_default())
    });
    let open = RwSignal::new(says.with_untracked(|says| !says.is_empty()));
    view! {
        <Show when=move || open.get() fallback=move || view! {
            <button type="button" class="link" on:click=move |_| open.set(true)>{w!(page.child_says)}</button>
        }>
            <Words label=w!(page.child_says) value=says
                problem=Signal::derive(move || editing.problem(PageProblem::ChildSays(goal)))
                on_input=move |text| editing.edit(|form| form.set_says(goal, text)) />
        </Show>
    }
}

/// One of the five haves.
#[component]
fn HaveCard(editing: Editing, goal: Goal) -> impl IntoView {
    let Some(have) = editing.known.with_value(|known| known.have(goal).cloned()) else { return ().into_any() };
    let term = editing.form.with_untracked(|form| form.term);
    let owed = Signal::derive(move || editing.form.with(|form| form.body.judged(goal).map(|judged| judged.owed)));
    let choose = move |owed: Option<Owed>| {
        if let Some(owed) = owed {
            editing.edit(|form| form.set_owed(goal, owed));
        }
    };
    let before = have.last.map(|last| view! { <span class="meta">{words::term::last(last, term)}</span> });
    let same = have.last.map(|(_, last)| {
        view! {
            <Show when=move || owed.get().is_none()>
                <button type="button" class="link" on:click=move |_| choose(Some(last))>{w!(page.same)}</button>
            </Show>
        }
    });
    let levels = Owed::ALL.iter().map(|owed| (Some(*owed), words::term::owed(*owed))).collect();
    view! {
        <section class="card have">
            <div class="row"><h2 class="name grow">{words::term::goal(goal)}</h2>{before}</div>
            <OnRecord editing=editing pieces=have.pieces />
            <Segments label=words::term::goal(goal) options=levels value=owed on_choose=choose />
            {have.guide.map(guide_lines)}
            <div class="row">{same}<ChildSays editing=editing goal=goal /></div>
        </section>
    }
    .into_any()
}

/// Those that are as before, together; a tap on one asks about it.
#[component]
pub fn Folded(editing: Editing) -> impl IntoView {
    let folded = Memo::new(move |_| {
        editing.form.with(|form| {
            let rest = form.body.haves.iter().filter(|judged| !form.asked.contains(&judged.goal));
            rest.map(|judged| (judged.goal, judged.owed)).collect::<Vec<_>>()
        })
    });
    let word = if editing.form.with_untracked(|form| form.base.is_some()) { w!(page.written) } else { w!(page.same) };
    let chip = move |(goal, owed): (Goal, Owed)| {
        let word = format!("{} {}", words::term::goal(goal), words::term::owed(owed));
        view! { <button type="button" class="chip" on:click=move |_| editing.edit(|form| form.ask(goal))>{word}</button> }
    };
    view! {
        <Show when=move || folded.with(|all| !all.is_empty())>
            <section class="card have" aria-label=word>
                <p class="calm">{word}</p>
                <div class="chips">{move || folded.get().into_iter().map(chip).collect_view()}</div>
            </section>
        </Show>
    }
}
