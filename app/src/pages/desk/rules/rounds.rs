//! The rounds of the year: what is done once with every child within some days.

use domain::rules::round::BEFORE_DAYS_MAX;
use domain::rules::yearly::MonthDay;
use domain::rules::{Round, RuleProblem, Season, Settles};
use leptos::prelude::*;

use super::Editing;
use super::day::month_and_day;
use crate::forms::{RulesForm, typed_number};
use crate::{w, words};

/// What a round begins with that has days of its own.
const DAYS: Season = Season::Days { from: (1, 1), to: (1, 1) };
/// What one begins with that is before each holiday.
const BEFORE: Season = Season::BeforeHolidays(14);

/// The first or the last day of a round that has days of its own.
fn end(form: &mut RulesForm, at: usize, last: bool) -> Option<&mut MonthDay> {
    match &mut form.rounds.get_mut(at)?.season {
        Season::Days { from, to } => Some(if last { to } else { from }),
        Season::BeforeHolidays(_) => None,
    }
}

/// When a round is: its days, or how many days before each holiday it begins.
fn when(editing: Editing, at: usize, season: Season) -> impl IntoView {
    let days = month_and_day(editing, w!(rules.first), move |form| end(form, at, false));
    let last = month_and_day(editing, w!(rules.last), move |form| end(form, at, true));
    let before = match season {
        Season::Days { .. } => None,
        Season::BeforeHolidays(days) => Some(days),
    };
    let typed = move |ev| {
        let days = typed_number(&event_target_value(&ev)).min(BEFORE_DAYS_MAX + 1);
        editing.form.update(|form| form.rounds.get_mut(at).into_iter().for_each(|round| round.season = Season::BeforeHolidays(days)));
    };
    let before = before.map(|days| {
        view! {
            <label class="row end-of"><span>{w!(rules.round_begins)}</span>
                <input class="short" inputmode="numeric" autocomplete="off" value=days on:input=typed /><span>{w!(rules.unit)}</span></label>
        }
    });
    view! { {days}{last}{before} }
}

fn row(editing: Editing, at: usize, round: Round) -> impl IntoView {
    let change = move |change: &dyn Fn(&mut Round)| {
        editing.form.update(|form| form.rounds.get_mut(at).into_iter().for_each(change));
    };
    let named = move |ev| {
        let name = event_target_value(&ev);
        change(&|round| round.name.clone_from(&name));
    };
    let is_before = matches!(round.season, Season::BeforeHolidays(_));
    // Other fields stand there for the other kind.
    let place = move |ev| {
        let season = if event_target_value(&ev) == "before" { BEFORE } else { DAYS };
        editing.change_lines(|form| form.rounds.get_mut(at).into_iter().for_each(|round| round.season = season));
    };
    let settled = move |ev| {
        if let Ok(settles) = event_target_value(&ev).parse::<Settles>() {
            change(&|round| round.settles = settles);
        }
    };
    let ticked = move |ev| {
        let ticked = event_target_checked(&ev);
        change(&|round| round.receipt = ticked);
    };
    let remove = move |_| editing.change_lines(|form| drop(form.rounds.remove(at)));
    let settles = Settles::ALL.iter().map(|one| {
        view! { <option value=one.code() selected=*one == round.settles>{words::desk::settles(*one)}</option> }
    });
    view! {
        <li><div class="row">
            <input class="name-of" aria-label=w!(rules.round) value=round.name on:input=named />
            <select aria-label=w!(rules.round_when) on:change=place>
                <option value="days" selected=!is_before>{w!(rules.round_every_year)}</option>
                <option value="before" selected=is_before>{w!(rules.round_holidays)}</option></select>
            {when(editing, at, round.season)}
            <select aria-label=w!(rules.round_what) on:change=settled>{settles.collect_view()}</select>
            <label class="tick"><input type="checkbox" checked=round.receipt on:change=ticked /><span>{w!(rules.round_receipt)}</span></label>
            <button type="button" class="link" on:click=remove>{w!(rules.remove)}</button></div>
            {editing.said(move |p| matches!(p, RuleProblem::RoundName(n) | RuleProblem::RoundDays(n) if *n == at))}</li>
    }
}

/// The rounds.
#[component]
pub fn Rounds(editing: Editing) -> impl IntoView {
    let rows = move || {
        editing.lines.track();
        let all = editing.form.with_untracked(|form| form.rounds.clone());
        all.into_iter().enumerate().map(|(at, round)| row(editing, at, round)).collect_view()
    };
    let add = move |_| editing.change_lines(|form| form.rounds.push(Round::new("", DAYS, Settles::Contact)));
    view! {
        <section class="panel"><h2>{w!(rules.rounds)}</h2><p class="meta">{w!(rules.rounds_hint)}</p>
            <ul class="plain lines">{rows}</ul>
            {editing.said(|p| *p == RuleProblem::ManyRounds)}
            <div><button type="button" class="button quiet small" on:click=add>{w!(rules.add_round)}</button></div>
        </section>
    }
}
