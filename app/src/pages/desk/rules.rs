//! The county's rules: what holds, what is to hold from some day on, and what held before.

mod day;
mod guides;
mod haves;
mod holidays;
mod phrases;
mod rounds;

use chrono::{Days, NaiveDate};
use desk_api::DeskError;
use desk_api::rules::RulesView;
use domain::rules::{RuleBook, RuleProblem, SecondStepOf, Span};
use leptos::prelude::*;

use self::guides::Guides;
use self::haves::Haves;
use self::holidays::Holidays;
use self::phrases::Phrases;
use self::rounds::Rounds;
use super::confirm::confirming;
use super::decide::{Said, decide, decide_or};
use super::layout::{Desk, answered};
use crate::components::choice::Segments;
use crate::components::dialog::Confirm;
use crate::forms::RulesForm;
use crate::platform::drafts;
use crate::server_fns::CallError;
use crate::server_fns::rules::{rules, set_rules, withdraw_rules};
use crate::{w, words};

/// Under what the browser keeps a form that was begun.
const DRAFT: &str = "wuyou.rules";

/// The rules as they were answered, and how to ask anew.
#[derive(Clone, Copy)]
struct Known {
    book: StoredValue<RuleBook>,
    today: NaiveDate,
    seen: u64,
    /// Why they could not be set.
    error: Said,
    again: Callback<()>,
}

impl Known {
    /// The form before anything is filled in: the rules of today, from tomorrow on.
    fn unchanged(self) -> RulesForm {
        RulesForm::of(self.book.with_value(|book| book.on(self.today)), self.today + Days::new(1))
    }
}

/// The form that is filled in.
#[derive(Clone, Copy)]
struct Editing {
    form: RwSignal<RulesForm>,
    problems: Memo<Vec<RuleProblem>>,
    /// A line was added, taken away or moved: the lists are drawn anew, from what is filled in.
    lines: Trigger,
}

impl Editing {
    /// A form as the rules are, or as it was left. It is kept at every keystroke while it differs.
    fn of(unchanged: RulesForm) -> Self {
        let form = RwSignal::new(drafts::kept(DRAFT).unwrap_or_else(|| unchanged.clone()));
        Effect::new(move |_| form.with(|now| if *now == unchanged { drafts::drop(DRAFT) } else { drafts::keep(DRAFT, now) }));
        Self { form, problems: Memo::new(move |_| form.with(RulesForm::problems)), lines: Trigger::new() }
    }

    /// Opens another version, or the same anew.
    fn open(self, form: RulesForm) {
        self.form.set(form);
        self.lines.notify();
    }

    fn change_lines(self, change: impl FnOnce(&mut RulesForm)) {
        self.form.update(change);
        self.lines.notify();
    }

    /// What is said at a place, when something is wrong there.
    fn said(self, of: impl Fn(&RuleProblem) -> bool + Copy + Send + Sync + 'static) -> impl IntoView {
        let said = move || self.problems.with(|all| all.iter().copied().find(of).map(words::desk::rule_problem));
        view! { <p class="error" role="alert">{said}</p> }
    }
}

#[component]
fn Numbers(editing: Editing) -> impl IntoView {
    let row = move |at: usize, span: Span| {
        let value = move || {
            editing.lines.track();
            editing.form.with_untracked(|form| form.days.get(at).cloned())
        };
        let unit = words::desk::unit(span);
        let typed = move |ev| {
            editing.form.update(|form| form.days.get_mut(at).into_iter().for_each(|days| *days = event_target_value(&ev)));
        };
        view! {
            <li><label class="row"><span class="grow">{words::desk::span(span)}</span>
                <input class="short" name=span.code() inputmode="numeric" autocomplete="off" prop:value=value on:input=typed />
                <span class="meta">{unit}</span></label>
                {editing.said(move |problem| *problem == RuleProblem::Span(span))}</li>
        }
    };
    let rows = Span::ALL.iter().enumerate().map(|(at, span)| row(at, *span)).collect_view();
    let approves = move || {
        editing.lines.track();
        editing.form.with_untracked(|form| form.lead_approves)
    };
    let ticked = move |ev| editing.form.update(|form| form.lead_approves = event_target_checked(&ev));
    view! {
        <section class="panel"><h2>{w!(rules.numbers)}</h2><ul class="plain lines">{rows}</ul>
            <label class="row check"><input type="checkbox" name="lead_approves" prop:checked=approves on:change=ticked />
                <span class="grow">{w!(rules.lead_approves)}</span></label></section>
    }
}

/// Of whom a second step is asked, and whether codes need a second person.
#[component]
fn Safety(editing: Editing) -> impl IntoView {
    let of = Signal::derive(move || {
        editing.lines.track();
        editing.form.with(|form| form.second_step)
    });
    let options = SecondStepOf::ALL.iter().map(|of| (*of, words::desk::second_step_of(*of))).collect();
    let choose = move |chosen| editing.form.update(|form| form.second_step = chosen);
    let codes = move || {
        editing.lines.track();
        editing.form.with_untracked(|form| form.codes_need_second)
    };
    let ticked = move |ev| editing.form.update(|form| form.codes_need_second = event_target_checked(&ev));
    let no_digits = move || {
        editing.lines.track();
        editing.form.with_untracked(|form| form.no_digits)
    };
    let forbid = move |ev| editing.form.update(|form| form.no_digits = event_target_checked(&ev));
    view! {
        <section class="panel"><h2>{w!(rules.safety)}</h2>
            <div class="labelled"><span>{w!(rules.second_step)}</span>
                <Segments label=w!(rules.second_step) options=options value=of on_choose=choose /></div>
            <label class="row check"><input type="checkbox" name="codes_need_second" prop:checked=codes on:change=ticked />
                <span class="grow">{w!(rules.codes_need_second)}</span></label>
            <label class="row check"><input type="checkbox" name="no_digits" prop:checked=no_digits on:change=forbid />
                <span class="grow">{w!(rules.no_digits)}</span></label></section>
    }
}

/// From when on, what will be otherwise, and the button.
#[component]
fn Setting(editing: Editing, known: Known) -> impl IntoView {
    let Known { book, today, seen, error, again } = known;
    let sure = RwSignal::new(false);
    let version = move || book.with_value(|book| editing.form.with(|form| form.version(book, today)));
    let changes = move || {
        let all = book.with_value(|book| editing.form.with(|form| form.changes(book)));
        if all.is_empty() {
            return view! { <p class="meta">{w!(rules.no_changes)}</p> }.into_any();
        }
        let line = |change| view! { <li>{words::desk::rule_change(&change)}</li> };
        view! { <ul class="changes">{all.into_iter().map(line).collect_view()}</ul> }.into_any()
    };
    let over = move || {
        let day = editing.form.with(RulesForm::first_day);
        day.is_none_or(|day| day < today).then_some(w!(inputs.first_day_over))
    };
    let set = move || {
        if let Some(version) = version() {
            let done = move |()| {
                drafts::drop(DRAFT);
                again.run(());
            };
            // Somebody else has set some: these are shown beside what is filled in here.
            let otherwise = move |problem: &CallError| {
                if *problem == CallError::Refused(DeskError::Changed) {
                    again.run(());
                }
            };
            decide_or(confirming(move || set_rules(seen, version.clone())), error, done, otherwise);
        }
    };
    let give_up = move |_| editing.open(known.unchanged());
    let is_unchanged = move || editing.form.with(|form| *form == known.unchanged());
    let from = move || {
        editing.lines.track();
        editing.form.with_untracked(|form| form.from.clone())
    };
    view! {
        <section class="panel">
            <h2>{w!(rules.setting)}</h2>
            <label class="labelled"><span>{w!(rules.from)}</span>
                <input type="date" name="from" min=today.to_string() prop:value=from
                    on:input=move |ev| editing.form.update(|form| form.from = event_target_value(&ev)) /></label>
            <p class="error" role="alert">{over}</p>
            {changes}
            <p class="error" role="alert">{move || error.get()}</p>
            <div><button type="button" class="button" disabled=move || version().is_none() on:click=move |_| sure.set(true)>
                {w!(rules.set)}</button>
                <button type="button" class="link" disabled=is_unchanged on:click=give_up>{w!(rules.give_up)}</button></div>
            <p class="meta">{w!(rules.set_hint)}</p>
            <Confirm open=sure question=w!(rules.set_sure) on_yes=set />
        </section>
    }
}

/// What is to come and what held, newest first: each version as what it had otherwise than the one before.
#[component]
fn Versions(editing: Editing, known: Known) -> impl IntoView {
    let Known { book, today, seen, again, .. } = known;
    let error = RwSignal::new(None);
    // Another version is opened only when nothing that was filled in would go with it.
    let is_changed = move || book.with_value(|book| editing.form.with(|form| !form.changes(book).is_empty()));
    let all = book.with_value(|book| {
        let rows = book.versions().iter().rev().map(|version| (version.clone(), version.rules.changes_since(&book.before(version.from))));
        rows.collect::<Vec<_>>()
    });
    let rows = all.into_iter();
    let row = move |(version, changes): (domain::rules::RuleVersion, Vec<_>)| {
        let from = version.from;
        let unchanged = changes.is_empty().then(|| view! { <li>{w!(rules.usual)}</li> });
        let lines = changes.iter().map(|change| view! { <li>{words::desk::rule_change(change)}</li> }).collect_view();
        let take_back = move |_| decide(confirming(move || withdraw_rules(seen, from)), error, move |()| again.run(()));
        let edit = move |_| editing.open(RulesForm::of(version.rules.clone(), from));
        let to_come = (from > today).then(|| {
            view! {
                <div class="row"><span class="tag warn">{w!(rules.to_come)}</span>
                    <button type="button" class="link" disabled=is_changed on:click=edit>{w!(rules.edit)}</button>
                    <button type="button" class="link" on:click=take_back>{w!(rules.withdraw)}</button></div>
            }
        });
        view! { <li><b>{w!(rules.since, date = words::date::long_day(from))}</b>{to_come}<ul class="changes">{unchanged}{lines}</ul></li> }
    };
    view! {
        <section class="panel"><h2>{w!(rules.versions)}</h2>
            <p class="error" role="alert">{move || error.get()}</p>
            <ul class="plain lines">{rows.map(row).collect_view()}</ul></section>
    }
}

fn desk(view: RulesView, error: Said, again: Callback<()>) -> AnyView {
    let RulesView { today, seen, book } = view;
    let known = Known { book: StoredValue::new(book), today, seen, error, again };
    let editing = Editing::of(known.unchanged());
    view! {
        <div class="columns">
            <div><Numbers editing=editing /><Safety editing=editing /><Holidays editing=editing /><Rounds editing=editing />
                <Haves editing=editing /><Guides editing=editing /><Phrases editing=editing /></div>
            <div class="stays">
                <Setting editing=editing known=known />
                <Versions editing=editing known=known />
            </div>
        </div>
    }
    .into_any()
}

/// The county's rules.
#[component]
pub fn RulesPage() -> impl IntoView {
    let answer = LocalResource::new(rules);
    let again = Callback::new(move |()| answer.refetch());
    // It outlasts the rules' being asked anew.
    let error = RwSignal::new(None);
    view! {
        <Desk title=w!(rules.title)>
            <h1>{w!(rules.question)}</h1>
            {move || answered(answer.get(), move || answer.refetch(), move |view| desk(view, error, again))}
        </Desk>
    }
}
