//! The own account at a desk: another password, where one is signed in, and, for the centre, the accounts of those who work
//! for the county as a whole.

use desk_api::sessions::{CountyPerson, SessionLine, WhyEnded};
use domain::id::AccountId;
use domain::policy::{Action, Grant, Role, Subject};
use leptos::prelude::*;
use leptos::task::spawn_local;
use sync::account::ChangePassword;

use super::confirm::confirming;
use super::decide::{Said, decide};
use super::layout::{Desk, answered, may, panel};
use crate::components::dialog::Confirm;
use crate::platform::clock::today;
use crate::server_fns::sessions::{county_people, end_county_account, end_own_session, end_sessions, own_sessions};
use crate::state::api;
use crate::{w, words};

/// Another password, by the one until now.
#[component]
fn Password(changed: Callback<()>) -> impl IntoView {
    let (old, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let said = RwSignal::new(None::<&'static str>);
    let busy = RwSignal::new(false);
    let change = move |ev: leptos::ev::SubmitEvent| {
        ev.prevent_default();
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let request = ChangePassword { old: old.get_untracked(), new: new.get_untracked() };
            let outcome = api::change_password(&request).await;
            busy.try_set(false);
            match outcome {
                Ok(_) => {
                    old.try_set(String::new());
                    new.try_set(String::new());
                    said.try_set(Some(w!(account.changed)));
                    changed.run(());
                }
                Err(problem) => drop(said.try_set(Some(words::error(&problem)))),
            }
        });
    };
    let line = move |label: &'static str, value: RwSignal<String>, complete: &'static str| {
        view! {
            <label class="labelled"><span>{label}</span>
                <input type="password" autocomplete=complete required
                    prop:value=move || value.get() on:input=move |ev| value.set(event_target_value(&ev)) />
            </label>
        }
    };
    view! {
        <section class="panel"><h2>{w!(me.password)}</h2>
            <form class="stacked" on:submit=change>
                {line(w!(me.old), old, "current-password")}
                {line(w!(me.new_one), new, "new-password")}
                <p class="meta">{w!(account.password_hint)}</p>
                <p role="status">{move || said.get()}</p>
                <div class="row end"><button type="submit" class="button" disabled=move || busy.get()>{w!(me.change)}</button></div>
            </form>
        </section>
    }
}

/// Where one is signed in, and what ends it there.
fn sessions(all: Vec<SessionLine>, again: Callback<()>, error: Said) -> AnyView {
    let row = move |line: SessionLine| {
        let (since, seen) = (words::date::instant(line.since, today()), words::date::instant(line.seen_at, today()));
        let end = move |_| {
            let call = confirming(move || end_own_session(line.id));
            decide(call, error, move |()| again.run(()));
        };
        let ends = (!line.this).then(|| {
            view! { <button type="button" class="button quiet small" on:click=end>{w!(account.end_session)}</button> }
        });
        let this = line.this.then(|| format!(" · {}", w!(account.this)));
        view! { <li class="row"><span class="grow">{w!(account.session, since = since, seen = seen)}{this}</span>{ends}</li> }
    };
    view! { <ul class="plain lines">{all.into_iter().map(row).collect_view()}</ul> }.into_any()
}

/// What is about to be ended, of whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    Account(AccountId),
    Sessions(AccountId),
}

/// Why it is ended.
fn reason(why: RwSignal<WhyEnded>) -> impl IntoView {
    let choose = move |ev| {
        if let Ok(chosen) = event_target_value(&ev).parse() {
            why.set(chosen);
        }
    };
    let option = move |one: WhyEnded| {
        view! { <option value=one.code() selected=move || why.get() == one>{words::desk::why_ended(one)}</option> }
    };
    view! {
        <label class="labelled"><span>{w!(account.why)}</span>
            <select on:change=choose>{WhyEnded::ALL.iter().copied().map(option).collect_view()}</select></label>
    }
}

/// What ends the sessions of somebody of a school at desks, for whoever may.
#[component]
pub fn EndSessions(account: AccountId) -> impl IntoView {
    let error: Said = RwSignal::new(None);
    let (why, is_done) = (RwSignal::new(WhyEnded::LeftOpen), RwSignal::new(false));
    let end = move |_| {
        let why = why.get_untracked();
        decide(confirming(move || end_sessions(account, why)), error, move |()| is_done.set(true));
    };
    view! {
        <section class="panel"><h2>{w!(account.at_desks)}</h2>
            {reason(why)}
            <p class="error" role="alert">{move || error.get()}</p>
            <p class="calm" role="status">{move || is_done.get().then(|| w!(account.sessions_ended))}</p>
            <div class="row end"><button type="button" class="button quiet" on:click=end>{w!(account.end_sessions)}</button></div>
        </section>
    }
}

/// Whether the signed-in person ends accounts and sessions of others all over the county.
pub fn ends_for_county() -> bool {
    let centre = [Grant { role: Role::Centre, school: None }];
    may(Action::EndAccount, Subject::Account { grants: &centre })
}

/// The county's own people, and what ends their accounts and sessions.
#[component]
fn CountyPeople() -> impl IntoView {
    let answer = LocalResource::new(county_people);
    let error: Said = RwSignal::new(None);
    let why = RwSignal::new(WhyEnded::LeftOffice);
    let ending = RwSignal::new(None::<Ending>);
    let sure = RwSignal::new(false);
    let end = move || {
        let (what, why) = (ending.get_untracked(), why.get_untracked());
        let then = move |()| answer.refetch();
        match what {
            Some(Ending::Account(id)) => decide(confirming(move || end_county_account(id, why)), error, then),
            Some(Ending::Sessions(id)) => decide(confirming(move || end_sessions(id, why)), error, then),
            None => {}
        }
    };
    let ask = move |what| {
        ending.set(Some(what));
        sure.set(true);
    };
    let row = move |one: CountyPerson| {
        let roles: Vec<&str> = one.roles.iter().map(|role| words::desk::role(*role)).collect();
        let state = match (one.ended, one.active) {
            (true, _) => w!(account.ended).to_owned(),
            (false, false) => w!(desk.inactive).to_owned(),
            (false, true) => w!(account.sessions_count, count = one.sessions),
        };
        let what = words::joined(&[&one.login, &roles.join(words::comma()), &state]);
        let id = one.id;
        let may_end = !one.me && !one.ended;
        let ends = may_end.then(|| {
            let is_in = one.sessions > 0;
            view! {
                <button type="button" class="button quiet small" disabled=!is_in on:click=move |_| ask(Ending::Sessions(id))>
                    {w!(account.end_sessions)}</button>
                <button type="button" class="button quiet small" on:click=move |_| ask(Ending::Account(id))>
                    {w!(account.end_account)}</button>
            }
        });
        view! { <li class="row"><span class="grow">{one.name}" "<span class="meta">{what}</span></span>{ends}</li> }
    };
    let list = move |all: Vec<CountyPerson>| {
        view! { <ul class="plain lines">{all.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="panel"><h2>{w!(account.county)}</h2>
            <p class="meta">{w!(account.county_hint)}</p>
            {reason(why)}
            <p class="error" role="alert">{move || error.get()}</p>
            <Confirm open=sure question=w!(account.sure) on_yes=end />
            {move || panel(answer.get(), list)}
        </section>
    }
}

/// The own account.
#[component]
pub fn AccountPage() -> impl IntoView {
    let answer = LocalResource::new(own_sessions);
    let again = Callback::new(move |()| answer.refetch());
    let error: Said = RwSignal::new(None);
    let county = ends_for_county().then(|| view! { <CountyPeople /> });
    view! {
        <Desk title=w!(account.title)>
            <h1>{w!(account.title)}</h1>
            <Password changed=again />
            <section class="panel"><h2>{w!(account.sessions)}</h2>
                <p class="meta">{w!(account.sessions_hint)}</p>
                <p class="error" role="alert">{move || error.get()}</p>
                {move || answered(answer.get(), move || answer.refetch(), |all| sessions(all, again, error))}
            </section>
            {county}
        </Desk>
    }
}
