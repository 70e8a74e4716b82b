//! A one-time code for whoever has no password yet, or has forgotten it.

mod codes;

use desk_api::accounts::CodeSlip;
use domain::id::AccountId;
use leptos::prelude::*;

use super::decide::decide;
use crate::server_fns::accounts::issue_code;
use crate::{w, words};
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

/// A code as it is handed over, until it is put away. It is shown this once.
#[component]
pub fn Slip(slip: RwSignal<Option<CodeSlip>>) -> impl IntoView {
    move || {
        slip.get().map(|made| {
            let name = w!(desk.slip, login = made.login);
            let until = words::date::day(domain::term::local_day(made.until));
            view! {
                <div class="sheet slip" role="dialog" aria-label=name.clone()>
                    <h2>{name.clone()}</h2>
                    <div class="qr" inner_html=made.qr_svg></div>
                    <p class="code">{made.code}</p>
                    <p class="meta">{w!(desk.slip_hint, date = until)}</p>
                    <button type="button" class="button wide" on:click=move |_| slip.set(None)>{w!(desk.close)}</button>
                </div>
            }
        })
    }
}
