//! The school becomes part of another: into which, from when, each class with its class there; then what would change,
//! then the deed. For the centre alone.

use chrono::NaiveDate;
use desk_api::moving::CLASS_CHARS_MAX;
use desk_api::year::merging::{MergePlan, MergePreview, MergedClass};
use desk_api::{Choice, DeskError};
use domain::id::SchoolId;
use domain::register::MergeReason;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::super::decide::{Done, Said, decide, decide_or};
use super::super::open::Open;
use crate::components::dialog::Confirm;
use crate::server_fns::CallError;
use crate::server_fns::year::{merge_schools, preview_merging};
use crate::{w, words};

/// What is filled in.
#[derive(Clone, Copy)]
struct Form {
    into: RwSignal<String>,
    from: RwSignal<String>,
    reason: RwSignal<String>,
    /// The classes, with their names there.
    classes: RwSignal<Vec<(String, String)>>,
}

impl Form {
    /// The plan, once everything is said.
    fn plan(self) -> Option<MergePlan> {
        let whole = |(name, to): (String, String)| (!to.trim().is_empty()).then(|| (name, to.trim().to_owned()));
        let classes: Option<Vec<_>> = self.classes.get_untracked().into_iter().map(whole).collect();
        Some(MergePlan {
            into: self.into.get_untracked().parse().ok()?,
            from: self.from.get_untracked().parse().ok()?,
            classes: classes?.into_iter().filter(|(name, to)| name != to).collect(),
            reason: self.reason.get_untracked().parse().ok()?,
        })
    }
}

/// A class, with its name there.
fn class(at: usize, (name, count): (String, usize), form: Form) -> impl IntoView {
    let called = words::year::class(&name).to_owned();
    let now = move || form.classes.with(|all| all.get(at).map(|(_, to)| to.clone()));
    let set = move |ev| {
        form.classes.update(|all| {
            if let Some((_, to)) = all.get_mut(at) {
                *to = event_target_value(&ev);
            }
        });
    };
    view! {
        <li class="row"><span class="grow">{w!(year.class_line, class = called.as_str(), count = count)}</span>
            <label class="labelled"><span>{w!(year.merge_class, class = called.as_str())}</span>
                <input type="text" required maxlength=CLASS_CHARS_MAX prop:value=now on:input=set />
            </label>
        </li>
    }
}

/// A class in the preview, its names folded.
fn merged_class(class: MergedClass) -> impl IntoView {
    let what = w!(year.moved, from = words::year::class(&class.name), to = words::year::class(&class.to));
    let joins = class.joins.then(|| w!(year.merge_joins));
    let count = w!(year.names, count = class.names.len());
    view! {
        <li class="row"><span class="grow">{what}" "<span class="warn">{joins}</span></span>
            <details class="how"><summary>{count}</summary><p class="meta">{class.names.join(words::comma())}</p></details>
        </li>
    }
}

/// What becomes of people, and what is to be settled before.
fn consequences(preview: &MergePreview) -> impl IntoView + use<> {
    let names = |names: &[String]| names.join(words::comma());
    let kept = (preview.kept > 0).then(|| w!(year.kept, count = preview.kept));
    let mentors = (!preview.mentors.is_empty()).then(|| w!(year.merge_mentors, names = names(&preview.mentors)));
    let staying = (!preview.staying.is_empty()).then(|| w!(year.merge_staying, names = names(&preview.staying)));
    let lines = [kept, mentors, staying].into_iter().flatten().map(|line| view! { <p>{line}</p> }).collect_view();
    let waits = preview.waits.iter().map(|(kind, count)| format!("{} {count}", words::desk::inbox_kind(*kind)));
    let waits: Vec<String> = waits.collect();
    let waits = (!waits.is_empty()).then(|| w!(year.merge_waits, what = waits.join(words::comma())));
    view! { {lines}{waits.map(|words| view! { <p class="warn">{words}</p> })} }
}

/// What a plan would do, and the buttons that do it or go back to it.
#[component]
fn Preview(
    preview: MergePreview,
    error: Said,
    on_back: impl Fn() + Copy + Send + Sync + 'static,
    on_do: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let sure = RwSignal::new(false);
    let is_ready = preview.waits.is_empty();
    let consequences = consequences(&preview);
    let title = w!(year.merge_preview, school = preview.into.as_str());
    let classes = preview.classes.into_iter().map(merged_class).collect_view();
    view! {
        <section class="panel" tabindex="-1">
            <h2>{title}</h2>
            <ul class="plain lines">{classes}</ul>
            {consequences}
            <p class="error" role="alert">{move || error.get()}</p>
            <div class="row end">
                <button type="button" class="button quiet" on:click=move |_| on_back()>{w!(year.mend)}</button>
                <button type="button" class="button" disabled=!is_ready on:click=move |_| sure.set(true)>{w!(year.carry_out)}</button>
            </div>
            <Confirm open=sure question=w!(year.merge_sure) on_yes=on_do />
        </section>
    }
}

/// The fields: into which school, from when, why.
fn fields(form: Form, schools: Vec<Choice<SchoolId>>, today: NaiveDate) -> impl IntoView {
    let schools = schools.into_iter().map(|s| view! { <option value=s.id.to_string()>{s.name}</option> }).collect_view();
    let reasons = MergeReason::ALL.iter().map(|reason| {
        view! { <option value=reason.code()>{words::year::merge_reason(*reason)}</option> }
    });
    let reasons = reasons.collect_view();
    view! {
        <div class="pair fields">
            <label class="labelled"><span>{w!(year.merge_into)}</span>
                <select on:change=move |ev| form.into.set(event_target_value(&ev))>
                    <option value="">{w!(year.choose)}</option>{schools}
                </select>
            </label>
            <label class="labelled"><span>{w!(year.from)}</span>
                <input type="date" max=today.to_string() prop:value=move || form.from.get()
                    on:input=move |ev| form.from.set(event_target_value(&ev)) />
            </label>
            <label class="labelled"><span>{w!(year.merge_why)}</span>
                <select on:change=move |ev| form.reason.set(event_target_value(&ev))>
                    <option value="">{w!(year.choose)}</option>{reasons}
                </select>
            </label>
        </div>
    }
}

/// The plan.
#[component]
pub fn Merging(
    school: SchoolId,
    classes: Vec<(String, usize)>,
    schools: Vec<Choice<SchoolId>>,
    today: NaiveDate,
) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let done = expect_context::<Done>().0;
    let same = classes.iter().map(|(name, _)| (name.clone(), name.clone())).collect();
    let form = Form {
        into: RwSignal::new(String::new()),
        from: RwSignal::new(today.to_string()),
        reason: RwSignal::new(String::new()),
        classes: RwSignal::new(same),
    };
    let seen: RwSignal<Option<(MergePlan, MergePreview)>> = RwSignal::new(None);
    let error: Said = RwSignal::new(None);
    let show = move |plan: MergePlan, said: Option<&'static str>| {
        decide(preview_merging(school, plan.clone()), error, move |preview| {
            seen.try_set(Some((plan, preview)));
            error.try_set(said);
        });
    };
    let send = move |ev: SubmitEvent| {
        ev.prevent_default();
        match form.plan() {
            Some(plan) => show(plan, None),
            None => error.set(Some(w!(year.merge_missing))),
        }
    };
    let carry_out = move || {
        let Some((plan, shown)) = seen.get_untracked() else { return };
        let then = move |()| {
            done.set(w!(year.done).to_owned());
            open.change();
        };
        // What changed meanwhile is shown anew, with what was chosen.
        decide_or(merge_schools(school, plan.clone(), shown.act, shown.seen), error, then, move |problem| {
            if *problem == CallError::Refused(DeskError::Changed) {
                show(plan, Some(w!(year.again)));
            }
        });
    };
    let rows = classes.into_iter().enumerate().map(|(at, line)| class(at, line, form)).collect_view();
    let preview = move || {
        seen.get().map(|(_, preview)| {
            let back = move || seen.set(None);
            view! { <Preview preview=preview error=error on_back=back on_do=carry_out /> }
        })
    };
    view! {
        <details class="panel"><summary>{w!(year.merging)}</summary>
            <p class="meta">{w!(year.merging_hint)}</p>
            <form class="stacked pairing" on:submit=send class:hidden=move || seen.with(Option::is_some)>
                {fields(form, schools, today)}
                <ul class="list lines">{rows}</ul>
                <p class="error" role="alert">{move || error.get()}</p>
                <div class="row end"><button type="submit" class="button quiet">{w!(year.preview)}</button></div>
            </form>
            {preview}
        </details>
    }
}
