//! What is dangerous at home, until somebody has done something about it.

use domain::term::hazard::{Closed, Hazard, HazardKind};
use domain::term::page::PageProblem;
use leptos::prelude::*;

use super::Editing;
use super::fields::{Day, OneOf, Words};
use crate::platform::clock::today;
use crate::{w, words};

/// One hazard of the form, by its place.
#[derive(Clone, Copy)]
struct Place {
    editing: Editing,
    at: usize,
}

impl Place {
    fn read<T: Send + Sync + 'static>(self, read: impl Fn(&Hazard) -> T + Send + Sync + 'static) -> Signal<Option<T>> {
        Signal::derive(move || self.editing.form.with(|form| form.body.hazards.get(self.at).map(&read)))
    }

    fn words(self, read: impl Fn(&Hazard) -> String + Send + Sync + 'static) -> Signal<String> {
        let read = self.read(read);
        Signal::derive(move || read.get().unwrap_or_default())
    }

    fn edit(self, change: impl FnOnce(&mut Hazard)) {
        self.editing.edit(|form| {
            if let Some(hazard) = form.body.hazards.get_mut(self.at) {
                change(hazard);
            }
        });
    }

    fn problem(self) -> Signal<Option<String>> {
        Signal::derive(move || self.editing.problem(PageProblem::HazardWords(self.at)))
    }
}

/// What it is and since when; of one that was just found it is asked.
#[component]
fn What(place: Place) -> impl IntoView {
    let Place { editing, at } = place;
    if editing.form.with_untracked(|form| at < form.begun.1) {
        let said = place.words(|hazard| words::joined(&[words::term::hazard_kind(hazard.kind), &hazard.what]));
        let since = place.words(|hazard| w!(page.found, date = words::date::day(hazard.found_on)));
        return view! { <p><b>{said}</b>" "<span class="meta">{since}</span></p> }.into_any();
    }
    let remove =
        move |_| editing.edit(|form| drop((at < form.body.hazards.len()).then(|| form.body.hazards.remove(at))));
    view! {
        <OneOf label=w!(page.hazard_kind) options=HazardKind::ALL word=words::term::hazard_kind
            value=place.read(|hazard| hazard.kind) on_choose=move |kind| place.edit(|hazard| hazard.kind = kind) />
        <Words label=w!(facts.hazards) value=place.words(|hazard| hazard.what.clone()) problem=place.problem()
            on_input=move |text| place.edit(|hazard| hazard.what = text) />
        <button type="button" class="link" on:click=remove>{w!(page.remove)}</button>
    }
    .into_any()
}

/// Who does something about it and till when; or that it is gone, and how.
#[component]
fn Deed(place: Place) -> impl IntoView {
    let how = |hazard: &Hazard| hazard.closed.as_ref().map(|closed| closed.how.clone()).unwrap_or_default();
    let is_closed = Memo::new(move |_| {
        place.editing.form.with(|form| form.body.hazards.get(place.at).is_some_and(|h| h.closed.is_some()))
    });
    let close = move |_| {
        place.edit(|hazard| hazard.closed = Some(Closed { on: today().max(hazard.found_on), how: String::new() }));
    };
    let open = move |_| place.edit(|hazard| hazard.closed = None);
    let set_how =
        move |text| place.edit(|hazard| hazard.closed.iter_mut().for_each(|closed| closed.how.clone_from(&text)));
    move || {
        if is_closed.get() {
            view! {
                <p class="calm">{w!(page.hazard_closed)}</p>
                <Words label=w!(page.how) value=place.words(how) problem=place.problem() on_input=set_how />
                <button type="button" class="link" on:click=open>{w!(page.not_closed)}</button>
            }
            .into_any()
        } else {
            view! {
                <div class="pair">
                    <Words label=w!(page.who) value=place.words(|hazard| hazard.who.clone())
                        on_input=move |text| place.edit(|hazard| hazard.who = text) />
                    <Day label=w!(page.by) value=Signal::derive(move || place.read(|hazard| hazard.by).get().flatten())
                        on_change=move |day| place.edit(|hazard| hazard.by = day) />
                </div>
                <button type="button" class="button quiet" on:click=close>{w!(page.close)}</button>
            }
            .into_any()
        }
    }
}

/// The places of those that are shown: not of those that were gone before the term.
fn shown(editing: Editing) -> Vec<usize> {
    editing.form.with(|form| {
        let is_old = |hazard: &Hazard| hazard.closed.as_ref().is_some_and(|closed| closed.on < form.term.start());
        form.body.hazards.iter().enumerate().filter(|(_, hazard)| !is_old(hazard)).map(|(at, _)| at).collect()
    })
}

/// How it stands with them all.
fn state(editing: Editing) -> String {
    let (all, open) = editing.form.with(|form| (form.body.hazards.len(), form.body.open_hazards().count()));
    match (all, open) {
        (0, _) => w!(page.no_hazards).to_owned(),
        (_, 0) => w!(page.hazards_closed).to_owned(),
        (_, open) => w!(page.hazards_open, count = open),
    }
}

/// The home's hazards.
#[component]
pub fn Hazards(editing: Editing) -> impl IntoView {
    let places = Memo::new(move |_| shown(editing));
    let is_open = move || editing.form.with(|form| form.body.open_hazards().next().is_some());
    let one = move |at| {
        let place = Place { editing, at };
        view! { <div class="part"><What place=place /><Deed place=place /></div> }
    };
    view! {
        <section class="card have">
            <div class="row">
                <h2 class="name grow">{w!(page.hazards)}</h2>
                <span class="meta" class:warn=is_open>{move || state(editing)}</span>
            </div>
            {move || places.get().into_iter().map(one).collect_view()}
            <button type="button" class="link" on:click=move |_| editing.edit(|form| form.add_hazard(today()))>
                {w!(page.add_hazard)}
            </button>
        </section>
    }
}
