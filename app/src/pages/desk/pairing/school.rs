//! A school's children without a mentor, each with a proposal: looked over, changed where it does not suit, and
//! accepted at once.
//!
//! Each child has an ordinary list to choose from, whose lines begin with a number: a digit on the keyboard chooses,
//! and so does a tap on a phone. What was chosen stays when the server says that something does not fit.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use desk_api::Choice;
use desk_api::pairing::{Matched, PairingTrouble, PairingsView, ToPair, Unfit};
use domain::id::{AccountId, ChildId, SchoolId};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::components::A;

use super::super::decide::{Done, Said, decide};
use super::super::layout::{Desk, answered};
use super::super::open::Open;
use crate::server_fns::pairing::{accept_pairings, pairings};
use crate::{w, words};

/// What is looked over: who is chosen for each child, and what the server said does not fit.
#[derive(Clone, Copy)]
struct Looked {
    chosen: RwSignal<BTreeMap<ChildId, AccountId>>,
    unfit: RwSignal<Vec<Unfit>>,
    mentors: StoredValue<Vec<Choice<AccountId>>>,
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

/// Something that is wrong with pairings in force, and where it is mended.
fn trouble(trouble: PairingTrouble, limit: u32) -> impl IntoView {
    let (said, child) = match trouble {
        PairingTrouble::Double { child, mentors } => {
            let mentors = mentors.join(words::comma());
            (w!(pairings.double, child = child.name, mentors = mentors), Some(child.id))
        }
        PairingTrouble::MentorGone { child, mentor } => {
            (w!(pairings.gone, child = child.name, mentor = mentor), Some(child.id))
        }
        PairingTrouble::OverLimit { mentor, children } => {
            let children = children.join(words::comma());
            (w!(pairings.over, mentor = mentor, children = children, limit = limit), None)
        }
    };
    let file = child.map(|id| view! { " "<A href=format!("/desk/child/{id}#pair")>{w!(pairings.open)}</A> });
    view! { <li>{said}{file}</li> }
}

/// One child: who is proposed and why, and the list to choose another from.
fn row(child: ToPair, looked: Looked) -> impl IntoView {
    let (id, suggested) = (child.id, child.suggested);
    let reason = move || {
        let now = looked.chosen.with(|chosen| chosen.get(&id).copied());
        let as_proposed = suggested.filter(|s| now == Some(s.mentor)).map(|s| words::desk::proposed(s.reason));
        as_proposed.or_else(|| suggested.is_none().then(|| w!(pairings.nobody)).filter(|_| now.is_none()))
    };
    let option = |(at, mentor): (usize, Choice<AccountId>)| {
        let chosen = suggested.is_some_and(|s| s.mentor == mentor.id);
        view! { <option value=mentor.id.to_string() selected=chosen>{format!("{} {}", at + 1, mentor.name)}</option> }
    };
    let options = looked.mentors.get_value().into_iter().enumerate().map(option).collect_view();
    let label = w!(pairings.for_child, child = child.name.as_str());
    let choose = move |ev| looked.choose(id, event_target_value(&ev).parse().ok());
    view! {
        <li class="stacked">
            <div class="row"><div class="grow">
                <h3><A href=format!("/desk/child/{id}")>{child.name}</A></h3><p class="meta">{child.class_name}</p>
            </div>
            <select aria-label=label on:change=choose>
                <option value="" selected=suggested.is_none()>{format!("0 {}", w!(pairings.later))}</option>{options}
            </select></div>
            <p class="meta">{reason}</p>
            <p class="error" role="alert">{move || looked.why(id)}</p>
        </li>
    }
}

/// The children with their proposals, and the button that accepts them.
#[component]
fn Proposal(view: PairingsView, school: SchoolId) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let done = expect_context::<Done>().0;
    let looked = Looked::of(&view);
    let from = RwSignal::new(view.as_of.to_string());
    let error: Said = RwSignal::new(None);
    let waiting = RwSignal::new(false);
    let send = move |ev: SubmitEvent| {
        ev.prevent_default();
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
                done.set(w!(pairings.accepted, count = count));
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
                {move || w!(pairings.accept, count = looked.chosen.with(BTreeMap::len))}
            </button>
        </form>
    }
}

/// What is answered, as the page shows it.
fn shown(view: PairingsView, school: SchoolId) -> AnyView {
    let count = view.children.len();
    let heading = if count > 0 { w!(pairings.heading, count = count) } else { w!(pairings.heading_none).to_owned() };
    let under = words::joined(&[&view.name, &words::date::day_and_weekday(view.as_of)]);
    let limit = view.limit;
    let troubles: Vec<_> = view.troubles.iter().cloned().map(|one| trouble(one, limit)).collect();
    let troubles = (!troubles.is_empty()).then(|| {
        view! { <section class="group danger"><h2>{w!(pairings.troubles)}</h2><ul class="plain lines">{troubles}</ul></section> }
    });
    let body = if count > 0 {
        view! { <Proposal view=view school=school /> }.into_any()
    } else {
        view! { <p class="empty">{w!(pairings.calm)}</p> }.into_any()
    };
    view! { <div><h1>{heading}</h1><p class="meta">{under}</p></div>{troubles}{body} }.into_any()
}

/// The pairings of a school.
#[component]
pub fn PairingsPage(school: SchoolId) -> impl IntoView {
    let open = Open::known(school);
    let answer = open.ask(pairings);
    let done = Done(RwSignal::new(String::new()));
    provide_context(done);
    view! {
        <Desk title=w!(pairings.title)>
            <p class="calm" role="status">{move || done.0.get()}</p>
            {move || answered(answer.get(), move || open.change(), move |view| shown(view, school))}
        </Desk>
    }
}
