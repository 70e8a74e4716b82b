//! Today: my children, what is due and why, what to follow up.

use chrono::NaiveDate;
use domain::few::sort_few;
use domain::id::LogId;
use domain::log::{ActivityKind, Log, Mode};
use domain::register::Child;
use domain::term::due::{Due, Duty, LastDays, due};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::components::A;
use sync::Snapshot;

use crate::components::child_head::child_head;
use crate::components::frame::Frame;
use crate::components::in_app_notice::InAppNotice;
use crate::platform::clock::today;
use crate::state::records::Records;
use crate::{w, words};

/// What is due for a child.
fn due_of(view: &Snapshot, child: &Child) -> Vec<Due> {
    let logs = view.logs(child.id);
    due(&view.rules(today()), &LastDays::of(&logs), &view.situation(child, today()), today())
}

/// What is asked for first: a goodbye before all else, because its time does not come again, and it is a talk, too.
fn foremost(all: Vec<Due>) -> Option<Due> {
    let goodbye = all.iter().position(|due| due.duty == Duty::Farewell);
    all.into_iter().nth(goodbye.unwrap_or(0))
}

/// Where a duty's button leads: the form, filled in as far as it goes.
fn form_address(child: &Child, duty: Duty) -> String {
    let (kind, mode) = match duty {
        Duty::HomeVisit => (ActivityKind::HomeSchool, Mode::HomeVisit),
        Duty::FamilyCall => (ActivityKind::FamilyCare, Mode::Video),
        Duty::FirstContact | Duty::Talk | Duty::Farewell | Duty::Unlisted => {
            (ActivityKind::Counselling, Mode::AtSchool)
        }
    };
    format!("/app/log?child={}&kind={kind}&mode={mode}", child.id)
}

fn why(due: &Due) -> String {
    if due.duty == Duty::Farewell {
        return w!(due.farewell, date = words::date::day(due.by));
    }
    match (due.last, due.days_since(today())) {
        (Some(last), Some(days)) => w!(due.last, date = words::date::day(last), days = days),
        _ => w!(due.never, date = words::date::day(due.by)),
    }
}

#[component]
fn ChildCard(child: Child) -> impl IntoView {
    let records = expect_context::<Records>();
    let (head, first) = records.view.with(|view| (child_head(view, &child), foremost(due_of(view, &child))));
    let deed = first.map(|due| {
        let to = form_address(&child, due.duty);
        view! {
            <div class="due">
                <div><b>{words::term::duty(due.duty)}</b><p class="why">{why(&due)}</p></div>
                <A href=to attr:class="button">{words::term::deed(due.duty)}</A>
            </div>
        }
    });
    view! {
        <article class="card">
            {head}
            {deed}
        </article>
    }
}

/// One follow-up that is still to do.
struct OpenFollowUp {
    log: LogId,
    who: String,
    what: String,
    on: chrono::NaiveDate,
}

fn follow_ups(view: &Snapshot) -> Vec<OpenFollowUp> {
    let item = |(on, log): (chrono::NaiveDate, &Log)| {
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
    let cards = move || {
        let mut children: Vec<(NaiveDate, Child)> = records.view.with(|view| {
            let by = |child| due_of(view, child).first().map_or(NaiveDate::MAX, |due| due.by);
            view.children().into_iter().map(|child| (by(child), child.clone())).collect()
        });
        // Whoever is due first stands first; siblings with nothing due come after.
        sort_few(&mut children, |(by, _)| *by);
        if children.is_empty() {
            return view! { <p class="empty">{w!(today.no_children)}</p> }.into_any();
        }
        let none_due = children.iter().all(|(by, _)| *by == NaiveDate::MAX);
        view! {
            {none_due.then(|| view! { <p class="calm">{w!(today.nothing)}</p> })}
            {children.into_iter().map(|(_, child)| view! { <ChildCard child=child /> }).collect_view()}
        }
        .into_any()
    };
    let follow = move || {
        let all = records.view.with(follow_ups);
        (!all.is_empty()).then(|| {
            view! {
                <h2 class="section">{w!(today.follow_ups)}</h2>
                {all.into_iter().map(|item| view! { <FollowUpCard item=item /> }).collect_view()}
            }
        })
    };
    view! { <Frame title=w!(today.title) under=under><InAppNotice /><Told /><Arrivals />{cards}{follow}</Frame> }
}
