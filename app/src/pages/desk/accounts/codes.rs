//! Codes for a school's new teachers, on paper: eight to a page, to be cut along the dashes.

use std::collections::BTreeSet;

use desk_api::accounts::{NamedSlip, Newcomer};
use domain::id::{AccountId, SchoolId};
use leptos::prelude::*;

use crate::components::dialog::Confirm;
use crate::pages::desk::confirm::confirming;
use crate::pages::desk::decide::{Said, decide_or};
use crate::pages::desk::layout::{Desk, answered};
use crate::pages::desk::open::Open;
use crate::server_fns::accounts::{issue_codes, newcomers};
use crate::{w, words};

/// Slips on a page.
const ON_A_PAGE: usize = 8;

fn slip(one: NamedSlip) -> impl IntoView {
    let until = words::date::day(domain::term::local_day(one.slip.until));
    view! {
        <li class="code-slip">
            <div class="qr" inner_html=one.slip.qr_svg></div>
            <div class="grow">
                <h2>{one.name}</h2>
                <p>{w!(codes.login)}" "<b>{one.slip.login}</b></p>
                <p>{w!(codes.code)}</p>
                <p><b class="code">{one.slip.code}</b></p>
                <p class="meta">{w!(codes.until, date = until)}</p>
                <p class="meta">{w!(codes.scan)}</p>
            </div>
        </li>
    }
}

/// The slips, cut into pages.
fn sheets(slips: Vec<NamedSlip>) -> impl IntoView {
    let print = |_| {
        let _ = crate::platform::window().print();
    };
    let pages = slips.chunks(ON_A_PAGE).map(|page| {
        let page = page.iter().cloned().map(slip).collect_view();
        view! { <ul class="code-page">{page}</ul> }
    });
    view! {
        <div class="row tools"><button type="button" class="button" on:click=print>{w!(codes.print)}</button>
            <span class="warn grow">{w!(codes.shown_once)}</span></div>
        {pages.collect_view()}
    }
}

#[component]
fn Choice(all: Vec<Newcomer>, chosen: RwSignal<BTreeSet<AccountId>>) -> impl IntoView {
    let class = RwSignal::new(String::new());
    let mut classes: Vec<String> = all.iter().flat_map(|one| one.classes.clone()).collect();
    classes.sort_by_cached_key(|class| domain::register::school_year::class_order(class));
    classes.dedup();
    let options = classes.into_iter().map(|class| view! { <option value=class.clone()>{class.clone()}</option> }).collect_view();
    let of_class = move |one: &Newcomer, class: &str| class.is_empty() || one.classes.iter().any(|own| own == class);
    let everybody = all.clone();
    let choose = move |ev| {
        let name = event_target_value(&ev);
        chosen.set(everybody.iter().filter(|one| of_class(one, &name)).map(|one| one.id).collect());
        class.set(name);
    };
    let list = move || {
        let name = class.get();
        let row = |one: Newcomer| {
            let id = one.id;
            let toggle = move |_| {
                chosen.update(|all| {
                    if !all.remove(&id) {
                        all.insert(id);
                    }
                });
            };
            view! {
                <li><label class="row check"><input type="checkbox" prop:checked=move || chosen.with(|all| all.contains(&id)) on:change=toggle />
                    <span class="grow">{one.name}" "<span class="meta">{one.classes.join(words::comma())}</span></span></label></li>
            }
        };
        all.iter().filter(|one| of_class(one, &name)).cloned().map(row).collect_view()
    };
    view! {
        <label class="labelled"><span>{w!(codes.class)}</span>
            <select on:change=choose><option value="">{w!(codes.all)}</option>{options}</select></label>
        <ul class="plain newcomers">{list}</ul>
    }
}

/// Those who have not come in yet, all of them chosen, and what is done for them.
#[component]
fn Newcomers(school: SchoolId, all: Vec<Newcomer>, slips: RwSignal<Vec<NamedSlip>>) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let listed: Vec<AccountId> = all.iter().map(|one| one.id).collect();
    let chosen = RwSignal::new(listed.iter().copied().collect::<BTreeSet<_>>());
    let listed = StoredValue::new(listed);
    let error: Said = RwSignal::new(None);
    let sure = RwSignal::new(false);
    let ask = move |_| {
        if chosen.with_untracked(BTreeSet::is_empty) {
            error.set(Some(w!(codes.none_chosen)));
        } else {
            sure.set(true);
        }
    };
    // Whoever came in meanwhile is no more in the list that is asked anew.
    let issue = move || {
        // The slips come in the order of the list.
        let accounts: Vec<AccountId> = listed.with_value(|all| chosen.with_untracked(|chosen| all.iter().filter(|id| chosen.contains(id)).copied().collect()));
        decide_or(confirming(move || issue_codes(school, accounts.clone())), error, move |made| slips.set(made), move |_| open.change());
    };
    view! {
        <section class="panel">
            <Choice all=all chosen=chosen />
            <p class="error" role="alert">{move || error.get()}</p>
            <div class="row"><button type="button" class="button" on:click=ask>{w!(codes.issue)}</button></div>
            <Confirm open=sure question=w!(codes.issue_sure) on_yes=issue />
        </section>
    }
}

/// Codes for the new teachers of a school.
#[component]
pub fn CodesPage(school: SchoolId) -> impl IntoView {
    let open = Open::known(school);
    let answer = open.ask(newcomers);
    let slips = RwSignal::new(Vec::<NamedSlip>::new());
    let show = move |all: Vec<Newcomer>| {
        if all.is_empty() {
            return view! { <p class="empty">{w!(codes.nobody)}</p> }.into_any();
        }
        view! { <Newcomers school=school all=all slips=slips /> }.into_any()
    };
    let shown = move || match slips.get() {
        made if made.is_empty() => answered(answer.get(), move || open.change(), show),
        made => sheets(made).into_any(),
    };
    view! {
        <Desk title=w!(codes.title)>
            <div class="tools"><h1>{w!(codes.heading)}</h1><p class="meta">{w!(codes.hint)}</p></div>
            {shown}
        </Desk>
    }
}
