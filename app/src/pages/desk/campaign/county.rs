//! What was given in the county, school by school, with what each year comes to.

use desk_api::out::TableView;
use domain::report::OutKind;
use leptos::prelude::*;

use super::super::layout::{Desk, answered};
use crate::server_fns::campaign::county_gifts;
use crate::w;

/// The county's ledger. `preview` draws a table, `taking` takes one of the county out.
#[component]
pub fn CountyGiftsPage(preview: fn(TableView) -> AnyView, taking: fn(OutKind) -> AnyView) -> impl IntoView {
    let asked = RwSignal::new(0);
    let answer = LocalResource::new(move || {
        asked.track();
        county_gifts()
    });
    view! {
        <Desk title=w!(campaign.ledger)>
            <div>
                <h1>{w!(campaign.ledger)}</h1>
                <p class="meta">{w!(campaign.ledger_hint)}</p>
            </div>
            {move || answered(answer.get(), move || asked.update(|n| *n += 1), preview)}
            {taking(OutKind::Donations)}
        </Desk>
    }
}
