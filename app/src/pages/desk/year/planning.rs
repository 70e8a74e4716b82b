//! The plan of the next year: each class with where it goes, then what would change, then the deed.

use desk_api::year::{ClassLine, Group, YearPreview, YearView};
use desk_api::{Choice, DeskError};
use domain::id::{ChildId, SchoolId};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::super::decide::{Done, Said, decide, decide_or};
use super::super::open::Open;
use super::going::{Going, Words};
use crate::components::dialog::Confirm;
use crate::forms::YearForm;
use crate::server_fns::CallError;
use crate::server_fns::year::{do_year, preview_year};
use crate::{w, words};

type Schools = StoredValue<Vec<Choice<SchoolId>>>;

/// One child of a class, with where it goes instead.
fn child(child: Choice<ChildId>, class_name: String, form: RwSignal<YearForm>, schools: Schools) -> impl IntoView {
    let id = child.id;
    let words = Words {
        label: w!(year.goes_child, name = child.name.as_str()),
        new_name: w!(year.new_name, class = child.name.as_str()),
        nothing: w!(year.with_class),
    };
    let goes = Signal::derive(move || form.with(|form| form.child(id).cloned()));
    let choose = move |goes| form.update(|form| form.choose_child(id, goes));
    view! {
        <li class="row">
            <span class="grow">{child.name}</span>
            <Going words=words class_name=class_name schools=schools goes=goes on_choose=choose />
        </li>
    }
}

/// The children of a class who may go where the class does not, unfolded by a tap.
fn some(line: ClassLine, form: RwSignal<YearForm>, schools: Schools) -> impl IntoView {
    let shown = RwSignal::new(false);
    let line = StoredValue::new(line);
    let children = move || {
        shown.get().then(|| {
            let ClassLine { name, children, .. } = line.get_value();
            children.into_iter().map(|one| child(one, name.clone(), form, schools)).collect_view()
        })
    };
    view! {
        <details class="how" on:toggle=move |_| shown.set(true)>
            <summary>{w!(year.some)}</summary>
            <p class="meta">{w!(year.some_hint)}</p>
            <ul class="plain lines">{children}</ul>
        </details>
    }
}

/// A class, with where it goes.
fn class(line: ClassLine, form: RwSignal<YearForm>, schools: Schools) -> impl IntoView {
    let called = words::year::class(&line.name).to_owned();
    let words = Words {
        label: w!(year.goes_of, class = called.as_str()),
        new_name: w!(year.new_name, class = called.as_str()),
        nothing: w!(year.choose),
    };
    let name = StoredValue::new(line.name.clone());
    let goes = Signal::derive(move || form.with(|form| name.with_value(|name| form.class(name).cloned())));
    let choose = move |goes| form.update(|form| name.with_value(|name| form.choose_class(name, goes)));
    let title = w!(year.class_line, class = called.as_str(), count = line.children.len());
    view! {
        <li class="row">
            <h3 class="grow">{title}</h3>
            <Going words=words class_name=line.name.clone() schools=schools goes=goes on_choose=choose />
            {some(line, form, schools)}
        </li>
    }
}

/// Children of one class of whom the same becomes, their names folded.
fn group(group: Group, schools: Schools) -> impl IntoView {
    let to = schools.with_value(|schools| words::year::goes(&group.goes, schools));
    let what = w!(year.moved, from = words::year::class(&group.class_name), to = to);
    let count = w!(year.names, count = group.names.len());
    let names = group.names.join(words::comma());
    view! {
        <li class="row"><span class="grow">{what}</span>
            <details class="how"><summary>{count}</summary><p class="meta">{names}</p></details>
        </li>
    }
}

/// What becomes of the pairings.
fn pairings(preview: &YearPreview) -> impl IntoView + use<> {
    let kept = (preview.kept > 0).then(|| w!(year.kept, count = preview.kept));
    let names = |names: &[String]| names.join(words::comma());
    let ended = (!preview.ended.is_empty()).then(|| w!(year.ended, names = names(&preview.ended)));
    let waiting = (!preview.waiting.is_empty()).then(|| w!(year.waiting, names = names(&preview.waiting)));
    [kept, ended, waiting].into_iter().flatten().map(|line| view! { <p>{line}</p> }).collect_view()
}

/// What a plan would do, and the buttons that do it or go back to it.
#[component]
fn Preview(
    preview: YearPreview,
    schools: Schools,
    error: Said,
    on_back: impl Fn() + Copy + Send + Sync + 'static,
    on_do: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let sure = RwSignal::new(false);
    let pairings = pairings(&preview);
    let groups = preview.groups.into_iter().map(|one| group(one, schools)).collect_view();
    let unclear: Vec<&str> = preview.unclear.iter().map(|name| words::year::class(name)).collect();
    let open = (!unclear.is_empty()).then(|| w!(year.unclear, names = unclear.join(words::comma())));
    let is_ready = open.is_none();
    view! {
        <section class="panel" tabindex="-1">
            <h2>{w!(year.preview_title)}</h2>
            <ul class="plain lines">{groups}</ul>
            {pairings}
            {open.map(|words| view! { <p class="warn">{words}</p> })}
            <p class="error" role="alert">{move || error.get()}</p>
            <div class="row end">
                <button type="button" class="button quiet" on:click=move |_| on_back()>{w!(year.mend)}</button>
                <button type="button" class="button" disabled=!is_ready on:click=move |_| sure.set(true)>{w!(year.carry_out)}</button>
            </div>
            <Confirm open=sure question=w!(year.do_sure) on_yes=on_do />
        </section>
    }
}

/// The plan.
#[component]
pub fn Planning(view: YearView, school: SchoolId) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let done = expect_context::<Done>().0;
    let form = RwSignal::new(YearForm::of(&view.classes));
    let schools: Schools = StoredValue::new(view.schools);
    let seen: RwSignal<Option<YearPreview>> = RwSignal::new(None);
    let error: Said = RwSignal::new(None);
    let ask = move || {
        let plan = form.with_untracked(YearForm::plan);
        decide(preview_year(school, plan), error, move |preview| drop(seen.try_set(Some(preview))));
    };
    let send = move |ev: SubmitEvent| {
        ev.prevent_default();
        ask();
    };
    let carry_out = move || {
        let Some((act, was)) = seen.with_untracked(|seen| seen.as_ref().map(|p| (p.act, p.seen.clone()))) else {
            return;
        };
        let plan = form.with_untracked(YearForm::plan);
        let then = move |()| {
            done.set(w!(year.done).to_owned());
            open.change();
        };
        // What changed meanwhile is shown anew, with what was chosen.
        decide_or(do_year(school, plan, act, was), error, then, move |problem| {
            if *problem == CallError::Refused(DeskError::Changed) {
                let plan = form.with_untracked(YearForm::plan);
                decide(preview_year(school, plan), RwSignal::new(None), move |preview| {
                    seen.try_set(Some(preview));
                    error.try_set(Some(w!(year.again)));
                });
            }
        });
    };
    let unsaid = move || {
        let names = form.with(|form| {
            let unsaid = form.unsaid();
            unsaid.into_iter().map(words::year::class).collect::<Vec<_>>().join(words::comma())
        });
        (!names.is_empty()).then(|| view! { <p class="warn">{w!(year.unclear, names = names)}</p> })
    };
    let rows = view.classes.into_iter().map(|line| class(line, form, schools)).collect_view();
    let preview = move || {
        seen.get().map(|preview| {
            let back = move || seen.set(None);
            view! { <Preview preview=preview schools=schools error=error on_back=back on_do=carry_out /> }
        })
    };
    let year = words::year::year(view.year);
    let title = if view.is_time { w!(year.plan, year = year) } else { w!(year.plan_early, year = year) };
    let first = words::date::long_day(view.year.first_day());
    view! {
        <details class="panel" open=view.is_time>
            <summary>{title}</summary>
            <p class="meta">{w!(year.plan_hint, date = first)}</p>
            <form class="stacked pairing" on:submit=send class:hidden=move || seen.with(Option::is_some)>
                <ul class="list lines">{rows}</ul>
                {unsaid}
                <p class="error" role="alert">{move || error.get()}</p>
                <button type="submit" class="button">{w!(year.preview)}</button>
            </form>
            {preview}
        </details>
    }
}
