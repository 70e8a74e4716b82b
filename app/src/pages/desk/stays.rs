//! Where a child is for a time, as one line of a list: noted, corrected and taken back there.

use chrono::NaiveDate;
use domain::guardianship::{Status, StatusKind, Stay, stay};
use domain::id::{ChildId, SchoolId};
use leptos::ev::SubmitEvent;
use leptos::html::Dialog;
use leptos::prelude::*;

use super::decide::{Done, Said, decide};
use super::open::Open;
use crate::components::dialog::Confirm;
use crate::forms::StayForm;
use crate::server_fns::stays::{change_stay, note_stay, take_back_stay};
use crate::{w, words};

/// Whose stay it is, and on which day it is looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Whose {
    /// The child.
    pub child: ChildId,
    /// The child's name.
    pub name: String,
    /// The stay to speak of; none for a child who is where it always is.
    pub stay: Option<Status>,
    /// The day.
    pub today: NaiveDate,
}

/// What the form does with a stay: notes it, or puts it in the place of the one that was there.
async fn keep(child: ChildId, before: Option<Status>, stay: Stay) -> Result<(), crate::server_fns::CallError> {
    match before {
        Some(status) => change_stay(child, status.id, stay).await,
        None => note_stay(child, stay).await,
    }
}

/// The kinds to choose from.
fn kinds(form: RwSignal<StayForm>, name: ChildId) -> impl IntoView {
    let one = move |kind: StatusKind| {
        view! {
            <label class="segment">
                <input type="radio" name=name.to_string() value=kind.code()
                    prop:checked=move || form.with(|f| f.kind == Some(kind))
                    on:change=move |_| form.update(|f| f.kind = Some(kind)) />
                <span>{words::need::status(kind)}</span>
            </label>
        }
    };
    view! { <div class="segments" role="radiogroup" aria-label=w!(stays.kind)>{stay::kinds().map(one).collect_view()}</div> }
}

/// The form, in a dialog of its own.
#[component]
fn Form(whose: Whose, dialog: NodeRef<Dialog>) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let done = expect_context::<Done>().0;
    let (child, today) = (whose.child, whose.today);
    let form = RwSignal::new(StayForm::of(whose.stay.as_ref(), today));
    let refused: Said = RwSignal::new(None);
    let tried = RwSignal::new(false);
    let close = move || dialog.get_untracked().into_iter().for_each(|dialog| dialog.close());
    let mend = move || {
        form.with(|f| {
            let problem = f.stay(today).err().filter(|_| tried.get());
            problem.map(|(field, fault)| words::need::stay_problem(field, fault, f.latest(today)))
        })
    };
    let heading = w!(stays.form, name = whose.name.as_str());
    let send = move |ev: SubmitEvent| {
        ev.prevent_default();
        tried.set(true);
        let Ok(stay) = form.with_untracked(|f| f.stay(today)) else { return };
        let (before, name) = (whose.stay.clone(), whose.name.clone());
        decide(keep(child, before, stay), refused, move |()| {
            close();
            let what = words::need::stay(&stay.status(child.0.into(), child), today);
            done.set(w!(stays.noted, name = name, what = what));
            open.change();
        });
    };
    view! {
        <form class="stacked" on:submit=send>
            <h2>{heading}</h2>
            <p class="meta">{w!(stays.hint)}</p>
            {kinds(form, child)}
            <div class="pair">
                <label class="labelled"><span>{w!(stays.from)}</span>
                    <input type="date" prop:value=move || form.with(|f| f.from.clone())
                        on:input=move |ev| form.update(|f| f.from = event_target_value(&ev)) />
                </label>
                <label class="labelled"><span>{w!(stays.to)}</span>
                    <input type="date" prop:value=move || form.with(|f| f.to.clone())
                        max=move || form.with(|f| f.latest(today).to_string())
                        on:input=move |ev| form.update(|f| f.to = event_target_value(&ev)) />
                </label>
            </div>
            <p class="error" role="alert">{mend}{move || refused.get()}</p>
            <div class="row end">
                <button type="button" class="button quiet" on:click=move |_| close()>{w!(stays.cancel)}</button>
                <button type="submit" class="button">{w!(stays.save)}</button>
            </div>
        </form>
    }
}

/// The button to take a stay back.
#[component]
fn TakeBack(child: ChildId, name: String, status: Status, error: Said) -> impl IntoView {
    let open = expect_context::<Open<SchoolId>>();
    let done = expect_context::<Done>().0;
    let sure = RwSignal::new(false);
    let name = StoredValue::new(name);
    let yes = move || {
        decide(take_back_stay(child, status.id), error, move |()| {
            done.set(w!(stays.gone, name = name.get_value()));
            open.change();
        });
    };
    view! {
        <button type="button" class="link" on:click=move |_| sure.set(true)>{w!(stays.take_back)}</button>
        <Confirm open=sure question=w!(stays.take_back_sure) on_yes=yes />
    }
}

/// Where a child is, with what can be done about it; the button to note it where nothing is noted.
#[component]
pub fn StayLine(whose: Whose) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    let shown = RwSignal::new(false);
    let error: Said = RwSignal::new(None);
    let today = whose.today;
    let unfold = move |_| {
        shown.set(true);
        dialog.get_untracked().into_iter().for_each(|dialog| drop(dialog.show_modal()));
    };
    let line = whose.stay.clone().map(|status| {
        let words = words::need::stay(&status, today);
        view! { <span class="meta">{words}</span> }
    });
    let deed = if whose.stay.is_some() { w!(stays.change) } else { w!(stays.note) };
    let class = if whose.stay.is_some() { "link" } else { "button quiet" };
    let back = whose.stay.clone().map(|status| {
        view! { <TakeBack child=whose.child name=whose.name.clone() status=status error=error /> }
    });
    let label = w!(stays.form, name = whose.name.as_str());
    let form = move || shown.get().then(|| view! { <Form whose=whose.clone() dialog=dialog /> });
    view! {
        <div class="stay">
            {line}
            <button type="button" class=class on:click=unfold>{deed}</button>
            {back}
            <p class="error" role="alert">{move || error.get()}</p>
            <dialog class="asking" node_ref=dialog aria-label=label on:close=move |_| shown.set(false)>{form}</dialog>
        </div>
    }
}
