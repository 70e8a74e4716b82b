//! A school's children without a mentor, each with a proposal: looked over, changed where it does not suit, and
//! accepted at once.
//!
//! Each child has an ordinary list to choose from, whose lines begin with a number: a digit on the keyboard chooses,
//! and so does a tap on a phone. What was chosen stays when the server says that something does not fit.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use desk_api::pairing::{Chooseable, Matched, PairingsView, ToPair, Unfit};
use domain::register::proposal::Suggested;
use domain::id::{AccountId, ChildId, SchoolId};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::components::A;

use super::super::decide::{Done, Said, decide};
use super::super::layout::{Desk, answered};
use super::super::open::Open;
use super::choice;
use super::troubles::troubles;
use super::waiting::waiting;
use crate::server_fns::pairing::{accept_pairings, pairings};
use crate::{w, words};

/// What is looked over: who is chosen for each child, and what the server said does not fit.
#[derive(Clone, Copy)]
struct Looked {
    chosen: RwSignal<BTreeMap<ChildId, AccountId>>,
    unfit: RwSignal<Vec<Unfit>>,
    mentors: StoredValue<Vec<Chooseable>>,
}

impl Looked {
    fn of(view: &PairingsView) -> Self {
        let proposed = view.children.iter().filter_map(|child| Some((child.id, child.suggested?.mentor)));
        Self {
            chosen: RwSignal::new(proposed.collect()),
            unfit: RwSignal::new(vec![]),
            mentors: StoredValue::new(view.mentors.clone()),
        }
    }

    /// Chooses a mentor for a child, or nobody for now.
    fn choose(self, child: ChildId, mentor: Option<AccountId>) {
        self.chosen.update(|chosen| {
            match mentor {
                Some(mentor) => chosen.insert(child, mentor),
                None => chosen.remove(&child),
            };
        });
        self.unfit.update(|unfit| unfit.retain(|one| one.child != child));
    }

    fn pairs(self) -> Vec<Matched> {
        self.chosen.with_untracked(|all| {
            all.iter().map(|(child, mentor)| Matched { child: *child, mentor: *mentor }).collect()
        })
    }

    fn why(self, child: ChildId) -> Option<&'static str> {
        self.unfit.with(|all| all.iter().find(|one| one.child == child).map(|one| words::desk::unfit(one.why)))
    }
}

/// Why a mentor is proposed, with the children that are the reason to believe it.
fn because(suggested: Suggested, looked: Looked) -> String {
    let why = words::desk::proposed(suggested.reason);
    let children = looked.mentors.with_value(|all| {
        let mentor = all.iter().find(|mentor| mentor.id == suggested.mentor);
        mentor.map(|mentor| mentor.children.join(words::comma())).unwrap_or_default()
    });
    if children.is_empty() { why.to_owned() } else { w!(pairings.because, why = why, children = children) }
}

/// One child: who is proposed and why, and the list to choose another from.
fn row(child: ToPair, looked: Looked) -> impl IntoView {
    let (id, suggested) = (child.id, child.suggested);
    let reason = move || {
        let now = looked.chosen.with(|chosen| chosen.get(&id).copied());
        let as_proposed = suggested.filter(|s| now == Some(s.mentor)).map(|s| because(s, looked));
        as_proposed.or_else(|| suggested.is_none().then(|| w!(pairings.nobody).to_owned()).filter(|_| now.is_none()))
    };
    let option = |(at, mentor): (usize, Chooseable)| {
        let chosen = suggested.is_some_and(|s| s.mentor == mentor.id);
        view! { <option value=mentor.id.to_string() selected=chosen>{format!("{}. {}", at + 1, choice(&mentor))}</option> }
    };
    let options = looked.mentors.get_value().into_iter().enumerate().map(option).collect_view();
    let label = w!(pairings.for_child, child = child.name.as_str());
    let choose = move |ev| looked.choose(id, event_target_value(&ev).parse().ok());
    let place = words::joined(&[&child.class_name, child.village.as_deref().unwrap_or_default()]);
    view! {
        <li>
            <div><h3><A href=format!("/desk/child/{id}")>{child.name}</A></h3><p class="meta">{place}</p></div>
            <div>
                <select aria-label=label on:change=choose>
                    <option value="" selected=suggested.is_none()>{format!("0. {}", w!(pairings.later))}</option>{options}
                </select>
                <p class="meta">{reason}</p>
                <p class="error" role="alert">{move || looked.why(id)}</p>
            </div>
        </li>
    }
}

/// The children with their proposals, and the button that accepts them.
#[component]
fn Proposal(view: PairingsView) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let done = expect_context::<Done>().0;
    let looked = Looked::of(&view);
    let from = RwSignal::new(view.as_of.to_string());
    let asks_lead = view.asks_lead;
    let error: Said = RwSignal::new(None);
    let waiting = RwSignal::new(false);
    let send = move |ev: SubmitEvent| {
        ev.prevent_default();
        let Some(school) = open.id() else { return };
        let Ok(day) = from.get_untracked().parse::<NaiveDate>() else {
            return error.set(Some(w!(pairings.day_missing)));
        };
        let pairs = looked.pairs();
        let count = pairs.len();
        waiting.set(true);
        let work = async move {
            let answer = accept_pairings(school, day, pairs).await;
            waiting.try_set(false);
            answer
        };
        decide(work, error, move |unfit: Vec<Unfit>| {
            if unfit.is_empty() {
                done.set(if asks_lead { w!(pairings.laid, count = count) } else { w!(pairings.accepted, count = count) });
                open.change();
            } else {
                error.try_set(Some(w!(pairings.none_done)));
                looked.unfit.try_set(unfit);
            }
        });
    };
    let none = move || waiting.get() || looked.chosen.with(BTreeMap::is_empty);
    let rows = view.children.into_iter().map(|child| row(child, looked)).collect_view();
    view! {
        <form class="stacked pairing" on:submit=send>
            <p class="meta">{w!(pairings.hint, limit = view.limit)}</p>
            <ul class="list">{rows}</ul>
            <label class="labelled"><span>{w!(pairings.from)}</span>
                <input type="date" required min=view.as_of.to_string() prop:value=move || from.get()
                    on:input=move |ev| from.set(event_target_value(&ev)) />
            </label>
            <p class="error" role="alert">{move || error.get()}</p>
            <button type="submit" class="button" disabled=none>
                {move || {
                    let count = looked.chosen.with(BTreeMap::len);
                    if asks_lead { w!(pairings.lay, count = count) } else { w!(pairings.accept, count = count) }
                }}
            </button>
        </form>
    }
}

/// What is answered, as the page shows it.
fn shown(view: PairingsView) -> AnyView {
    let count = view.children.len();
    let waits: usize = view.waiting.iter().map(|proposed| proposed.lines.len()).sum();
    let heading = match (count, waits) {
        (0, 0) => w!(pairings.heading_none).to_owned(),
        (0, waits) => w!(pairings.heading_waits, count = waits),
        (count, _) => w!(pairings.heading, count = count),
    };
    let under = words::joined(&[&view.name, &words::date::day_and_weekday(view.as_of)]);
    let troubles = troubles(&view.troubles, view.limit);
    let proposed = view.waiting.clone();
    let body = if count == 0 && waits > 0 {
        ().into_any()
    } else if count > 0 {
        view! { <Proposal view=view /> }.into_any()
    } else {
        view! { <p class="empty">{w!(pairings.calm)}</p> }.into_any()
    };
    view! { <div><h1>{heading}</h1><p class="meta">{under}</p></div>{troubles}{waiting(proposed)}{body} }.into_any()
}

/// The pairings of a school: the one of the address, where none is known beforehand.
#[component]
pub fn PairingsPage(#[prop(optional_no_strip)] school: Option<SchoolId>) -> impl IntoView {
    let open = match school {
        Some(school) => Open::known(school),
        None => Open::<SchoolId>::provide(),
    };
    let answer = open.ask(pairings);
    let done = Done(RwSignal::new(String::new()));
    provide_context(done);
    view! {
        <Desk title=w!(pairings.title)>
            <p class="calm" role="status">{move || done.0.get()}</p>
            {move || answered(answer.get(), move || open.change(), shown)}
        </Desk>
    }
}
