//! A child is given to another mentor; below, a whole school is paired.

mod school;

pub use school::PairingsPage;

use domain::id::{AccountId, ChildId};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::choose::{Choose, Words};
use super::decide::decide;
use super::open::Open;
use crate::server_fns::pairing::{mentors_for, pair};
use crate::w;

/// What an address ends in that leads to this form.
const HERE: &str = "#pair";

/// The form.
#[component]
pub fn PairingForm(child: ChildId) -> impl IntoView {
    let open = expect_context::<Open<ChildId>>();
    let error = RwSignal::new(None);
    let give = move |mentor: AccountId| decide(pair(child, mentor), error, move |()| open.change());
    let words =
        Words { summary: w!(desk.pairing), label: w!(desk.new_mentor), deed: w!(desk.give), sure: w!(desk.give_sure) };
    let unfolded = use_location().hash.get_untracked() == HERE;
    view! { <Choose words=words unfolded=unfolded error=error load=move || mentors_for(child) on_yes=give /> }
}
