//! A one-time code for whoever has no password yet, or has forgotten it.

mod codes;

use desk_api::accounts::CodeSlip;
use domain::id::AccountId;
use leptos::prelude::*;

use super::decide::decide;
use crate::components::code_slip::Slip;
use crate::server_fns::accounts::issue_code;
use crate::w;
pub use codes::CodesPage;

/// Issues a code for an account, and shows it.
#[component]
pub fn IssueCode(account: AccountId) -> impl IntoView {
    let slip = RwSignal::new(None::<CodeSlip>);
    let error = RwSignal::new(None);
    let issue = move |_| decide(issue_code(account), error, move |made| drop(slip.try_set(Some(made))));
    view! {
        <button type="button" class="button quiet small" on:click=issue>{w!(desk.issue)}</button>
        <p class="error" role="alert">{move || error.get()}</p>
        <Slip slip=slip />
    }
}
