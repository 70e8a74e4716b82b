//! The line that leads to a school's inbox, on other pages: nothing where nothing waits.

use desk_api::inbox::InboxView;
use domain::id::SchoolId;
use leptos::prelude::*;
use leptos_router::components::A;

use super::super::layout::panel;
use super::super::open::Open;
use crate::server_fns::inbox::inbox;
use crate::w;

/// How many things wait for the open school, and the way to them.
#[component]
pub fn ToInbox(school: SchoolId) -> impl IntoView {
    let answer = expect_context::<Open<SchoolId>>().ask(inbox);
    let show = move |view: InboxView| {
        let count = view.entries.iter().filter(|entry| entry.awaits_me()).count();
        if count == 0 {
            return ().into_any();
        }
        view! {
            <p class="panel"><A href=format!("/desk/inbox/{school}")>{w!(inbox.waits, count = count)}</A></p>
        }
        .into_any()
    };
    move || panel(answer.get(), show)
}
