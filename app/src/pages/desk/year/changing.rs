//! A child changes into another class of the school: which, into which, and from when.

use chrono::NaiveDate;
use desk_api::Choice;
use desk_api::moving::CLASS_CHARS_MAX;
use domain::id::{ChildId, SchoolId};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::super::decide::{Done, Said, decide};
use super::super::open::Open;
use super::CLASSES;
use crate::server_fns::year::change_class;
use crate::w;

/// The form.
#[component]
pub fn Changing(children: Vec<Choice<ChildId>>, today: NaiveDate) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let done = expect_context::<Done>().0;
    let (child, class) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let from = RwSignal::new(today.to_string());
    let error: Said = RwSignal::new(None);
    let send = move |ev: SubmitEvent| {
        ev.prevent_default();
        let (Ok(child), Ok(day)) = (child.get_untracked().parse::<ChildId>(), from.get_untracked().parse()) else {
            return error.set(Some(w!(year.change_missing)));
        };
        decide(change_class(child, class.get_untracked(), day), error, move |()| {
            done.set(w!(year.changed).to_owned());
            open.change();
        });
    };
    let children = children.into_iter().map(|c| view! { <option value=c.id.to_string()>{c.name}</option> });
    let children = children.collect_view();
    view! {
        <details class="panel"><summary>{w!(year.changing)}</summary>
            <form class="stacked" on:submit=send>
                <div class="pair fields">
                    <label class="labelled"><span>{w!(year.child)}</span>
                        <select on:change=move |ev| child.set(event_target_value(&ev))>
                            <option value="">{w!(year.choose)}</option>{children}
                        </select>
                    </label>
                    <label class="labelled"><span>{w!(year.new_class)}</span>
                        <input type="text" required list=CLASSES maxlength=CLASS_CHARS_MAX on:input=move |ev| class.set(event_target_value(&ev)) />
                    </label>
                    <label class="labelled"><span>{w!(year.from)}</span>
                        <input type="date" prop:value=move || from.get() on:input=move |ev| from.set(event_target_value(&ev)) />
                    </label>
                </div>
                <p class="error" role="alert">{move || error.get()}</p>
                <div class="row end"><button type="submit" class="button quiet">{w!(year.change)}</button></div>
            </form>
        </details>
    }
}
