//! What was done, with what takes it back.

use chrono::NaiveDate;
use desk_api::year::{ActLine, BuiltOnLine};
use domain::id::SchoolId;
use leptos::prelude::*;
use leptos_router::components::A;

use super::super::decide::{Done, Said, decide};
use super::super::open::Open;
use crate::components::dialog::Confirm;
use crate::server_fns::year::take_back_act;
use crate::{w, words};

/// The button that takes an act back.
#[component]
fn TakeBack(act: ActLine) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let done = expect_context::<Done>().0;
    let (sure, error): (RwSignal<bool>, Said) = (RwSignal::new(false), RwSignal::new(None));
    let built: RwSignal<Option<BuiltOnLine>> = RwSignal::new(None);
    let id = act.id;
    let yes = move || {
        decide(take_back_act(id), error, move |on: Option<BuiltOnLine>| {
            if on.is_none() {
                done.set(w!(year.back_done).to_owned());
                open.change();
            }
            built.try_set(on);
        });
    };
    view! {
        <button type="button" class="link" on:click=move |_| sure.set(true)>{w!(year.take_back)}</button>
        <Confirm open=sure question=w!(year.take_back_sure) on_yes=yes />
        <p class="error" role="alert">{move || error.get()}{move || built.with(|on| on.as_ref().map(words::year::built_on))}</p>
    }
}

/// One act.
fn act(act: ActLine, today: NaiveDate) -> impl IntoView {
    let what = w!(year.act_line, what = words::year::act(act.kind), whom = words::year::whom(&act));
    let by = w!(year.act_by, when = words::date::instant(act.at, today), by = act.by.as_str());
    let hands_over = act.hands_over.map(|child| view! { <A href=format!("/desk/child/{child}")>{w!(year.hands_over)}</A> });
    let back = match (&act.built_on, act.is_taken_back) {
        (_, true) => view! { <span class="meta">{w!(year.taken_back)}</span> }.into_any(),
        (Some(on), _) => view! { <p class="meta why-not">{words::year::built_on(on)}</p> }.into_any(),
        (None, _) => view! { <TakeBack act=act /> }.into_any(),
    };
    view! {
        <li class="row"><div class="grow"><b>{what}</b><p class="meta">{by}</p></div>{hands_over}{back}</li>
    }
}

/// What was done at this desk, newest first.
#[component]
pub fn Acts(acts: Vec<ActLine>, today: NaiveDate) -> impl IntoView {
    let body = if acts.is_empty() {
        view! { <p class="meta">{w!(year.acts_none)}</p> }.into_any()
    } else {
        let rows = acts.into_iter().map(|one| act(one, today)).collect_view();
        view! { <ul class="list lines">{rows}</ul> }.into_any()
    };
    view! { <section class="group"><h2>{w!(year.acts)}</h2>{body}</section> }
}
