//! Whether a child is left behind, by each of the definitions in force, on any day.

use chrono::NaiveDate;
use desk_api::left_behind::LeftBehind;
use domain::guardianship::{Holds, Verdict};
use domain::id::ChildId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::server_fns::left_behind::left_behind;
use crate::{w, words};

fn definition(verdict: &Verdict, view: &LeftBehind) -> impl IntoView + use<> {
    let class = if verdict.holds == Holds::NotKnown { "tag warn" } else { "tag" };
    let (known, missing): (Vec<_>, Vec<_>) = verdict.reasons.iter().partition(|reason| !reason.ground.is_missing());
    let line = |reason: &&domain::guardianship::Reason| view! { <li>{words::kin::reason(reason)}</li> };
    let lacking = (!missing.is_empty()).then(|| {
        view! { <p class="meta">{w!(left_behind.missing)}</p><ul class="bullets">{missing.iter().map(line).collect_view()}</ul> }
    });
    view! {
        <li>
            <div class="row"><b class="grow">{words::kin::definition(verdict.definition)}</b>
                <span class=class>{words::kin::verdict(verdict)}</span></div>
            <p class="meta">{words::kin::asks(verdict.definition, view)}</p>
            <ul class="bullets">{known.iter().map(line).collect_view()}</ul>
            {lacking}
        </li>
    }
}

/// The definitions side by side, with the day on which they are asked for.
#[component]
pub fn LeftBehindPanel(child: ChildId, today: LeftBehind) -> impl IntoView {
    let chosen = RwSignal::new(today.day.to_string());
    let said = RwSignal::new(None::<&'static str>);
    let shown = RwSignal::new(today);
    let choose = move |text: String| {
        chosen.set(text);
        let Ok(day) = chosen.with_untracked(|text| text.parse::<NaiveDate>()) else { return };
        spawn_local(async move {
            let answer = left_behind(child, day).await;
            // An answer to an earlier choice may come late.
            if chosen.try_get_untracked().is_some_and(|now| now == day.to_string()) {
                match answer {
                    Ok(view) => {
                        said.set(None);
                        shown.set(view);
                    }
                    Err(error) => said.set(Some(words::error::call(&error))),
                }
            }
        });
    };
    let list = move || shown.with(|view| view.verdicts.iter().map(|one| definition(one, view)).collect_view());
    let visit = move || shown.with(|view| w!(left_behind.visit, days = view.visit_days));
    view! {
        <section class="panel left-behind" aria-label=w!(left_behind.title)>
            <h2>{w!(left_behind.title)}</h2>
            <label class="labelled"><span>{w!(left_behind.day)}</span>
                <input type="date" prop:value=move || chosen.get() on:change=move |ev| choose(event_target_value(&ev)) /></label>
            <p class="error" role="alert">{move || said.get()}</p>
            <ul class="plain definitions" aria-live="polite">{list}</ul>
            <p class="meta">{visit}</p>
            <p class="meta">{w!(left_behind.differ)}</p>
        </section>
    }
}
