//! Whether a full plan is written for a child, and its mark set or taken away, in its file.

use desk_api::full_plan::WhyFull;
use domain::id::ChildId;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;

use super::decide::{Said, decide};
use super::open::Open;
use crate::server_fns::full_plan::set_full_plan;
use crate::{w, words};

/// The mark of the child that is open, for whoever may set it.
#[component]
pub fn FullPlanForm(child: ChildId, is_marked: bool) -> impl IntoView {
    let open = expect_context::<Open<ChildId>>();
    let why = RwSignal::new(None::<WhyFull>);
    let error: Said = RwSignal::new(None);
    let reasons = WhyFull::of(!is_marked);
    let option = |why: &WhyFull| view! { <option value=why.code()>{words::desk::why_full(*why)}</option> };
    let send = move |ev: SubmitEvent| {
        ev.prevent_default();
        match why.get_untracked() {
            Some(why) => decide(set_full_plan(child, !is_marked, why), error, move |()| open.change()),
            None => error.set(Some(w!(full_plan.choose))),
        }
    };
    let (hint, deed) = if is_marked {
        (w!(full_plan.is_marked), w!(full_plan.unmark))
    } else {
        (w!(full_plan.hint), w!(full_plan.mark))
    };
    view! {
        <details class="panel"><summary>{w!(full_plan.title)}</summary>
            <p class="meta">{hint}</p>
            <form class="row" on:submit=send>
                <label class="labelled grow"><span>{w!(full_plan.why)}</span>
                    <select on:change=move |ev| why.set(event_target_value(&ev).parse().ok())>
                        <option value="">{w!(full_plan.choose_one)}</option>
                        {reasons.iter().map(option).collect_view()}
                    </select></label>
                <button type="submit" class="button quiet">{deed}</button>
            </form>
            <p class="error" role="alert">{move || error.get()}</p>
        </details>
    }
}
