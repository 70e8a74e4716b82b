//! All that waits for a school in one list: each item is opened in place with what can be done, and then the next.

mod card;
mod held;
mod lead;
mod queue;

use domain::id::SchoolId;
use leptos::prelude::*;

use super::layout::{Desk, answered};
use super::open::Open;
use crate::server_fns::inbox::inbox;
use crate::w;
pub use card::Cards;
pub use lead::ToInbox;
use queue::Queue;

/// What waits for a school: the one of the address, where none is known beforehand.
#[component]
pub fn InboxPage(#[prop(optional_no_strip)] school: Option<SchoolId>, cards: Cards) -> impl IntoView {
    let open = match school {
        Some(school) => Open::known(school),
        None => Open::<SchoolId>::provide(),
    };
    let answer = open.ask(inbox);
    let show = move |view| view! { <Queue view=view cards=cards /> }.into_any();
    view! { <Desk title=w!(inbox.title)>{move || answered(answer.get(), move || open.change(), show)}</Desk> }
}
