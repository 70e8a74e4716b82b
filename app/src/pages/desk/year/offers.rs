//! Children whom other schools offer, to accept or decline by name; and those offered to others.

use std::collections::BTreeMap;

use desk_api::moving::CLASS_CHARS_MAX;
use desk_api::year::{OfferLine, TakenIn};
use domain::id::{OfferId, SchoolId};
use domain::register::OfferState;
use domain::register::offer::REASON_CHARS_MAX;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::super::decide::{Done, Said, decide};
use super::super::open::Open;
use super::CLASSES;
use crate::server_fns::year::{accept_offers, decline_offers, withdraw_offers};
use crate::{w, words};

/// The classes that were typed, and who is chosen.
#[derive(Clone, Copy)]
struct Answer {
    classes: RwSignal<BTreeMap<OfferId, String>>,
    chosen: RwSignal<Vec<OfferId>>,
}

impl Answer {
    fn class(self, id: OfferId) -> String {
        self.classes.with(|classes| classes.get(&id).cloned().unwrap_or_default())
    }

    fn count(self) -> usize {
        self.chosen.with(Vec::len)
    }
}

/// One child to accept.
fn received(offer: OfferLine, answer: Answer) -> impl IntoView {
    let id = offer.id;
    let birth = offer.birth.map(words::date::long_day).unwrap_or_default();
    let sex = offer.sex.map(words::import::sex).unwrap_or_default();
    let date = words::date::day(offer.from);
    let class = words::year::class(&offer.class_name);
    let about = w!(year.received_line, school = offer.school.as_str(), class = class, date = date);
    let about = words::joined(&[sex, &birth, &about]);
    let choose = move |ev| {
        answer.chosen.update(|chosen| {
            chosen.retain(|one| *one != id);
            chosen.extend(event_target_checked(&ev).then_some(id));
        });
    };
    let label = w!(year.class_of, name = offer.name.as_str());
    let write = move |ev| answer.classes.update(|classes| drop(classes.insert(id, event_target_value(&ev))));
    view! {
        <li class="row">
            <label class="row check grow">
                <input type="checkbox" checked on:change=choose />
                <span class="grow"><b>{offer.name}</b><br /><span class="meta">{about}</span></span>
            </label>
            <input type="text" aria-label=label list=CLASSES maxlength=CLASS_CHARS_MAX placeholder=w!(year.class_here)
                prop:value=move || answer.class(id) on:input=write />
        </li>
    }
}

/// The children offered to this school.
#[component]
pub fn Received(offers: Vec<OfferLine>, school: SchoolId) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let done = expect_context::<Done>().0;
    let all: Vec<OfferId> = offers.iter().map(|offer| offer.id).collect();
    let answer = Answer { classes: RwSignal::new(BTreeMap::new()), chosen: RwSignal::new(all.clone()) };
    let (reason, error): (RwSignal<String>, Said) = (RwSignal::new(String::new()), RwSignal::new(None));
    let same = move |ev| {
        let class = event_target_value(&ev);
        answer.classes.set(all.iter().map(|id| (*id, class.clone())).collect());
    };
    let accept = move |ev: SubmitEvent| {
        ev.prevent_default();
        let chosen = answer.chosen.get_untracked();
        let taken = chosen.iter().map(|id| TakenIn { offer: *id, class_name: untrack(|| answer.class(*id)) });
        let taken: Vec<TakenIn> = taken.collect();
        if taken.iter().any(|one| one.class_name.trim().is_empty()) {
            return error.set(Some(w!(year.class_missing)));
        }
        let count = taken.len();
        decide(accept_offers(school, taken), error, move |()| {
            done.set(w!(year.accepted, count = count));
            open.change();
        });
    };
    let decline = move |_| {
        let (chosen, why) = (answer.chosen.get_untracked(), reason.get_untracked());
        if why.trim().is_empty() {
            return error.set(Some(w!(year.reason_missing)));
        }
        let count = chosen.len();
        decide(decline_offers(school, chosen, why), error, move |()| {
            done.set(w!(year.declined, count = count));
            open.change();
        });
    };
    let none = move || answer.count() == 0;
    let rows = offers.into_iter().map(|offer| received(offer, answer)).collect_view();
    view! {
        <section class="group">
            <h2>{w!(year.received)}</h2>
            <p class="meta">{w!(year.received_hint)}</p>
            <form class="stacked" on:submit=accept>
                <label class="labelled"><span>{w!(year.class_for_all)}</span>
                    <input type="text" list=CLASSES maxlength=CLASS_CHARS_MAX on:input=same />
                </label>
                <ul class="list lines">{rows}</ul>
                <p class="error" role="alert">{move || error.get()}</p>
                <button type="submit" class="button" disabled=none>
                    {move || w!(year.accept, count = answer.count())}
                </button>
                <label class="labelled"><span>{w!(year.decline_why)}</span>
                    <input type="text" maxlength=REASON_CHARS_MAX prop:value=move || reason.get()
                        on:input=move |ev| reason.set(event_target_value(&ev)) />
                </label>
                <div class="row end">
                    <button type="button" class="button quiet" disabled=none on:click=decline>
                        {move || w!(year.decline, count = answer.count())}
                    </button>
                </div>
            </form>
        </section>
    }
}

/// One child offered to another school.
fn sent(offer: OfferLine, school: SchoolId, error: Said) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let done = expect_context::<Done>().0;
    let id = offer.id;
    let withdraw = move |_| {
        decide(withdraw_offers(school, vec![id]), error, move |()| {
            done.set(w!(year.withdrawn).to_owned());
            open.change();
        });
    };
    let back = (offer.state == OfferState::Open).then(|| {
        view! { <button type="button" class="link" on:click=withdraw>{w!(year.withdraw)}</button> }
    });
    let where_to = match offer.class_name.as_str() {
        "" => offer.school,
        class => w!(year.sent_line, class = class, school = offer.school),
    };
    let state = words::joined(&[words::year::offer(offer.state), &offer.reason]);
    let class = if offer.state == OfferState::Declined { "warn" } else { "meta" };
    view! {
        <li class="row">
            <div class="grow"><b>{offer.name}</b><p class="meta">{where_to}</p><p class=class>{state}</p></div>
            {back}
        </li>
    }
}

/// The children offered to other schools.
#[component]
pub fn Sent(offers: Vec<OfferLine>, school: SchoolId) -> impl IntoView {
    let error: Said = RwSignal::new(None);
    let rows = offers.into_iter().map(|offer| sent(offer, school, error)).collect_view();
    view! {
        <section class="group">
            <h2>{w!(year.sent)}</h2>
            <p class="error" role="alert">{move || error.get()}</p>
            <ul class="list lines">{rows}</ul>
        </section>
    }
}
