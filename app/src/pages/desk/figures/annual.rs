//! The paragraph of a year's report, and what somebody fills in of it.

use desk_api::figures::{AnnualView, FilledLine, Filling, GapLine};
use domain::report::annual::Gap;
use domain::term::local_day;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use crate::forms::GapForm;
use crate::pages::desk::decide::{Said, decide};
use crate::server_fns::figures::fill_figure;
use crate::{w, words};

/// Who filled it in, and when.
fn by_whom(line: &FilledLine) -> String {
    let day = words::date::long_day(local_day(line.at));
    w!(figures.filled, who = line.by.as_str(), day = day)
}

/// What was filled in before the last time.
fn before(gap: Gap, lines: &[FilledLine]) -> Option<AnyView> {
    let line = |line: &FilledLine| {
        let GapForm { count, wan } = GapForm::of(line.count, line.fen);
        let count = if count.is_empty() { count } else { format!("{count}{}", gap.attributes().unit) };
        let wan = if wan.is_empty() { wan } else { w!(figures.so_much, wan = wan) };
        view! { <li>{words::joined(&[&count, &wan, &by_whom(line)])}</li> }
    };
    let lines = lines.get(1..).filter(|lines| !lines.is_empty())?.iter().map(line).collect_view();
    Some(view! { <details><summary>{w!(figures.before)}</summary><ul class="changes">{lines}</ul></details> }.into_any())
}

/// One gap.
#[component]
fn OneGap(line: GapLine, year: i32, again: Callback<()>) -> impl IntoView {
    let GapLine { gap, filled } = line;
    let form = RwSignal::new(filled.first().map(|line| GapForm::of(line.count, line.fen)).unwrap_or_default());
    let error: Said = RwSignal::new(None);
    let keep = move |ev: SubmitEvent| {
        ev.prevent_default();
        let Some((count, fen)) = form.with_untracked(|form| form.numbers(gap)) else {
            return error.set(Some(w!(inputs.figure_unfit)));
        };
        decide(fill_figure(Filling { year, gap, count, fen }), error, move |()| again.run(()));
    };
    let number = move |word: String, value: fn(&mut GapForm) -> &mut String| {
        let now = move || form.with(|form| value(&mut form.clone()).clone());
        view! {
            <label class="labelled"><span>{word}</span>
                <input type="text" inputmode="decimal" autocomplete="off" prop:value=now
                    on:input=move |ev| form.update(|form| *value(form) = event_target_value(&ev)) /></label>
        }
    };
    let unit = gap.attributes().unit;
    let count = (!unit.is_empty()).then(|| number(w!(figures.count, unit = unit), |form| &mut form.count));
    let said = filled.first().map_or_else(|| w!(figures.open).to_owned(), by_whom);
    view! {
        <li><form class="stacked" on:submit=keep>
            <div class="row"><b class="grow">{words::desk::gap(gap)}</b><span class="meta">{said}</span></div>
            <div class="pair">{count}{number(w!(figures.wan).to_owned(), |form| &mut form.wan)}</div>
            <p class="error" role="alert">{move || error.get()}</p>
            <div class="row"><button type="submit" class="button quiet">{w!(figures.keep)}</button></div>
            {before(gap, &filled)}
        </form></li>
    }
}

/// What a year's report has besides its table.
#[component]
pub fn Annual(view: AnnualView, year: i32, again: Callback<()>) -> impl IntoView {
    let gaps = view.gaps.into_iter().map(|line| view! { <OneGap line=line year=year again=again /> }).collect::<Vec<_>>();
    let gaps = (!gaps.is_empty()).then(|| {
        view! {
            <section class="panel"><h2>{w!(figures.gaps)}</h2><p class="meta">{w!(figures.gaps_hint)}</p>
                <ul class="plain lines">{gaps}</ul></section>
        }
    });
    view! {
        <section class="panel"><h2>{w!(figures.paragraph)}</h2>
            <label class="labelled"><span>{w!(figures.paragraph_hint)}</span>
                <textarea readonly rows="9">{view.paragraph}</textarea></label></section>
        {gaps}
    }
}
