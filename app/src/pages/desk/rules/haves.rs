//! Which kind of activity serves which of the five haves, as a grid of ticks.

use domain::log::Goal;
use domain::rules::Serves;
use leptos::prelude::*;

use super::Editing;
use crate::forms::{RulesForm, tick};
use crate::{w, words};

/// A tick for each of the five haves, of whom `what` says.
pub fn ticks(
    editing: Editing,
    what: &str,
    chosen: &[Goal],
    of: impl Fn(&mut RulesForm) -> Option<&mut Vec<Goal>> + Copy + Send + Sync + 'static,
) -> Vec<AnyView> {
    let one = |goal: Goal| {
        let label = w!(rules.serves_one, what = what, goal = words::term::goal(goal));
        let ticked = move |ev| {
            let ticked = event_target_checked(&ev);
            editing.form.update(|form| of(form).into_iter().for_each(|goals| tick(goals, goal, ticked)));
        };
        view! { <input type="checkbox" aria-label=label checked=chosen.contains(&goal) on:change=ticked /> }.into_any()
    };
    Goal::ALL.iter().copied().map(one).collect()
}

/// The grid.
#[component]
pub fn Haves(editing: Editing) -> impl IntoView {
    let row = move |at: usize, serves: Serves| {
        let kind = words::log::kind(serves.kind);
        let cells = ticks(editing, kind, &serves.goals, move |form| Some(&mut form.serves.get_mut(at)?.goals));
        let cells = cells.into_iter().map(|cell| view! { <td><label class="tick">{cell}</label></td> }).collect_view();
        view! { <tr><th scope="row">{kind}</th>{cells}</tr> }
    };
    let rows = move || {
        editing.lines.track();
        let all = editing.form.with_untracked(|form| form.serves.clone());
        all.into_iter().enumerate().map(|(at, serves)| row(at, serves)).collect_view()
    };
    let heads = Goal::ALL.iter().map(|goal| view! { <th scope="col">{words::term::goal(*goal)}</th> });
    view! {
        <section class="panel"><h2>{w!(rules.serves)}</h2><p class="meta">{w!(rules.serves_hint)}</p>
            <div class="scroll" tabindex="0" role="region" aria-label=w!(rules.serves)>
                <table class="table ticks"><thead><tr><th scope="col">{w!(rules.serves_kind)}</th>{heads.collect_view()}</tr></thead>
                    <tbody>{rows}</tbody></table></div>
        </section>
    }
}
