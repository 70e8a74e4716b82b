//! What was entered today, each with a way back as long as its mentor has not touched it.

use chrono::NaiveDate;
use desk_api::notebook::Entered;
use domain::id::LogId;
use leptos::prelude::*;

use super::super::decide::{Said, decide};
use crate::server_fns::notebook::take_back_entry;
use crate::{w, words};

/// An entry in one line: whose, about whom, what.
pub fn said(entered: &Entered, today: NaiveDate) -> String {
    let line = &entered.line;
    let on = words::date::short_day(line.on, today);
    let what = words::log::deed(line.kind, line.mode, line.outcome);
    words::joined(&[&entered.mentor, &entered.children.join(words::comma()), &on, &what])
}

fn line(entered: Entered, all: RwSignal<Vec<Entered>>, told: RwSignal<String>, error: Said, today: NaiveDate) -> AnyView {
    let id: LogId = entered.log;
    let words_of = said(&entered, today);
    let told_of = words_of.clone();
    let undo = move |_| {
        let told_of = told_of.clone();
        decide(take_back_entry(id), error, move |()| {
            all.update(|all| {
                for one in all.iter_mut().filter(|one| one.log == id) {
                    one.line.withdrawn = true;
                    one.can_undo = false;
                }
            });
            told.set(w!(notebook.undone, what = told_of));
        });
    };
    let button = entered.can_undo.then(|| {
        view! { <button type="button" class="button quiet small" on:click=undo>{w!(notebook.undo)}</button> }
    });
    let mark = match (entered.line.withdrawn, entered.line.revised) {
        (true, _) => Some(w!(notebook.taken_back)),
        (false, true) => Some(w!(notebook.corrected)),
        (false, false) => None,
    };
    let mark = mark.map(|word| view! { <span class="tag">{word}</span> });
    view! {
        <li class="row" class:gone=entered.line.withdrawn>
            <span class="grow"><span class="what">{words_of}</span>{mark}</span>{button}
        </li>
    }
    .into_any()
}

/// What this person has entered today, the newest first; nothing before the first.
#[component]
pub fn EnteredToday(all: RwSignal<Vec<Entered>>, told: RwSignal<String>, today: NaiveDate) -> impl IntoView {
    let error: Said = RwSignal::new(None);
    let lines = move || all.get().into_iter().map(|one| line(one, all, told, error, today)).collect_view();
    view! {
        <Show when=move || all.with(|all| !all.is_empty())>
            <section class="panel">
                <h2>{w!(notebook.entered)}</h2>
                <p class="error" role="alert">{move || error.get()}</p>
                <ul class="plain lines">{lines}</ul>
            </section>
        </Show>
    }
}
