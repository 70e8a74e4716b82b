//! Whose days have run out, or soon will. A person chooses whom to erase: nothing is chosen beforehand.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use desk_api::erasure::{DueLine, ERASED_AT_ONCE_MAX};
use domain::id::ChildId;
use domain::register::erasure::Weight;
use leptos::prelude::*;

use super::Again;
use super::sure::{Going, Sure};
use crate::pages::desk::confirm::confirming;
use crate::pages::desk::decide::{Done, Said, decide};
use crate::server_fns::erasure::erase;
use crate::{w, words};

fn row(line: DueLine, today: NaiveDate, chosen: RwSignal<BTreeSet<ChildId>>) -> impl IntoView {
    let child = line.child;
    let may = line.due_on <= today;
    let tick = move |ev| {
        chosen.update(|all| {
            if event_target_checked(&ev) {
                all.insert(child);
            } else {
                all.remove(&child);
            }
        });
    };
    let due = if may { w!(erasure.may_now).to_owned() } else { w!(erasure.may_from, date = words::date::day(line.due_on)) };
    let label = w!(erasure.choose, name = line.name.as_str());
    let is_chosen = move || chosen.with(|all| all.contains(&child));
    view! {
        <tr>
            <td><span class="check"><input type="checkbox" aria-label=label disabled=!may prop:checked=is_chosen on:change=tick /></span></td>
            <th scope="row">{line.name}</th><td>{line.school}</td>
            <td>{words::date::long_day(line.left_on)}</td><td>{due}</td>
            <td>{words::erasure::weight(line.weight)}</td><td class="number">{line.weight.shared}</td>
        </tr>
    }
}

/// The list, and what erases those who were chosen.
#[component]
pub fn DueList(due: Vec<DueLine>, today: NaiveDate) -> impl IntoView {
    let again = expect_context::<Again>().0;
    let done = expect_context::<Done>().0;
    let error: Said = RwSignal::new(None);
    let chosen = RwSignal::new(BTreeSet::<ChildId>::new());
    let sure = RwSignal::new(false);
    if due.is_empty() {
        return view! { <section class="panel"><h2>{w!(erasure.due)}</h2><p class="empty">{w!(erasure.none_due)}</p></section> }
            .into_any();
    }
    let rows = due.iter().cloned().map(|line| row(line, today, chosen)).collect_view();
    let due = StoredValue::new(due);
    let ripe: BTreeSet<ChildId> = due.with_value(|due| {
        let ripe = due.iter().filter(|line| line.due_on <= today);
        ripe.take(ERASED_AT_ONCE_MAX).map(|line| line.child).collect()
    });
    let all = StoredValue::new(ripe);
    let yes = move || {
        sure.set(false);
        let children: Vec<ChildId> = chosen.with_untracked(|all| all.iter().copied().collect());
        let said = w!(erasure.done, count = children.len());
        decide(confirming(move || erase(children.clone())), error, move |()| {
            done.set(said);
            again.run(());
        });
    };
    let going = move || {
        due.with_value(|due| {
            let going = due.iter().filter(|line| chosen.with(|all| all.contains(&line.child)));
            let names = going.clone().map(|line| line.name.clone()).collect();
            Going { names, weight: going.map(|line| line.weight).fold(Weight::default(), |sum, one| sum + one) }
        })
    };
    let asked = move || sure.get().then(|| view! { <Sure going=going() on_no=move || sure.set(false) on_yes=yes /> });
    let none = move || chosen.with(BTreeSet::is_empty);
    view! {
        <section class="panel">
            <h2>{w!(erasure.due)}</h2>
            <div class="scroll" tabindex="0" role="region" aria-label=w!(erasure.due)><table class="table">
                <thead><tr><td></td><th scope="col">{w!(erasure.name)}</th><th scope="col">{w!(erasure.school)}</th>
                    <th scope="col">{w!(erasure.left)}</th><th scope="col">{w!(erasure.may)}</th>
                    <th scope="col">{w!(erasure.goes)}</th><th scope="col" class="number">{w!(erasure.shared)}</th></tr></thead>
                <tbody>{rows}</tbody></table></div>
            <p class="error" role="alert">{move || error.get()}</p>
            <div class="row end">
                <button type="button" class="link" on:click=move |_| chosen.set(all.get_value())>{w!(erasure.choose_all)}</button>
                <button type="button" class="button danger" disabled=none on:click=move |_| sure.set(true)>{w!(erasure.erase)}</button>
            </div>
            {asked}
        </section>
    }
    .into_any()
}
