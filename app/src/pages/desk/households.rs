//! Brothers and sisters of a child: put together or apart, and taken back, in its file.

use desk_api::households::HouseholdView;
use domain::id::ChildId;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::components::A;

use super::decide::{Said, decide};
use super::layout::panel;
use super::open::Open;
use crate::components::dialog::Confirm;
use crate::server_fns::households::{household, join_household, split_household, take_back_household};
use crate::w;

fn shown(view: HouseholdView, child: ChildId, open: Open<ChildId>) -> AnyView {
    let error: Said = RwSignal::new(None);
    let chosen = RwSignal::new(String::new());
    let apart = RwSignal::new(false);
    let link = |id: ChildId, name: String| view! { <li><A href=format!("/desk/child/{id}")>{name}</A></li> };
    let alone = view.siblings.is_empty() && !view.elsewhere;
    let siblings = view.siblings.into_iter().map(|one| link(one.id, one.name)).collect_view();
    let elsewhere = view.elsewhere.then(|| view! { <li>{w!(households.elsewhere)}</li> });
    let none = alone.then(|| view! { <p class="meta">{w!(households.none)}</p> });
    let options = view.others.into_iter().map(|one| view! { <option value=one.id.to_string()>{one.name}</option> });
    let join = move |ev: SubmitEvent| {
        ev.prevent_default();
        match chosen.with_untracked(|id| id.parse::<ChildId>()) {
            Ok(with) => decide(join_household(child, with), error, move |()| open.change()),
            Err(_) => error.set(Some(w!(households.choose))),
        }
    };
    let split = move || decide(split_household(child), error, move |()| open.change());
    let back = move |_| decide(take_back_household(child), error, move |()| open.change());
    let split_button = (!alone).then(|| {
        view! { <button type="button" class="button quiet" on:click=move |_| apart.set(true)>{w!(households.split)}</button> }
    });
    let back_button = view.can_go_back.then(|| {
        view! { <button type="button" class="link" on:click=back>{w!(households.back)}</button> }
    });
    view! {
        <details class="panel"><summary>{w!(households.title)}</summary>
            {none}
            <ul class="bullets">{siblings}{elsewhere}</ul>
            <form class="row" on:submit=join>
                <label class="labelled grow"><span>{w!(households.with)}</span>
                    <select on:change=move |ev| chosen.set(event_target_value(&ev))>
                        <option value="">{w!(households.nobody)}</option>
                        {options.collect_view()}
                    </select></label>
                <button type="submit" class="button quiet">{w!(households.join)}</button>
            </form>
            <p class="meta">{w!(households.hint)}</p>
            <p class="error" role="alert">{move || error.get()}</p>
            <div class="row deeds">{split_button}{back_button}</div>
            <Confirm open=apart question=w!(households.split_sure) on_yes=split />
        </details>
    }
    .into_any()
}

/// The household of the child that is open, for whoever may change it.
#[component]
pub fn HouseholdForm(child: ChildId) -> impl IntoView {
    let open = expect_context::<Open<ChildId>>();
    let answer = open.ask(household);
    view! { {move || panel(answer.get(), move |view| shown(view, child, open))} }
}
