//! Fields of the page: a line of words, a day, one of a list.

use chrono::NaiveDate;
use leptos::prelude::*;

/// A line of words.
#[component]
pub fn Words(
    label: &'static str,
    #[prop(into)] value: Signal<String>,
    on_input: impl Fn(String) + 'static,
    /// What is wrong with it.
    #[prop(optional)]
    problem: Option<Signal<Option<String>>>,
) -> impl IntoView {
    let problem = move || problem.and_then(|problem| problem.get());
    view! {
        <label class="labelled"><span>{label}</span>
            <input type="text" prop:value=move || value.get() on:input=move |ev| on_input(event_target_value(&ev))
                aria-invalid=move || problem().is_some().to_string() />
        </label>
        <p class="error">{problem}</p>
    }
}

/// A day; an emptied field is none.
#[component]
pub fn Day(
    label: &'static str,
    #[prop(into)] value: Signal<Option<NaiveDate>>,
    on_change: impl Fn(Option<NaiveDate>) + 'static,
) -> impl IntoView {
    let text = move || value.get().map(|day| day.to_string()).unwrap_or_default();
    view! {
        <label class="labelled"><span>{label}</span>
            <input type="date" prop:value=text on:change=move |ev| on_change(event_target_value(&ev).parse().ok()) />
        </label>
    }
}

/// One of a list.
#[component]
pub fn OneOf<T>(
    label: &'static str,
    options: &'static [T],
    word: fn(T) -> &'static str,
    #[prop(into)] value: Signal<Option<T>>,
    on_choose: impl Fn(T) + 'static,
) -> impl IntoView
where
    T: Copy + PartialEq + Send + Sync + 'static,
{
    let items = options.iter().enumerate().map(move |(at, option)| {
        view! { <option value=at.to_string() selected=move || value.get() == Some(*option)>{word(*option)}</option> }
    });
    let choose = move |ev| {
        if let Some(option) = event_target_value(&ev).parse::<usize>().ok().and_then(|at| options.get(at)) {
            on_choose(*option);
        }
    };
    view! {
        <label class="labelled"><span>{label}</span><select on:change=choose>{items.collect_view()}</select></label>
    }
}
