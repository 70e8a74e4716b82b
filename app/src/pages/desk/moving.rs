//! A child moves to another school.

use desk_api::moving::CLASS_CHARS_MAX;
use domain::id::{ChildId, SchoolId};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::choose::{Choose, Words};
use super::decide::decide;
use crate::server_fns::moving::{move_child, schools_for};
use crate::w;

/// The form.
#[component]
pub fn MovingForm(child: ChildId) -> impl IntoView {
    let error = RwSignal::new(None);
    let class_name = RwSignal::new(String::new());
    let navigate = StoredValue::new_local(use_navigate());
    // The file is another school's now and no longer ours to read.
    let leave =
        move |()| navigate.with_value(|go| go("/desk", NavigateOptions { replace: true, ..Default::default() }));
    let send = move |school: SchoolId| decide(move_child(child, school, class_name.get_untracked()), error, leave);
    let words = Words {
        summary: w!(desk.moving),
        label: w!(desk.new_school),
        deed: w!(desk.send_on),
        sure: w!(desk.send_on_sure),
    };
    view! {
        <Choose words=words error=error load=move || schools_for(child) on_yes=send>
            <label class="labelled grow"><span>{w!(desk.new_class)}</span>
                <input name="class" maxlength=CLASS_CHARS_MAX on:input=move |ev| class_name.set(event_target_value(&ev)) />
            </label>
        </Choose>
    }
}
