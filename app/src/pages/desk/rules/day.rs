//! A month and a day to choose.

use domain::rules::yearly::MonthDay;
use leptos::prelude::*;

use super::Editing;
use crate::forms::RulesForm;
use crate::{w, words};

/// One end of days of every year: where it is filled in, by `of`. Nothing is shown where there is no such end.
pub fn month_and_day(
    editing: Editing,
    what: &'static str,
    of: impl Fn(&mut RulesForm) -> Option<&mut MonthDay> + Copy + Send + Sync + 'static,
) -> Option<impl IntoView> {
    let mut now = editing.form.get_untracked();
    let (month, day) = *of(&mut now)?;
    let set = move |change: fn(&mut MonthDay, u32), ev: &leptos::ev::Event| {
        let Ok(number) = event_target_value(ev).parse() else { return };
        editing.form.update(|form| of(form).into_iter().for_each(|end| change(end, number)));
    };
    let choices = |most: u32, chosen: u32, name: fn(u32) -> String| {
        (1..=most).map(|n| view! { <option value=n selected=n == chosen>{name(n)}</option> }).collect_view()
    };
    Some(view! {
        <span class="row end-of">{what}
            <select aria-label=format!("{what} {}", w!(rules.month)) on:change=move |ev| set(|end, n| end.0 = n, &ev)>
                {choices(12, month, words::date::month)}</select>
            <select aria-label=format!("{what} {}", w!(rules.day)) on:change=move |ev| set(|end, n| end.1 = n, &ev)>
                {choices(31, day, words::date::day_of_month)}</select>
        </span>
    })
}
