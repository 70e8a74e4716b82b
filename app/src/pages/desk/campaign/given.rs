//! What was given lately: the donor's text, the letter, the list to be signed, and the ways to put it right and to take
//! it back.

use desk_api::campaign::Given;
use domain::id::{CampaignId, SchoolId};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::super::decide::decide;
use super::Sign;
use super::work::{Giving, said};
use crate::components::dialog::Confirm;
use crate::platform::clipboard::copied;
use crate::server_fns::campaign::take_back_gift;
use crate::w;

/// Takes a campaign back, when the person is sure.
fn taken_back(giving: Giving, school: SchoolId, id: CampaignId, what: StoredValue<String>) {
    decide(take_back_gift(school, id), giving.error, move |()| {
        giving.given.update(|all| all.retain(|one| one.campaign.id != id));
        giving.told.set(w!(campaign.undone, what = what.get_value()));
    });
}

fn line(giving: Giving, school: SchoolId, sign: Sign, given: Given) -> AnyView {
    let id = given.campaign.id;
    let what = StoredValue::new(said(&given, giving.today));
    let (sure, text) = (RwSignal::new(false), RwSignal::new(None::<bool>));
    let thanks = StoredValue::new(given.thanks);
    let copy = move |_| {
        spawn_local(async move {
            let is_copied = copied(&thanks.get_value()).await;
            text.try_set(Some(is_copied));
        });
    };
    // All of it stands there as well: a browser may not copy, and what is sent should have been read.
    let shown = move || {
        text.get().map(|is_copied| {
            let label = if is_copied { w!(out.copied) } else { w!(out.by_hand) };
            view! { <label class="labelled"><span>{label}</span><textarea readonly rows="6">{thanks.get_value()}</textarea></label> }
        })
    };
    let campaign = StoredValue::new(given.campaign);
    let correct = move |_| giving.correct(campaign.get_value());
    view! {
        <li>
            <p><b>{what.get_value()}</b>" "<span class="meta">{w!(campaign.by, name = given.by)}</span></p>
            <div class="row wrap">
                <button type="button" class="button quiet small" on:click=copy>{w!(campaign.copy_thanks)}</button>
                <a class="button quiet small" href=format!("/print/thanks/{id}") rel="external">{w!(campaign.print_thanks)}</a>
                <button type="button" class="button quiet small" on:click=correct>{w!(campaign.correct)}</button>
                <button type="button" class="button quiet small" on:click=move |_| sure.set(true)>{w!(campaign.undo)}</button>
            </div>
            <div class="said" role="status">{shown}</div>
            <Confirm open=sure question=w!(campaign.undo_sure) on_yes=move || taken_back(giving, school, id, what) />
            {sign(school, id)}
        </li>
    }
    .into_any()
}

/// What was given, the newest first; nothing before the first.
#[component]
pub fn GivenList(giving: Giving, school: SchoolId, sign: Sign) -> impl IntoView {
    let lines = move || giving.given.get().into_iter().map(|one| line(giving, school, sign, one)).collect_view();
    view! {
        <Show when=move || giving.given.with(|all| !all.is_empty())>
            <section class="panel"><h2>{w!(campaign.given)}</h2><ul class="plain lines">{lines}</ul></section>
        </Show>
    }
}
