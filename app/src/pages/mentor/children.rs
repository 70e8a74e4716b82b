//! My children, by name, and what I recorded for whole classes.

use domain::log::Log;
use leptos::prelude::*;
use leptos_router::components::A;

use super::today::{flower_of, line_of};
use crate::components::entry::Timeline;
use crate::components::flower::FlowerChart;
use crate::components::frame::Frame;
use crate::state::field::Field;
use crate::w;

/// My children.
#[component]
pub fn ChildrenPage() -> impl IntoView {
    let field = expect_context::<Field>();
    let list = move || {
        field.view.with(|view| {
            let children = view.children();
            if children.is_empty() {
                return view! { <p class="empty">{w!(today.no_children)}</p> }.into_any();
            }
            let rows = children.into_iter().map(|child| {
                let to = format!("/app/child/{}", child.id);
                let (flower, name, line) = (flower_of(view, child), child.name.clone(), line_of(view, child));
                view! {
                    <li><A href=to attr:class="child-head">
                        <FlowerChart flower=flower />
                        <span class="grow"><span class="name">{name}</span><span class="meta">{line}</span></span>
                    </A></li>
                }
            });
            view! { <ul class="card list">{rows.collect_view()}</ul> }.into_any()
        })
    };
    let sessions = move || {
        let logs: Vec<Log> =
            field.view.with(|view| view.class_sessions(field.account()).into_iter().cloned().collect());
        (!logs.is_empty()).then(|| view! { <h2 class="section">{w!(child.class_sessions)}</h2><Timeline logs=logs /> })
    };
    view! { <Frame title=w!(tabs.children)>{list}{sessions}</Frame> }
}
