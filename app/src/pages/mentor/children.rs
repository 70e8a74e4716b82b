//! My children, by name, and what I recorded for whole classes.

use domain::log::Log;
use leptos::prelude::*;

use crate::components::child_head::{ChildHead, Head};
use crate::components::frame::Frame;
use crate::components::own_entries::OwnEntries;
use crate::platform::clock::today;
use crate::state::records::Records;
use crate::w;

/// My children.
#[component]
pub fn ChildrenPage() -> impl IntoView {
    let records = expect_context::<Records>();
    let list = move || {
        records.view.with(|view| {
            let children = view.children();
            if children.is_empty() {
                return view! { <p class="empty">{w!(today.no_children)}</p> }.into_any();
            }
            let rows = children.into_iter().map(|child| {
                view! { <li><ChildHead head=Head::of(view, child, view.flower(child, today())) /></li> }
            });
            view! { <ul class="card list">{rows.collect_view()}</ul> }.into_any()
        })
    };
    let sessions = move || {
        let logs: Vec<Log> =
            records.view.with(|view| view.class_sessions(records.account()).into_iter().cloned().collect());
        (!logs.is_empty())
            .then(|| view! { <h2 class="section">{w!(child.class_sessions)}</h2><OwnEntries logs=logs /> })
    };
    view! { <Frame title=w!(tabs.children)>{list}{sessions}</Frame> }
}
