//! What each of the five haves looks like at each age, in two lines.

use domain::log::Goal;
use domain::rules::{Guide, RuleProblem};
use leptos::prelude::*;

use super::Editing;
use crate::{w, words};

/// The two lines for an age.
fn lines(editing: Editing, at: usize, guide: Guide) -> impl IntoView {
    let field = move |what: &'static str, text: String, into: fn(&mut Guide) -> &mut String| {
        let typed = move |ev| {
            let typed = event_target_value(&ev);
            editing.form.update(|form| form.guides.get_mut(at).into_iter().for_each(|guide| into(guide).clone_from(&typed)));
        };
        view! { <label class="labelled"><span>{what}</span><input value=text on:input=typed /></label> }
    };
    let (goal, stage) = (guide.goal, guide.stage);
    view! {
        <li><b>{words::desk::stage(stage)}</b>
            {field(w!(rules.guide_enough), guide.enough, |guide| &mut guide.enough)}
            {field(w!(rules.guide_more), guide.more, |guide| &mut guide.more)}
            {editing.said(move |p| *p == RuleProblem::Guide(goal, stage))}</li>
    }
}

/// The lines, unfolded for one of the five haves at a time.
#[component]
pub fn Guides(editing: Editing) -> impl IntoView {
    let of_goal = move |goal: Goal| {
        let rows = move || {
            editing.lines.track();
            let all = editing.form.with_untracked(|form| form.guides.clone());
            let own = all.into_iter().enumerate().filter(|(_, guide)| guide.goal == goal);
            own.map(|(at, guide)| lines(editing, at, guide)).collect_view()
        };
        view! { <details class="how"><summary>{words::term::goal(goal)}</summary><ul class="plain lines">{rows}</ul></details> }
    };
    let wrong = move || {
        let guide = |problem: &RuleProblem| matches!(problem, RuleProblem::Guide(..));
        editing.problems.with(|all| all.iter().copied().find(guide).map(words::desk::rule_problem))
    };
    view! {
        <section class="panel"><h2>{w!(rules.guides)}</h2><p class="meta">{w!(rules.guides_hint)}</p>
            {Goal::ALL.iter().copied().map(of_goal).collect_view()}
            <p class="error" role="alert">{wrong}</p>
        </section>
    }
}
