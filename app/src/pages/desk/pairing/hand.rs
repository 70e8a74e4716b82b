//! A child is given to a mentor, to another one, or for now to nobody: with a day and a reason.

use chrono::{Days, NaiveDate};
use desk_api::pairing::{Chooseable, Handing, HandingView, PairingLine};
use domain::id::{AccountId, ChildId};
use domain::register::{PairingEnded, PairingRole};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::super::decide::{Said, decide};
use super::super::open::Open;
use super::choice;
use super::unfolding::Unfolding;
use crate::components::dialog::Confirm;
use crate::server_fns::pairing::hand_on;
use crate::{w, words};

/// What an address ends in that leads to this form.
const HERE: &str = "#pair";

/// What is filled in.
#[derive(Debug, Clone, Copy)]
struct Filled {
    to: RwSignal<Option<AccountId>>,
    from: RwSignal<String>,
    why: RwSignal<Option<PairingEnded>>,
}

impl Filled {
    /// What was said already, or what the rules propose.
    fn of(view: &HandingView, now: Option<&PairingLine>, next: Option<&PairingLine>) -> Self {
        let ahead = view.as_of + Days::new(view.farewell_days.into());
        let after = now.and_then(|line| line.to).and_then(|last| last.succ_opt());
        let from = after.unwrap_or(if now.is_some() { ahead } else { view.as_of });
        Self {
            to: RwSignal::new(next.map(|line| line.mentor)),
            from: RwSignal::new(from.to_string()),
            why: RwSignal::new(now.and_then(|line| line.ended)),
        }
    }

    /// What is sent; what is missing, otherwise. Nobody has to say why a child without a mentor gets one.
    fn handing(self, is_paired: bool) -> Result<Handing, &'static str> {
        let to = self.to.get_untracked();
        let why = self.why.get_untracked().or((!is_paired).then_some(PairingEnded::Handed));
        let from = self.from.with_untracked(|typed| typed.parse::<NaiveDate>());
        if to.is_none() && !is_paired {
            return Err(w!(handing.to_missing));
        }
        Ok(Handing {
            to,
            from: from.map_err(|_| w!(pairings.day_missing))?,
            why: why.ok_or(w!(handing.why_missing))?,
        })
    }
}

/// Who has the child, and what was said already.
fn standing(now: Option<&PairingLine>, next: Option<&PairingLine>) -> impl IntoView + use<> {
    let day = words::date::day;
    let now_line = now.map(|line| w!(handing.now, mentor = line.name.as_str(), from = day(line.from)));
    let ends = now.and_then(|line| {
        let why = words::desk::pairing_ended(line.ended?);
        Some(w!(handing.ends, date = day(line.to?), why = why))
    });
    let next = next.map(|line| w!(handing.next, mentor = line.name.as_str(), from = day(line.from)));
    let lines = [now_line, ends, next].into_iter().flatten().map(|line| view! { <li>{line}</li> });
    view! { <ul>{lines.collect::<Vec<_>>()}</ul> }
}

/// The reasons to choose from.
fn reasons(chosen: RwSignal<Option<PairingEnded>>) -> impl IntoView {
    let given = PairingEnded::ALL.iter().copied().filter(|why| why.attributes().is_given);
    let option = |why: PairingEnded| {
        let selected = chosen.get_untracked() == Some(why);
        view! { <option value=why.code() selected=selected>{words::desk::pairing_ended(why)}</option> }
    };
    view! {
        <label class="labelled grow"><span>{w!(handing.why)}</span>
            <select on:change=move |ev| chosen.set(event_target_value(&ev).parse().ok())>
                <option value="">{w!(desk.choose)}</option>{given.map(option).collect_view()}
            </select>
        </label>
    }
}

/// The mentors to choose from.
fn mentors(all: Vec<Chooseable>, chosen: RwSignal<Option<AccountId>>, nobody: &'static str) -> impl IntoView {
    let option = |mentor: Chooseable| {
        let selected = chosen.get_untracked() == Some(mentor.id);
        view! { <option value=mentor.id.to_string() selected=selected>{choice(&mentor)}</option> }
    };
    view! {
        <label class="labelled grow"><span>{w!(handing.to)}</span>
            <select on:change=move |ev| chosen.set(event_target_value(&ev).parse().ok())>
                <option value="">{nobody}</option>{all.into_iter().map(option).collect_view()}
            </select>
        </label>
    }
}

fn form(view: HandingView, child: ChildId) -> AnyView {
    let open = expect_context::<Open<ChildId>>();
    let primary = || view.pairings.iter().filter(|line| line.role == PairingRole::Primary);
    let now = primary().find(|line| line.from <= view.as_of);
    let next = primary().find(|line| line.from > view.as_of);
    let (filled, is_paired) = (Filled::of(&view, now, next), now.is_some());
    let (error, sure): (Said, _) = (RwSignal::new(None), RwSignal::new(false));
    let (asks_lead, told) = (view.asks_lead, RwSignal::new(""));
    let send = move || match filled.handing(is_paired) {
        Ok(handing) => decide(hand_on(child, handing), error, move |unfit| match unfit {
            // Nothing of the file has changed: it is said that it waits.
            None if asks_lead && handing.to.is_some() => drop(told.try_set(w!(handing.laid))),
            None => open.change(),
            Some(why) => drop(error.try_set(Some(words::desk::unfit(why)))),
        }),
        Err(missing) => error.set(Some(missing)),
    };
    let submit = move |ev: SubmitEvent| {
        ev.prevent_default();
        told.set("");
        error.set(filled.handing(is_paired).err());
        sure.set(error.get_untracked().is_none());
    };
    let standing = standing(now, next);
    let hint = is_paired.then(|| w!(handing.hint, days = view.farewell_days));
    let nobody = if is_paired { w!(handing.nobody) } else { w!(desk.choose) };
    let from = if is_paired { w!(handing.to_from) } else { w!(handing.from_new) };
    let deed = move || if filled.to.get().is_some() { w!(handing.deed) } else { w!(handing.end) };
    view! {
        <form class="stacked" on:submit=submit>
            {standing}
            <div class="pair">
                {is_paired.then(|| reasons(filled.why))}
                <label class="labelled"><span>{from}</span>
                    <input type="date" required min=view.as_of.to_string() prop:value=move || filled.from.get()
                        on:input=move |ev| filled.from.set(event_target_value(&ev)) />
                </label>
                {mentors(view.mentors, filled.to, nobody)}
            </div>
            <p class="meta">{hint}" "{is_paired.then(|| w!(handing.kept))}" "{asks_lead.then(|| w!(handing.asks_lead))}</p>
            <p class="error" role="alert">{move || error.get()}</p>
            <p class="calm" role="status">{move || told.get()}</p>
            <div class="row"><button type="submit" class="button">{deed}</button></div>
            <Confirm open=sure question=w!(handing.sure) on_yes=send />
        </form>
    }
    .into_any()
}

/// The form; its heading says whether the child has a mentor.
#[component]
pub fn PairingForm(child: ChildId, is_paired: bool) -> impl IntoView {
    let summary = if is_paired { w!(handing.title) } else { w!(handing.title_new) };
    view! { <Unfolding child=child summary=summary anchor=HERE form=form /> }
}
