//! What two people decide together: what waits for this one, what this one asked for, and a second step that is lost.

use chrono::NaiveDate;
use desk_api::accounts::CodeSlip;
use desk_api::countersigns::{CountersignLine, CountersignsView};
use domain::policy::Countersigned;
use leptos::prelude::*;

use super::confirm::confirming;
use super::decide::{Said, decide, decide_or};
use super::deed::{Act, Card, Deed};
use super::layout::{Desk, answered};
use crate::components::code_slip::Slip;
use crate::server_fns::countersigns::{ask_reset, countersign, countersigns, take_code};
use crate::{w, words};

/// What is asked, for whom.
fn what(line: &CountersignLine) -> String {
    let (name, login) = (line.name.as_str(), line.login.as_str());
    match line.what {
        Countersigned::Code => w!(countersigns.code, name = name, login = login),
        Countersigned::SecondStep => w!(countersigns.second_step, name = name, login = login),
        Countersigned::Unlisted => w!(newer.word).to_owned(),
    }
}

fn asked_by(line: &CountersignLine, today: NaiveDate) -> String {
    w!(countersigns.by, who = line.by.as_str(), time = words::date::instant(line.at, today))
}

/// What is asked, as an item of the inbox.
pub fn card(line: CountersignLine, today: NaiveDate) -> Card {
    let deed = |word: &str, accept| Deed {
        word: word.to_owned(),
        beside: String::new(),
        act: Act::Countersign(line.id, accept),
    };
    Card {
        title: what(&line),
        child: None,
        deeds: vec![deed(w!(countersigns.agree), true), deed(w!(countersigns.decline), false)],
        body: view! { <p class="meta">{asked_by(&line, today)}</p><p>{w!(countersigns.check)}</p> }.into_any(),
    }
}

/// How the page goes on.
#[derive(Clone, Copy)]
struct Table {
    error: Said,
    slip: RwSignal<Option<CodeSlip>>,
    again: Callback<()>,
    today: NaiveDate,
}

impl Table {
    fn say(self, line: &CountersignLine, accept: bool) {
        let (id, again) = (line.id, self.again);
        decide_or(confirming(move || countersign(id, accept)), self.error, move |()| again.run(()), move |_| again.run(()));
    }

    fn take(self, line: &CountersignLine) {
        let (id, again, slip) = (line.id, self.again, self.slip);
        decide(confirming(move || take_code(id)), self.error, move |made| {
            slip.set(Some(made));
            again.run(());
        });
    }
}

fn button(word: &'static str, class: &'static str, press: impl Fn() + 'static) -> impl IntoView {
    view! { <button type="button" class=class on:click=move |_| press()>{word}</button> }
}

fn line(line: CountersignLine, ways: AnyView, today: NaiveDate) -> impl IntoView {
    view! {
        <li class="row wrap"><span class="grow">{what(&line)}" "<span class="meta">{asked_by(&line, today)}</span></span>{ways}</li>
    }
}

fn waiting(all: Vec<CountersignLine>, table: Table) -> impl IntoView {
    let check = if all.is_empty() { w!(countersigns.none_waiting) } else { w!(countersigns.check) };
    let one = move |asked: CountersignLine| {
        let (yes, no) = (asked.clone(), asked.clone());
        let ways = view! {
            {button(w!(countersigns.agree), "button small", move || table.say(&yes, true))}
            {button(w!(countersigns.decline), "button quiet small", move || table.say(&no, false))}
        };
        line(asked, ways.into_any(), table.today)
    };
    view! {
        <section class="panel"><h2>{w!(countersigns.waiting)}</h2><p class="meta">{check}</p>
            <ul class="plain lines">{all.into_iter().map(one).collect_view()}</ul></section>
    }
}

fn mine(all: Vec<CountersignLine>, table: Table) -> impl IntoView {
    let none = all.is_empty().then(|| view! { <p class="meta">{w!(countersigns.none_mine)}</p> });
    let one = move |asked: CountersignLine| {
        let own = asked.clone();
        let ways = if asked.agreed {
            button(w!(countersigns.take), "button small", move || table.take(&own)).into_any()
        } else {
            let waits = view! { <span class="meta">{w!(countersigns.waits)}</span> };
            let back = button(w!(countersigns.take_back), "button quiet small", move || table.say(&own, false));
            view! { {waits}{back} }.into_any()
        };
        line(asked, ways, table.today)
    };
    view! {
        <section class="panel"><h2>{w!(countersigns.mine)}</h2>{none}
            <ul class="plain lines">{all.into_iter().map(one).collect_view()}</ul></section>
    }
}

/// Asks that a lost second step be taken away.
#[component]
fn Lost(again: Callback<()>) -> impl IntoView {
    let login = RwSignal::new(String::new());
    let error: Said = RwSignal::new(None);
    let done = RwSignal::new(false);
    let ask = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        done.set(false);
        decide(confirming(move || ask_reset(login.get_untracked())), error, move |()| {
            login.set(String::new());
            done.set(true);
            again.run(());
        });
    };
    view! {
        <form class="panel" on:submit=ask>
            <h2>{w!(countersigns.lost)}</h2>
            <p class="meta">{w!(countersigns.lost_hint)}</p>
            <label class="labelled"><span>{w!(countersigns.login)}</span>
                <input type="text" name="login" autocomplete="off" autocapitalize="none" required
                    prop:value=move || login.get() on:input=move |ev| login.set(event_target_value(&ev)) /></label>
            <p class="error" role="alert">{move || error.get()}</p>
            <p class="calm" role="status">{move || done.get().then_some(w!(countersigns.done))}</p>
            <div><button type="submit" class="button">{w!(countersigns.ask)}</button></div>
        </form>
    }
}

/// What two people decide together.
#[component]
pub fn CountersignsPage() -> impl IntoView {
    let answer = LocalResource::new(countersigns);
    let again = Callback::new(move |()| answer.refetch());
    // They outlast an answer.
    let (error, slip) = (RwSignal::new(None), RwSignal::new(None));
    let show = move |view: CountersignsView| {
        let table = Table { error, slip, again, today: view.as_of };
        view! { {waiting(view.waiting, table)}{mine(view.mine, table)} }.into_any()
    };
    view! {
        <Desk title=w!(countersigns.title)>
            <h1>{w!(countersigns.heading)}</h1>
            <p class="error" role="alert">{move || error.get()}</p>
            {move || answered(answer.get(), move || answer.refetch(), show)}
            <Lost again=again />
            <Slip slip=slip />
        </Desk>
    }
}
