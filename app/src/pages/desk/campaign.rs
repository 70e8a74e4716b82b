//! Something given to many children at once, 六一慰问: said once, with who was not there by a tap. It reaches the files of
//! all of them; the donor gets counts.

mod county;
mod given;
mod work;

use desk_api::campaign::CampaignView;
use domain::id::{CampaignId, SchoolId};
use leptos::prelude::*;

use super::layout::{Desk, answered};
use crate::server_fns::campaign::campaigns;
use crate::w;
pub use county::CountyGiftsPage;
use work::Work;

/// The list that is signed for what was given, as another page has it.
pub type Sign = fn(SchoolId, CampaignId) -> AnyView;

/// What a school gave to many.
#[component]
pub fn CampaignPage(school: SchoolId, sign: Sign) -> impl IntoView {
    let asked = RwSignal::new(0);
    let answer = LocalResource::new(move || {
        asked.track();
        campaigns(school, None)
    });
    let show = move |view: CampaignView| view! { <Work school=school view=view sign=sign /> }.into_any();
    view! {
        <Desk title=w!(campaign.title)>
            <div>
                <h1>{w!(campaign.heading)}</h1>
                <p class="meta">{w!(campaign.hint)}</p>
            </div>
            {move || answered(answer.get(), move || asked.update(|n| *n += 1), show)}
        </Desk>
    }
}
