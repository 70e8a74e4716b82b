//! The holidays, in which duties wait.

use domain::rules::{Holiday, RuleProblem};
use leptos::prelude::*;

use super::Editing;
use super::day::month_and_day;
use crate::w;

#[component]
pub fn Holidays(editing: Editing) -> impl IntoView {
    let row = move |at: usize, holiday: Holiday| {
        let typed = move |ev| {
            editing.form.update(|form| form.holidays.get_mut(at).into_iter().for_each(|h| h.name = event_target_value(&ev)));
        };
        let remove = move |_| editing.change_lines(|form| drop(form.holidays.remove(at)));
        view! {
            <li><div class="row">
                <input class="name-of" aria-label=w!(rules.holiday) value=holiday.name on:input=typed />
                {month_and_day(editing, w!(rules.first), move |form| Some(&mut form.holidays.get_mut(at)?.from))}
                {month_and_day(editing, w!(rules.last), move |form| Some(&mut form.holidays.get_mut(at)?.to))}
                <button type="button" class="link" on:click=remove>{w!(rules.remove)}</button></div>
                {editing.said(move |p| matches!(p, RuleProblem::HolidayName(n) | RuleProblem::HolidayDay(n) if *n == at))}</li>
        }
    };
    let rows = move || {
        editing.lines.track();
        let all = editing.form.with_untracked(|form| form.holidays.clone());
        all.into_iter().enumerate().map(|(at, holiday)| row(at, holiday)).collect_view()
    };
    let add = move |_| editing.change_lines(|form| form.holidays.push(Holiday::new("", (1, 1), (1, 1))));
    view! {
        <section class="panel"><h2>{w!(rules.holidays)}</h2><p class="meta">{w!(rules.holidays_hint)}</p>
            <ul class="plain lines">{rows}</ul>
            {editing.said(|p| matches!(p, RuleProblem::NoTerm | RuleProblem::ManyHolidays))}
            <div><button type="button" class="button quiet small" on:click=add>{w!(rules.add_holiday)}</button></div>
        </section>
    }
}
