//! Today: my children, what is due and why, what to follow up.

use chrono::NaiveDate;
use domain::few::sort_few;
use domain::id::{ChildId, LogId};
use domain::log::{ActivityKind, Log, Mode};
use domain::term::due::{Due, Duty};
use domain::term::next::{below, foremost};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use sync::Snapshot;
use sync::view::ChildToday;

use crate::components::child_head::{ChildHead, Head};
use crate::components::frame::Frame;
use crate::components::in_app_notice::InAppNotice;
use crate::platform::clock::today;
use crate::state::records::Records;
use crate::{w, words};

/// What a child's card shows.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Card {
    child: ChildId,
    head: Head,
    first: Option<Due>,
    quiet: Option<Due>,
}

impl Card {
    fn of(view: &Snapshot, ChildToday { child, due, flower }: ChildToday<'_>) -> Self {
        let (first, quiet) = (foremost(&due).cloned(), below(&due).cloned());
        Self { child: child.id, head: Head::of(view, child, flower), first, quiet }
    }

    fn by(&self) -> NaiveDate {
        self.first.as_ref().map_or(NaiveDate::MAX, |due| due.by)
    }
}

/// The card of each child. Whoever is due first stands first; siblings with nothing due come after.
fn cards_of(view: &Snapshot) -> Vec<Card> {
    let mut all: Vec<Card> = view.today(today()).into_iter().map(|child| Card::of(view, child)).collect();
    sort_few(&mut all, Card::by);
    all
}

/// Where a duty's button leads: the form, filled in as far as it goes, or the page of the term.
fn form_address(child: ChildId, duty: Duty) -> String {
    let (kind, mode) = match duty {
        on_page if on_page.is_on_page() => return format!("/app/child/{child}/term"),
        Duty::HomeVisit | Duty::RoundVisit => (ActivityKind::HomeSchool, Mode::HomeVisit),
        Duty::FamilyCall | Duty::RoundFamily => (ActivityKind::FamilyCare, Mode::Video),
        Duty::RoundSafety => (ActivityKind::SafetyLesson, Mode::AtSchool),
        _ => (ActivityKind::Counselling, Mode::AtSchool),
    };
    format!("/app/log?child={child}&kind={kind}&mode={mode}")
}

fn by_when(due: &Due) -> String {
    let by = words::date::day(due.by);
    if due.is_late(today()) { w!(due.late, date = by) } else { w!(due.by, date = by) }
}

fn why(due: &Due) -> String {
    let by = words::date::day(due.by);
    match (due.duty, due.last, due.days_since(today())) {
        (Duty::Farewell, ..) => w!(due.farewell, date = by),
        (Duty::Hazard, ..) => by_when(due),
        (_, Some(last), Some(days)) => w!(due.last, date = words::date::day(last), days = days),
        _ => w!(due.never, date = by),
    }
}

/// The one thing to do for a child, and below it in one line what waits.
fn deeds(card: &Card) -> impl IntoView + use<> {
    let child = card.child;
    let first = card.first.as_ref().map(|due| {
        let (duty, why) = (due.duty, why(due));
        view! {
            <div class="due">
                <div><b>{words::term::duty(duty)}</b><p class="why">{why}</p></div>
                <A href=form_address(child, duty) attr:class="button">{words::term::deed(duty)}</A>
            </div>
        }
    });
    let quiet = card.quiet.as_ref().map(|due| {
        let (to, what, when) = (form_address(child, due.duty), words::term::due(due), by_when(due));
        view! { <p class="why quiet"><A href=to>{what}</A>" · "{when}</p> }
    });
    view! { {first}{quiet} }
}

/// A child's card. It is drawn anew when something on it has become otherwise, and else stays, so that no tap on it is
/// lost while others change.
#[component]
fn ChildCard(child: ChildId, cards: Memo<Vec<Card>>) -> impl IntoView {
    let own = Memo::new(move |_| cards.with(|all| all.iter().find(|card| card.child == child).cloned()));
    move || {
        own.get().map(|card| {
            let deeds = deeds(&card);
            view! { <article class="card"><ChildHead head=card.head />{deeds}</article> }
        })
    }
}

/// One follow-up that is still to do.
#[derive(Debug, Clone, PartialEq, Eq)]
struct OpenFollowUp {
    log: LogId,
    who: String,
    what: String,
    on: NaiveDate,
}

fn follow_ups(view: &Snapshot) -> Vec<OpenFollowUp> {
    let item = |(on, log): (NaiveDate, &Log)| {
        let names = log.body.children.iter().filter_map(|c| view.child(*c)).map(|c| c.name.clone());
        let who: Vec<String> = log.body.classes.iter().cloned().chain(names).collect();
        let what = if log.body.note.is_empty() {
            format!("{} · {}", words::log::kind(log.body.kind), words::log::outcome(log.body.outcome))
        } else {
            log.body.note.clone()
        };
        OpenFollowUp { log: log.id, who: who.join(words::comma()), what, on }
    };
    view.follow_ups().into_iter().map(item).collect()
}

#[component]
fn FollowUpCard(item: OpenFollowUp) -> impl IntoView {
    let records = expect_context::<Records>();
    let log = item.log;
    let done = move |_| {
        spawn_local(async move { drop(records.act(sync::FollowUp { log, done_on: today() }, None).await) });
    };
    view! {
        <article class="card follow">
            <div class="grow">
                <b>{item.who}</b>" "<span>{item.what}</span>
                <p class="why">{w!(child.open_follow_up, date = words::date::day(item.on))}</p>
            </div>
            <button type="button" class="button quiet" on:click=done>{w!(child.done_follow_up)}</button>
        </article>
    }
}

/// Children that came or went since this phone was opened.
#[component]
fn Arrivals() -> impl IntoView {
    let records = expect_context::<Records>();
    let said = move || {
        let gained = records.gained.get();
        let names: Vec<String> =
            records.view.with(|view| gained.iter().filter_map(|c| view.child(*c)).map(|c| c.name.clone()).collect());
        let mut lines = Vec::new();
        if !names.is_empty() {
            lines.push(w!(today.gained, names = names.join(words::comma())));
        }
        if records.lost.get() > 0 {
            lines.push(w!(today.lost, count = records.lost.get()));
        }
        if records.parked.get() > 0 {
            lines.push(w!(today.parked, count = records.parked.get()));
        }
        if records.kept.get() > 0 {
            lines.push(w!(today.kept, count = records.kept.get()));
        }
        let newer = records.not_understood();
        if newer > records.newer_noted.get() {
            lines.push(w!(today.newer, count = newer));
        }
        lines
    };
    let understood = move |_| {
        records.gained.set(vec![]);
        records.lost.set(0);
        records.parked.set(0);
        records.kept.set(0);
        spawn_local(async move { records.note_newer().await });
    };
    view! {
        <Show when=move || !said().is_empty()>
            <div class="notice" role="status">
                <span>{move || said().join(" ")}</span>
                <button type="button" class="button small" on:click=understood>{w!(today.understood)}</button>
            </div>
        </Show>
    }
}

/// The way to what others did that affected the owner, while there is something not looked at.
#[component]
fn Told() -> impl IntoView {
    let records = expect_context::<Records>();
    move || {
        let is_new = records.newest_told() > records.told.get();
        is_new.then(|| view! { <p class="notice"><A href="/app/me">{w!(today.told)}</A></p> })
    }
}

/// Today.
#[component]
pub fn TodayPage() -> impl IntoView {
    let records = expect_context::<Records>();
    let under = format!("{} · {}", words::date::day_and_weekday(today()), records.me().name);
    let cards = Memo::new(move |_| records.view.with(cards_of));
    let order = Memo::new(move |_| cards.with(|all| all.iter().map(|card| card.child).collect::<Vec<_>>()));
    let said = move || {
        cards.with(|all| match all.as_slice() {
            [] => Some(view! { <p class="empty">{w!(today.no_children)}</p> }),
            all if all.iter().all(|card| card.first.is_none()) => {
                Some(view! { <p class="calm">{w!(today.nothing)}</p> })
            }
            _ => None,
        })
    };
    let card = move |child| view! { <ChildCard child=child cards=cards /> };
    let follow_ups = Memo::new(move |_| records.view.with(follow_ups));
    let follow = move || {
        let all = follow_ups.get();
        (!all.is_empty()).then(|| {
            view! {
                <h2 class="section">{w!(today.follow_ups)}</h2>
                {all.into_iter().map(|item| view! { <FollowUpCard item=item /> }).collect_view()}
            }
        })
    };
    view! { <Frame title=w!(today.title) under=under><InAppNotice /><Told /><Arrivals />{said}
    <For each=move || order.get() key=|child| *child children=card />{follow}</Frame> }
}
