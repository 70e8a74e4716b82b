//! What taking a batch over would change: children with what is otherwise, pairings, accounts.

use domain::import::draft::change::FieldChange;
use domain::import::draft::{Contradiction, Outcome, StagedChild};
use leptos::prelude::*;

use super::batch::Table;
use crate::{w, words};

/// One field: the old struck through, the new, and whether it is not taken.
fn change(change: &FieldChange) -> impl IntoView + use<> {
    let old = change.old.as_ref().map(words::import::value);
    let new = words::import::value(&change.new);
    let kept = change.kept;
    let new = if kept { view! { <span class="meta">{new}</span> }.into_any() } else { view! { <ins>{new}</ins> }.into_any() };
    view! {
        <li>{words::import::field(change.field)}" "
            {old.map(|old| if kept { view! { <b>{old}</b> }.into_any() } else { view! { <del>{old}</del> }.into_any() })}" "{new}
            {kept.then(|| view! { " "<span class="warn">{w!(imports.kept)}</span> })}</li>
    }
}

fn row(child: &StagedChild, with_changes: bool) -> impl IntoView + use<> {
    let changes = with_changes.then(|| {
        let changes = child.changes.iter().map(change).collect_view();
        view! { <td class="wrap"><ul class="plain">{changes}</ul></td> }
    });
    view! {
        <tr><th scope="row">{child.name.clone()}</th><td>{child.class_name.clone()}</td>{changes}
            <td class="meta">{words::import::place(&child.place)}</td></tr>
    }
}

/// The children who come to one end.
#[component]
pub fn Children(table: Table, outcome: Outcome) -> impl IntoView {
    move || {
        table.view.with(|view| {
            let shown: Vec<_> = view.children.iter().filter(|child| child.outcome == outcome).collect();
            let with_changes = shown.iter().any(|child| !child.changes.is_empty());
            let rows: Vec<_> = shown.into_iter().map(|child| row(child, with_changes)).collect();
            if rows.is_empty() {
                let count = match outcome {
                    Outcome::MovedUp => view.counts.moved_up,
                    Outcome::Unchanged => view.counts.unchanged,
                    _ => 0,
                };
                let words = if count > 0 { w!(desk.children_count, count = count) } else { w!(imports.none_here).to_owned() };
                return view! { <p class="empty">{words}</p> }.into_any();
            }
            view! {
                <div class="scroll" tabindex="0" role="region" aria-label=w!(desk.children)><table class="table">
                    <thead><tr><th scope="col">{w!(imports.child)}</th><th scope="col">{w!(desk.class)}</th>
                        {with_changes.then(|| view! { <th scope="col">{w!(imports.change)}</th> })}<th scope="col">{w!(imports.rows_of)}</th></tr></thead>
                    <tbody>{rows}</tbody></table></div>
            }
            .into_any()
        })
    }
}

fn contradiction(one: &Contradiction) -> impl IntoView + use<> {
    let field = words::import::field(one.field);
    let (name, taken, other) = (one.name.as_str(), one.taken.as_str(), one.other.as_str());
    view! { <li>{w!(imports.contradiction, name = name, field = field, taken = taken, other = other)}</li> }
}

/// The pairings that begin, those that the rules are against, and the teachers who get an account.
#[component]
pub fn Pairs(table: Table) -> impl IntoView {
    move || {
        table.view.with(|view| {
            let pairs = view.pairings.iter().map(|pair| {
                let before = pair.before.as_ref().map(|mentor| w!(imports.instead, mentor = mentor.as_str()));
                let words = w!(imports.begin_pair, child = pair.name.as_str(), mentor = pair.mentor.as_str());
                view! { <li>{words}" "<span class="meta">{before}</span></li> }
            });
            let unpaired = view.unpaired.iter().map(|pair| {
                let words = w!(imports.begin_pair, child = pair.name.as_str(), mentor = pair.mentor.as_str());
                view! { <li>{words}" "<span class="warn">{words::import::unpaired(pair.why)}</span></li> }
            });
            let teachers = view.teachers.iter().map(|t| view! { <li>{t.name.clone()}" "<span class="meta">{t.phone.clone()}</span></li> });
            let against: Vec<_> = view.contradictions.iter().map(contradiction).collect();
            let empty = view.pairings.is_empty().then(|| view! { <p class="empty">{w!(imports.none_here)}</p> });
            view! {
                <section class="panel"><h2>{w!(imports.pairs)}</h2>{empty}<ul class="plain names">{pairs.collect_view()}</ul></section>
                {(!view.unpaired.is_empty()).then(|| view! {
                    <section class="panel"><h2>{w!(imports.unpaired)}</h2><ul class="plain names">{unpaired.collect_view()}</ul></section>
                })}
                {(!view.teachers.is_empty()).then(|| view! {
                    <section class="panel"><h2>{w!(imports.teachers)}</h2><ul class="plain names">{teachers.collect_view()}</ul></section>
                })}
                {(!against.is_empty()).then(|| view! {
                    <section class="panel"><h2>{w!(imports.contradictions)}</h2><ul class="plain">{against}</ul></section>
                })}
            }
        })
    }
}
