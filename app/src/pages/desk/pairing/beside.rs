//! A second mentor for some days.

use chrono::{Days, NaiveDate};
use desk_api::pairing::{BESIDE_DAYS_MAX, Beside, HandingView};
use domain::id::{AccountId, ChildId};
use domain::register::PairingRole;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::super::decide::{Said, decide};
use super::super::open::Open;
use super::choice;
use super::unfolding::Unfolding;
use crate::server_fns::pairing::put_beside;
use crate::{w, words};

/// How long a second mentor is proposed for.
const DAYS: u64 = 30;

fn form(view: HandingView, child: ChildId) -> AnyView {
    let open = expect_context::<Open<ChildId>>();
    let second = view.pairings.iter().find(|line| line.role == PairingRole::Co);
    let first = second.map_or(view.as_of, |line| line.from.max(view.as_of));
    let last = second.and_then(|line| line.to).unwrap_or(view.as_of + Days::new(DAYS));
    let mentor = RwSignal::new(second.map(|line| line.mentor));
    let (from, to) = (RwSignal::new(first.to_string()), RwSignal::new(last.to_string()));
    let error: Said = RwSignal::new(None);
    let (asks_lead, told) = (view.asks_lead, RwSignal::new(""));
    let day = |typed: RwSignal<String>| typed.with_untracked(|typed| typed.parse::<NaiveDate>().ok());
    let submit = move |ev: SubmitEvent| {
        ev.prevent_default();
        let Some(mentor) = mentor.get_untracked() else { return error.set(Some(w!(handing.to_missing))) };
        let days = day(from).zip(day(to)).filter(|(from, to)| to >= from && *to <= *from + Days::new(BESIDE_DAYS_MAX));
        let Some((from, to)) = days else { return error.set(Some(w!(handing.beside_days))) };
        decide(put_beside(child, Beside { mentor, from, to }), error, move |unfit| match unfit {
            // Nothing of the file has changed: it is said that it waits.
            None if asks_lead => drop(told.try_set(w!(handing.laid))),
            None => open.change(),
            Some(why) => drop(error.try_set(Some(words::desk::unfit(why)))),
        });
    };
    let today = view.as_of.to_string();
    let options = view.mentors.iter().map(|one| {
        let selected = mentor.get_untracked() == Some(one.id);
        view! { <option value=one.id.to_string() selected=selected>{choice(one)}</option> }
    });
    let options = options.collect_view();
    let date = |word: &'static str, typed: RwSignal<String>| {
        view! {
            <label class="labelled"><span>{word}</span>
                <input type="date" required min=today.clone() prop:value=move || typed.get()
                    on:input=move |ev| typed.set(event_target_value(&ev)) />
            </label>
        }
    };
    let chosen = move |ev| mentor.set(event_target_value(&ev).parse::<AccountId>().ok());
    view! {
        <form class="stacked" on:submit=submit>
            <p class="meta">{w!(handing.beside_hint)}" "{asks_lead.then(|| w!(handing.asks_lead))}</p>
            <div class="pair">
                <label class="labelled grow"><span>{w!(handing.beside_who)}</span>
                    <select on:change=chosen><option value="">{w!(desk.choose)}</option>{options}</select>
                </label>
                {date(w!(handing.beside_from), from)}
                {date(w!(handing.beside_to), to)}
            </div>
            <p class="error" role="alert">{move || error.get()}</p>
            <p class="calm" role="status">{move || told.get()}</p>
            <div class="row"><button type="submit" class="button">{w!(handing.beside)}</button></div>
        </form>
    }
    .into_any()
}

/// The form.
#[component]
pub fn BesideForm(child: ChildId) -> impl IntoView {
    view! { <Unfolding child=child summary=w!(handing.beside) anchor="#beside" form=form /> }
}
