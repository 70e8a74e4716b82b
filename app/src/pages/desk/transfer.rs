//! A child goes to another mentor, or to another school.

use domain::id::{AccountId, ChildId, SchoolId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::components::dialog::Confirm;
use crate::desk_service::{ChildView, Choice, DeskError};
use crate::{server_fns, w, words};

fn options<Id: ToString>(all: Vec<Choice<Id>>) -> impl IntoView {
    all.into_iter().map(|c| view! { <option value=c.id.to_string()>{c.name}</option> }).collect_view()
}

/// The forms, for whoever may use them.
#[component]
pub fn Transfer(
    child: ChildId,
    mentors: Vec<Choice<AccountId>>,
    schools: Vec<Choice<SchoolId>>,
    again: Callback<()>,
) -> impl IntoView {
    if mentors.is_empty() && schools.is_empty() {
        return ().into_any();
    }
    let (mentor, school, class_name) =
        (RwSignal::new(String::new()), RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (sure_mentor, sure_school) = (RwSignal::new(false), RwSignal::new(false));
    let error = RwSignal::new(None::<&'static str>);
    let done = move |result: Result<(), DeskError>, then: &dyn Fn()| match result {
        Ok(()) => then(),
        Err(problem) => error.set(Some(words::error(&problem.to_string()))),
    };
    let navigate = StoredValue::new_local(use_navigate());
    let pair = move || {
        if let Ok(mentor) = mentor.get_untracked().parse() {
            spawn_local(async move { done(server_fns::pair(child, mentor).await, &|| again.run(())) });
        }
    };
    // The file is another school's now and no longer ours to read.
    let leave = move || navigate.with_value(|go| go("/desk", NavigateOptions { replace: true, ..Default::default() }));
    let send = move || {
        if let Ok(school) = school.get_untracked().parse() {
            let class_name = class_name.get_untracked();
            spawn_local(async move { done(server_fns::move_child(child, school, class_name).await, &leave) });
        }
    };
    view! {
        <details class="panel"><summary>{w!(desk.transfer)}</summary>
            <p class="meta">{w!(desk.transfer_hint)}</p>
            <p class="error" role="alert">{move || error.get()}</p>
            <div class="row">
                <label class="field grow"><span>{w!(desk.new_mentor)}</span>
                    <select name="mentor" on:change=move |ev| mentor.set(event_target_value(&ev))>
                        <option value="">{w!(desk.choose)}</option>{options(mentors)}
                    </select>
                </label>
                <button type="button" class="button" disabled=move || mentor.with(String::is_empty)
                    on:click=move |_| sure_mentor.set(true)>{w!(desk.give)}</button>
            </div>
            <Confirm open=sure_mentor question=w!(desk.give_sure) on_yes=pair />
            <div class="row">
                <label class="field grow"><span>{w!(desk.new_school)}</span>
                    <select name="school" on:change=move |ev| school.set(event_target_value(&ev))>
                        <option value="">{w!(desk.choose)}</option>{options(schools)}
                    </select>
                </label>
                <label class="field grow"><span>{w!(desk.new_class)}</span>
                    <input name="class" maxlength="40" on:input=move |ev| class_name.set(event_target_value(&ev)) />
                </label>
                <button type="button" class="button" disabled=move || school.with(String::is_empty)
                    on:click=move |_| sure_school.set(true)>{w!(desk.send_on)}</button>
            </div>
            <Confirm open=sure_school question=w!(desk.send_on_sure) on_yes=send />
        </details>
    }
    .into_any()
}

/// The forms of a child's view.
pub fn transfer(view: &ChildView, again: Callback<()>) -> impl IntoView + use<> {
    let (child, mentors, schools) = (view.child, view.mentors.clone(), view.schools.clone());
    view! { <Transfer child=child mentors=mentors schools=schools again=again /> }
}
