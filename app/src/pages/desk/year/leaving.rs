//! A child leaves the register: which, why, and its last day.

use chrono::NaiveDate;
use desk_api::Choice;
use domain::id::{ChildId, SchoolId};
use domain::register::Ended;
use leptos::prelude::*;

use super::super::decide::{Done, Said, decide};
use super::super::open::Open;
use crate::components::dialog::Confirm;
use crate::server_fns::year::leave;
use crate::{w, words};

/// The form.
#[component]
pub fn Leaving(children: Vec<Choice<ChildId>>, today: NaiveDate) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let done = expect_context::<Done>().0;
    let (child, why) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let last = RwSignal::new(today.to_string());
    let error: Said = RwSignal::new(None);
    let sure = RwSignal::new(false);
    let filled = move || {
        let why = why.get_untracked().parse::<Ended>().ok()?;
        Some((child.get_untracked().parse::<ChildId>().ok()?, why, last.get_untracked().parse::<NaiveDate>().ok()?))
    };
    let names = StoredValue::new(children.clone());
    let ask = move |_| match filled() {
        Some(_) => sure.set(true),
        None => error.set(Some(w!(year.leave_missing))),
    };
    let yes = move || {
        let Some((child, why, last)) = filled() else { return };
        let name = names.with_value(|all| all.iter().find(|one| one.id == child).map(|one| one.name.clone()));
        decide(leave(child, why, last), error, move |()| {
            done.set(w!(year.left, name = name.unwrap_or_default()));
            open.change();
        });
    };
    let children = children.into_iter().map(|c| view! { <option value=c.id.to_string()>{c.name}</option> });
    let children = children.collect_view();
    let reasons = Ended::ALL.iter().filter(|why| why.is_exit());
    let reasons =
        reasons.map(|why| view! { <option value=why.code()>{words::import::ended(*why)}</option> }).collect_view();
    view! {
        <details class="panel"><summary>{w!(year.leaving)}</summary>
            <p class="meta">{w!(year.leaving_hint)}</p>
            <div class="pair fields">
                <label class="labelled"><span>{w!(year.child)}</span>
                    <select on:change=move |ev| child.set(event_target_value(&ev))>
                        <option value="">{w!(year.choose)}</option>{children}
                    </select>
                </label>
                <label class="labelled"><span>{w!(year.why)}</span>
                    <select on:change=move |ev| why.set(event_target_value(&ev))>
                        <option value="">{w!(year.choose)}</option>{reasons}
                    </select>
                </label>
                <label class="labelled"><span>{w!(year.last)}</span>
                    <input type="date" prop:value=move || last.get() on:input=move |ev| last.set(event_target_value(&ev)) />
                </label>
            </div>
            <p class="error" role="alert">{move || error.get()}</p>
            <div class="row end"><button type="button" class="button quiet" on:click=ask>{w!(year.leave)}</button></div>
            <Confirm open=sure question=w!(year.leave_sure) on_yes=yes />
        </details>
    }
}
