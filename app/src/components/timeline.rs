//! Entries as a timeline, newest first: on the phone and at a desk.

use chrono::{Datelike as _, NaiveDate};
use domain::id::{LogId, PhotoId};
use domain::report::EntryLine;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::photo::Photo;
use crate::{w, words};

/// An entry, and what only its author's phone knows of it.
#[derive(Debug, Clone)]
pub struct Shown {
    /// The entry, as it is shown to whoever may read it.
    pub line: EntryLine,
    /// Where it leads, for who may correct it.
    pub to: Option<String>,
    /// Whether it waits to be sent.
    pub waits: bool,
    /// Its photos, which only the phone that took them shows here.
    pub photos: Vec<PhotoId>,
    /// What it was before, where somebody may see that.
    pub earlier: Option<Earlier>,
}

/// Shows what an entry was before it was corrected or taken back.
pub type Earlier = Callback<LogId, AnyView>;

#[component]
fn Entry(shown: Shown, today: NaiveDate) -> impl IntoView {
    let Shown { line, to, waits, photos, earlier } = shown;
    let earlier = earlier.filter(|_| line.withdrawn || line.revised).map(|show| show.run(line.log));
    let what = words::log::deed(line.kind, line.mode, line.outcome);
    let classes = (!line.classes.is_empty()).then(|| view! { <b>{line.classes.join(words::comma())}</b>" " });
    let said = words::log::said(&line);
    let said = (!said.is_empty()).then(|| view! { <p class="note">{said}</p> });
    let follow = line
        .follow_up
        .map(|d| view! { <span class="tag warn">{w!(child.open_follow_up, date = words::date::day(d))}</span> });
    let waits = waits.then(|| view! { <span class="tag warn">{w!(child.waits)}</span> });
    let mark = match (line.withdrawn, line.revised) {
        (true, _) => Some(w!(child.withdrawn)),
        (false, true) => Some(w!(child.revised)),
        (false, false) => None,
    };
    let copied = line.entered_for.then(|| view! { <span class="tag">{w!(child.entered_for)}</span> });
    let mark = mark.map(|word| view! { <span class="tag">{word}</span> });
    let photos = (!photos.is_empty()).then(|| {
        let photos = photos.into_iter().enumerate();
        let photos = photos.map(|(n, id)| view! { <Photo id=id alt=w!(log.photo_alt, n = n + 1) /> });
        view! { <div class="photos">{photos.collect_view()}</div> }
    });
    let head = view! {
        <time>{words::date::short_day(line.on, today)}</time>
        <span class="grow">
            {classes}<span class="what">{what}</span>{waits}{copied}{mark}{follow}{said}
        </span>
    };
    let head = match to {
        Some(to) => view! { <A href=to attr:class="entry">{head}</A> }.into_any(),
        None => view! { <div class="entry">{head}</div> }.into_any(),
    };
    view! { <li class:gone=line.withdrawn>{head}{photos}{earlier}</li> }
}

/// From how many entries on they stand under the month of each.
const MANY: usize = 12;

/// Entries of one month under its name.
fn of_month((year, month): (i32, u32), entries: Vec<Shown>, today: NaiveDate) -> impl IntoView {
    let name = words::date::month_of_year(year, month);
    let entries = entries.into_iter().map(|shown| view! { <Entry shown=shown today=today /> }).collect_view();
    view! { <section><h3 class="section">{name}</h3><ul class="timeline">{entries}</ul></section> }
}

/// Entries by month, in the order in which they come.
fn by_month(entries: Vec<Shown>) -> Vec<((i32, u32), Vec<Shown>)> {
    let mut months: Vec<((i32, u32), Vec<Shown>)> = vec![];
    for shown in entries {
        let month = (shown.line.on.year(), shown.line.on.month());
        match months.last_mut().filter(|(last, _)| *last == month) {
            Some((_, entries)) => entries.push(shown),
            None => months.push((month, vec![shown])),
        }
    }
    months
}

/// Entries, one under the other; words when there are none. Many stand under their months.
#[component]
pub fn Timeline(entries: Vec<Shown>, today: NaiveDate) -> impl IntoView {
    if entries.is_empty() {
        return view! { <p class="empty">{w!(child.no_entries)}</p> }.into_any();
    }
    if entries.len() >= MANY {
        let months = by_month(entries).into_iter().map(|(month, entries)| of_month(month, entries, today));
        return months.collect_view().into_any();
    }
    let entries = entries.into_iter().map(|shown| view! { <Entry shown=shown today=today /> });
    view! { <ul class="timeline">{entries.collect_view()}</ul> }.into_any()
}
