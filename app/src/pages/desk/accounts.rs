//! A one-time code for whoever has no password yet, or has forgotten it.

mod codes;

use desk_api::accounts::{CodeSlip, Issued};
use domain::id::AccountId;
use leptos::prelude::*;

use super::confirm::confirming;
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
    let asked = RwSignal::new(false);
    let done = move |issued| match issued {
        Issued::Slip(made) => drop(slip.try_set(Some(made))),
        Issued::Asked => drop(asked.try_set(true)),
    };
    let issue = move |_| decide(confirming(move || issue_code(account)), error, done);
    view! {
        <button type="button" class="button quiet small" on:click=issue>{w!(desk.issue)}</button>
        <p class="error" role="alert">{move || error.get()}</p>
        <p class="calm" role="status">{move || asked.get().then_some(w!(countersigns.asked))}</p>
        <Slip slip=slip />
    }
}
