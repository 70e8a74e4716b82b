//! Which figures, of which days.

use chrono::NaiveDate;
use domain::log::ActivityKind;
use domain::report::{Lack, OutKind};
use leptos::prelude::*;

use crate::components::choice::Segments;
use crate::forms::{FiguresForm, When};
use crate::{w, words};

/// One of the two days.
fn typed(form: RwSignal<FiguresForm>, word: &'static str, today: NaiveDate, day: fn(&mut FiguresForm) -> &mut String) -> impl IntoView {
    let value = move || form.with(|form| day(&mut form.clone()).clone());
    view! {
        <label class="labelled"><span>{word}</span>
            <input type="date" max=today.to_string() prop:value=value
                on:input=move |ev| form.update(|form| *day(form) = event_target_value(&ev)) /></label>
    }
}

/// The year of a report.
fn year(form: RwSignal<FiguresForm>, today: NaiveDate) -> impl IntoView {
    let chosen = form.with_untracked(|form| form.year);
    let options = FiguresForm::years(today)
        .map(|year| view! { <option value=year.to_string() selected=year == chosen>{year.to_string()}</option> })
        .collect_view();
    let choose = move |ev| {
        if let Ok(year) = event_target_value(&ev).parse() {
            form.update(|form| form.year = year);
        }
    };
    view! { <label class="labelled"><span>{w!(figures.year)}</span><select on:change=choose>{options}</select></label> }
}

/// The term of the five haves.
fn term(form: RwSignal<FiguresForm>, today: NaiveDate) -> impl IntoView {
    let chosen = form.with_untracked(|form| form.term);
    let options = FiguresForm::terms(today)
        .map(|term| view! { <option value=term.to_string() selected=term == chosen>{words::term::name(term)}</option> })
        .collect_view();
    let choose = move |ev| {
        if let Ok(term) = event_target_value(&ev).parse() {
            form.update(|form| form.term = term);
        }
    };
    view! { <label class="labelled"><span>{w!(figures.term)}</span><select on:change=choose>{options}</select></label> }
}

fn days(form: RwSignal<FiguresForm>, today: NaiveDate) -> impl IntoView {
    let options = vec![
        (When::ThisTerm, w!(figures.this_term)),
        (When::LastTerm, w!(figures.last_term)),
        (When::ThisYear, w!(figures.this_year)),
        (When::LastYear, w!(figures.last_year)),
        (When::Days, w!(figures.days)),
    ];
    let value = Signal::derive(move || form.with(|form| form.when));
    let is_typed = Memo::new(move |_| value.get() == When::Days);
    let both = move || {
        is_typed.get().then(|| {
            view! {
                <div class="pair">
                    {typed(form, w!(figures.from), today, |form| &mut form.from)}
                    {typed(form, w!(figures.to), today, |form| &mut form.to)}
                </div>
            }
        })
    };
    view! {
        <div class="labelled"><span>{w!(figures.when)}</span>
            <Segments label=w!(figures.when) options=options value=value
                on_choose=move |chosen| form.update(|form| form.when = chosen) /></div>
        {both}
    }
}

/// Of the county's schools, one kind of activity or all.
fn activities(form: RwSignal<FiguresForm>) -> impl IntoView {
    let option = |kind: ActivityKind| view! { <option value=kind.code()>{words::log::kind(kind)}</option> };
    let options = ActivityKind::ALL.iter().copied().map(option).collect_view();
    let choose = move |ev| form.update(|form| form.activity = event_target_value(&ev).parse().ok());
    view! {
        <label class="labelled"><span>{w!(figures.activity)}</span>
            <select on:change=choose><option value="">{w!(figures.all_activities)}</option>{options}</select></label>
    }
}

fn lacks(form: RwSignal<FiguresForm>) -> impl IntoView {
    let some = Lack::ALL.iter().map(|lack| (Some(*lack), words::desk::lack(*lack)));
    let options = std::iter::once((None, w!(figures.any_lack))).chain(some).collect();
    let value = Signal::derive(move || form.with(|form| form.lack));
    view! {
        <div class="labelled"><span>{w!(figures.lack)}</span>
            <Segments label=w!(figures.lack) options=options value=value
                on_choose=move |chosen| form.update(|form| form.lack = chosen) /></div>
    }
}

/// What is chosen.
#[component]
pub fn Choosing(form: RwSignal<FiguresForm>, today: NaiveDate, of_county: bool) -> impl IntoView {
    let kinds = OutKind::FIGURES.map(|kind| (kind, words::desk::out_kind(kind))).to_vec();
    let kind = Memo::new(move |_| form.with(|form| form.kind));
    let more = move || match kind.get() {
        OutKind::Annual => year(form, today).into_any(),
        OutKind::Haves => term(form, today).into_any(),
        OutKind::NotReached => view! { {days(form, today)}{lacks(form)} }.into_any(),
        _ => view! { {days(form, today)}{of_county.then(|| activities(form))} }.into_any(),
    };
    let choose = move |chosen| {
        form.update(|form| (form.kind, form.activity, form.lack) = (chosen, None, None));
    };
    view! {
        <Segments label=w!(figures.which) options=kinds value=kind on_choose=choose />
        <section class="panel taking">{more}</section>
    }
}
