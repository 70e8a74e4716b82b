//! One batch: what it says, what is asked, what taking it over would change.

use desk_api::import::{Step, ImportView, NewAccess, TakenBack};
use domain::id::BatchId;
use domain::import::batch::BatchState;
use domain::import::draft::Outcome;
use domain::import::finding::Level;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;

use super::add::AddFiles;
use super::changes::{Children, Pairs};
use super::past::Past;
use super::decisions::Questions;
use super::sheets::Sheets;
use crate::components::dialog::Confirm;
use crate::pages::desk::confirm::confirming;
use crate::pages::desk::decide::{Said, decide, decide_or};
use crate::pages::desk::layout::{Desk, answered};
use crate::pages::desk::open::Open;
use crate::server_fns::import::{apply_import, import, import_step, take_back_import};
use crate::state::api;
use crate::{w, words};

/// What a reader has chosen to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Questions,
    Of(Outcome),
    Pairs,
    Past,
    Sheets,
}

/// A batch on the table: what was answered last, and how to do something with it.
#[derive(Clone, Copy)]
pub struct Table {
    pub view: RwSignal<ImportView>,
    pub error: Said,
    part: RwSignal<Option<Part>>,
    again: Callback<()>,
}

impl Table {
    /// Does a step with the batch as it was seen.
    pub fn step(self, step: Step) {
        let (id, seen) = self.view.with_untracked(|view| (view.batch.id, view.revision));
        let again = self.again;
        // Somebody else was quicker: what they did is shown, and the step can be done again.
        decide_or(import_step(id, seen, step), self.error, move |view| self.view.set(view), move |_| again.run(()));
    }

    fn part(self) -> Part {
        let first = self.view.with(|view| match (view.counts.open, view.counts.new, view.counts.changed) {
            (1.., _, _) => Part::Questions,
            (_, 1.., _) => Part::Of(Outcome::New),
            (_, _, 1..) => Part::Of(Outcome::Changed),
            _ if has_past(view) => Part::Past,
            _ => Part::Sheets,
        });
        self.part.get().unwrap_or(first)
    }
}

/// How many children taking it over would touch.
fn touched(view: &ImportView) -> usize {
    let counts = view.counts;
    counts.new + counts.changed + counts.moved_up
}

/// How many rows of the past taking it over would enter.
fn entered(view: &ImportView) -> usize {
    view.counts.entries + view.counts.pages
}

/// Whether any row tells of the past.
fn has_past(view: &ImportView) -> bool {
    !view.past.is_empty() || view.counts.there + view.counts.twice > 0
}

fn has_something(view: &ImportView) -> bool {
    let said = view.questions.iter().any(|question| question.said.is_some());
    touched(view) + entered(view) > 0 || !view.pairings.is_empty() || said
}

#[component]
fn Numbers(table: Table) -> impl IntoView {
    let numbers = move || {
        table.view.with(|view| {
            let counts = view.counts;
            let past = has_past(view).then(|| (Part::Past, w!(imports.past), entered(view), counts.failed));
            let all = [
                (Part::Questions, w!(imports.asked), view.questions.len(), counts.open),
                (Part::Of(Outcome::New), w!(imports.newcomers), counts.new, 0),
                (Part::Of(Outcome::Changed), w!(imports.changed), counts.changed, 0),
                (Part::Of(Outcome::MovedUp), w!(imports.moved_up), counts.moved_up, 0),
                (Part::Of(Outcome::Unchanged), w!(imports.unchanged), counts.unchanged, 0),
                (Part::Pairs, w!(imports.pairs), view.pairings.len(), view.unpaired.len()),
                (Part::Sheets, w!(imports.columns), view.sheets.len(), 0),
            ];
            past.into_iter().chain(all).collect::<Vec<_>>()
        })
    };
    let stats = move || {
        numbers()
            .into_iter()
            .map(|(part, word, count, open)| {
                let shown = if part == Part::Questions { open } else { count };
                view! {
                    <button type="button" class="stat" class:warn=open != 0 class:none=shown == 0
                        aria-pressed=move || (table.part() == part).to_string() on:click=move |_| table.part.set(Some(part))>
                        <p>{word}</p><b>{shown}</b>
                    </button>
                }
            })
            .collect_view()
    };
    view! { <div class="stats few">{stats}</div> }
}

/// The one-time codes of new accounts, shown this once.
#[component]
fn Codes(codes: Vec<NewAccess>) -> impl IntoView {
    let print = |_| {
        let _ = crate::platform::window().print();
    };
    let rows = codes.into_iter().map(|one| {
        view! { <tr><th scope="row">{one.name}<p class="meta">{one.login}</p></th><td><code>{one.code}</code></td></tr> }
    });
    let rows = rows.collect_view();
    view! {
        <section class="panel">
            <h2>{w!(imports.codes)}</h2><p class="warn">{w!(imports.codes_hint)}</p>
            <div class="scroll" tabindex="0" role="region" aria-label=w!(imports.codes)><table class="table">
                <thead><tr><th scope="col">{w!(imports.teacher)}<p class="meta">{w!(imports.login)}</p></th><th scope="col">{w!(imports.code)}</th></tr></thead>
                <tbody>{rows}</tbody></table></div>
            <div class="tools"><button type="button" class="button quiet small" on:click=print>{w!(imports.print)}</button></div>
        </section>
    }
}

fn heading(view: &ImportView) -> String {
    let sheets = view.sheets.len();
    let unread = view.sheets.iter().filter(|sheet| sheet.header.is_none()).count();
    match (view.batch.state, sheets, view.counts.open) {
        (BatchState::Applied, ..) => w!(imports.heading_applied).to_owned(),
        (BatchState::TakenBack, ..) => w!(imports.heading_back).to_owned(),
        (_, 0, _) => w!(imports.empty).to_owned(),
        (_, _, 0) if unread > 0 => w!(imports.heading_unread, sheets = sheets, count = unread),
        (_, _, 0) => w!(imports.heading_ready, sheets = sheets),
        (_, _, open) => w!(imports.heading_open, sheets = sheets, count = open),
    }
}

/// What can be done with the whole.
#[component]
fn Deeds(table: Table, codes: RwSignal<Vec<NewAccess>>, built_on: RwSignal<Option<String>>) -> impl IntoView {
    let (applying, taking) = (RwSignal::new(false), RwSignal::new(false));
    let apply = move || {
        let (id, seen, digest) = table.view.with_untracked(|view| (view.batch.id, view.revision, view.digest.clone()));
        let again = table.again;
        decide_or(
            confirming(move || apply_import(id, seen, digest.clone())),
            table.error,
            move |made| {
                codes.set(made);
                again.run(());
            },
            // What it would do now is shown, with all that was decided.
            move |_| again.run(()),
        );
    };
    let take_back = move || {
        decide(take_back_import(table.view.with_untracked(|view| view.batch.id)), table.error, move |done| match done {
            TakenBack::Done => table.again.run(()),
            TakenBack::BuiltOn { name, .. } => {
                let name = if name.is_empty() { w!(imports.some_thing).to_owned() } else { name };
                built_on.set(Some(w!(imports.built_on, name = name)));
            }
        });
    };
    let deed = move || {
        let (state, something) = table.view.with(|view| (view.batch.state, has_something(view)));
        let all = table.view.with(|view| format!("/desk/import/of/{}", view.school));
        match state {
            BatchState::Open => {
                let word = match table.view.with(|view| (touched(view), entered(view))) {
                    (0, 0) => w!(imports.apply).to_owned(),
                    (count, 0) => w!(imports.apply_count, count = count),
                    (0, count) => w!(imports.apply_past, count = count),
                    (children, count) => w!(imports.apply_both, children = children, count = count),
                };
                view! {
                    <A href=all attr:class="button quiet">{w!(imports.later)}</A>
                    <button type="button" class="button" disabled=!something on:click=move |_| applying.set(true)>{word}</button>
                }
                .into_any()
            }
            // What was in the files is deleted: nothing is left by which it could be taken back.
            BatchState::Applied if table.view.with(|view| view.batch.emptied) => ().into_any(),
            BatchState::Applied => view! {
                <button type="button" class="button quiet" on:click=move |_| taking.set(true)>{w!(imports.take_back)}</button>
            }
            .into_any(),
            _ => ().into_any(),
        }
    };
    view! {
        <div class="row end tools">{deed}</div>
        <Confirm open=applying question=w!(imports.apply_sure) on_yes=apply />
        <Confirm open=taking question=w!(imports.take_back_sure) on_yes=take_back />
        <p class="error" role="alert">{move || table.error.get()}</p>
        <p class="error" role="alert">{move || built_on.get()}</p>
    }
}

#[component]
fn Whole(table: Table) -> impl IntoView {
    let is_whole = move || table.view.with(|view| view.is_whole);
    view! {
        <label class="row check"><input type="checkbox" prop:checked=is_whole
            on:change=move |ev| table.step(Step::Whole(event_target_checked(&ev))) />
            <span class="grow">{w!(imports.whole)}<p class="meta">{w!(imports.whole_hint)}</p></span></label>
    }
}

/// The rows that are to be mended, where there are any: as a file that can be sent again, also after the others were
/// taken over.
#[component]
fn Failed(table: Table) -> impl IntoView {
    let address = Memo::new(move |_| {
        table.view.with(|view| {
            let found = view.sheets.iter().flat_map(|sheet| &sheet.findings);
            let any = view.counts.open + view.counts.failed > 0 || found.into_iter().any(|group| group.cause.level() != Level::Note);
            // Of files that are deleted only counts are left.
            (any && !view.batch.emptied).then(|| format!("/api/v1/imports/{}/failed", view.batch.id))
        })
    });
    let error: Said = RwSignal::new(None);
    let fetch = move |address: String| {
        spawn_local(async move {
            match confirming(api::confirmed).await {
                Ok(()) => drop(crate::platform::window().location().set_href(&address)),
                Err(problem) => drop(error.try_set(Some(words::error(&problem)))),
            }
        });
    };
    let link = move || {
        address.get().map(|address| {
            let fetch = move |_| fetch(address.clone());
            view! {
                <p class="meta"><button type="button" class="button quiet small" on:click=fetch>{w!(imports.failed)}</button>
                    " "{w!(imports.failed_hint)}</p>
                <p class="error" role="alert">{move || error.get()}</p>
            }
        })
    };
    view! { {link} }
}

fn part(table: Table) -> AnyView {
    match table.part() {
        Part::Questions => view! { <Questions table=table /> }.into_any(),
        Part::Of(outcome) => view! { <Children table=table outcome=outcome /> }.into_any(),
        Part::Pairs => view! { <Pairs table=table /> }.into_any(),
        Part::Past => view! { <Past table=table /> }.into_any(),
        Part::Sheets => view! { <Sheets table=table /> }.into_any(),
    }
}

#[component]
fn Batch(table: Table, codes: RwSignal<Vec<NewAccess>>, built_on: RwSignal<Option<String>>) -> impl IntoView {
    let is_open = Memo::new(move |_| table.view.with(|view| view.batch.state == BatchState::Open));
    let id = table.view.with_untracked(|view| view.batch.id);
    let begin = Callback::new(move |then: Callback<BatchId>| then.run(id));
    let added = Callback::new(move |_| table.again.run(()));
    let rest = move || {
        table.view.with(|view| {
            let other = (view.counts.not_left_behind > 0).then(|| w!(imports.not_left_behind, count = view.counts.not_left_behind));
            let out = (view.counts.left_out > 0).then(|| w!(imports.left_out, count = view.counts.left_out));
            [other, out].into_iter().flatten().map(|words| view! { <p class="meta">{words}</p> }).collect_view()
        })
    };
    let emptied = move || {
        table.view.with(|view| {
            let counts = view.counts;
            let past = (entered(view) > 0)
                .then(|| w!(imports.emptied_past, entries = counts.entries, pages = counts.pages));
            view.batch.emptied.then(|| {
                view! { <p class="meta">{w!(imports.emptied, new = counts.new, changed = counts.changed, same = counts.unchanged)}" "{past}</p> }
            })
        })
    };
    view! {
        <h1>{move || table.view.with(heading)}</h1>
        <Show when=move || is_open.get()><p class="meta">{w!(imports.untouched)}" · "{w!(imports.blank)}</p></Show>
        {emptied}
        <Deeds table=table codes=codes built_on=built_on />
        {move || (!codes.with(Vec::is_empty)).then(|| view! { <Codes codes=codes.get() /> })}
        <Show when=move || is_open.get()>
            <Numbers table=table />
            {move || part(table)}
        </Show>
        <Failed table=table />
        <Show when=move || is_open.get()>
            {rest}
            <Whole table=table />
            <AddFiles begin=begin added=added />
        </Show>
    }
}

/// The page of a batch.
#[component]
pub fn BatchPage() -> impl IntoView {
    let open = Open::<BatchId>::provide();
    let answer = open.ask(import);
    // What was made and what was said stay while the batch is asked for anew.
    let (codes, built_on) = (RwSignal::new(vec![]), RwSignal::new(None));
    let chosen = RwSignal::new(None);
    let error: Said = RwSignal::new(None);
    let again = Callback::new(move |()| open.change());
    let show = move |view: ImportView| {
        let table = Table { view: RwSignal::new(view), error, part: chosen, again };
        view! { <Batch table=table codes=codes built_on=built_on /> }.into_any()
    };
    view! { <Desk title=w!(imports.title)>{move || answered(answer.get(), move || open.change(), show)}</Desk> }
}
