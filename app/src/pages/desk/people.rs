//! A school's people: who can sign in, and who leaves.

use desk_api::people::Colleague;
use domain::id::{AccountId, SchoolId};
use leptos::prelude::*;

use super::decide::decide;
use super::layout::panel;
use super::open::Open;
use crate::components::dialog::Confirm;
use crate::server_fns::people::{end_account, people};
use crate::w;

/// The open school's people. `more` is what else can be done for one of them.
#[component]
pub fn PeoplePanel(more: fn(AccountId) -> AnyView) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let answer = open.ask(people);
    let error = RwSignal::new(None);
    let leaving = RwSignal::new(None::<AccountId>);
    let sure = RwSignal::new(false);
    let end = move || {
        if let Some(account) = leaving.get_untracked() {
            decide(end_account(account), error, move |()| open.change());
        }
    };
    let leave = move |account| {
        leaving.set(Some(account));
        sure.set(true);
    };
    let row = move |c: Colleague| {
        let state = (!c.active).then(|| format!(" · {}", w!(desk.inactive)));
        view! {
            <li class="row"><span class="grow">{c.name}" "<span class="meta">{c.login}{state}</span></span>
                {c.may_end.then(|| view! {
                    <button type="button" class="button quiet small" on:click=move |_| leave(c.id)>{w!(desk.leaves)}</button>
                })}
                {c.may_help.then(|| more(c.id))}</li>
        }
    };
    let list = move |all: Vec<Colleague>| {
        view! { <ul class="plain">{all.into_iter().map(row).collect_view()}</ul> }.into_any()
    };
    view! {
        <details class="panel">
            <summary>{w!(desk.colleagues)}</summary>
            <p class="error" role="alert">{move || error.get()}</p>
            <Confirm open=sure question=w!(desk.leaves_sure) on_yes=end />
            {move || panel(answer.get(), list)}
        </details>
    }
}
