//! A table on the screen. What does not add up stands above it; a number opens whom it counts.

use std::sync::Arc;

use desk_api::Choice;
use desk_api::out::{CellView, ColumnView, TableView};
use domain::id::ChildId;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::{w, words};

/// From how many characters a text may take several lines.
const LONG: usize = 14;

/// A number that was opened: its column, and whom it counts.
type Opened = RwSignal<Option<(String, CellView)>>;

fn child(children: &[Choice<ChildId>], at: u32) -> Option<AnyView> {
    let Choice { id, name } = children.get(usize::try_from(at).ok()?)?.clone();
    Some(view! { <A href=format!("/desk/child/{id}")>{name}</A> }.into_any())
}

fn cell(cell: &CellView, column: &ColumnView, children: &[Choice<ChildId>], opened: Opened) -> AnyView {
    let (text, doubted, number) = (cell.text.clone(), cell.doubted, column.number);
    if cell.children.is_empty() && cell.listed.is_empty() {
        let is_long = text.chars().count() > LONG;
        return view! { <td class:bad=doubted class:number=number class:wrap=is_long>{text}</td> }.into_any();
    }
    if let (false, [one]) = (number, cell.children.as_slice()) {
        return view! { <td>{child(children, *one)}</td> }.into_any();
    }
    let (column, cell) = (column.title.clone(), cell.clone());
    let open = move |_| opened.set(Some((column.clone(), cell.clone())));
    view! { <td class:bad=doubted class:number=number><button type="button" class="link count" on:click=open>{text}</button></td> }.into_any()
}

/// Whom a number counts.
fn counted(column: String, cell: CellView, children: &[Choice<ChildId>]) -> AnyView {
    let heading = w!(out.counted, column = column, count = cell.text);
    let names = cell.listed.into_iter().map(|name| view! { <li>{name}</li> });
    let children = cell.children.iter().map(|at| view! { <li>{child(children, *at)}</li> });
    let (names, children) = (names.collect_view(), children.collect_view());
    view! { <section class="panel" role="status"><h2>{heading}</h2><ul class="names">{names}{children}</ul></section> }.into_any()
}

/// The table, or that there is nothing in it.
pub fn preview(view: TableView) -> AnyView {
    let opened: Opened = RwSignal::new(None);
    let (title, day) = (view.title.clone(), words::date::long_day(view.as_of));
    let under = w!(desk.as_of, date = day);
    let notes = view.notes.into_iter().map(|note| view! { <p class="meta">{note}</p> }).collect_view();
    if view.rows.is_empty() {
        return view! { <section class="panel"><h2>{title}</h2><p class="empty">{w!(out.empty)}</p>{notes}</section> }.into_any();
    }
    let children = Arc::new(view.children);
    let rows = view.rows.iter().map(|row| {
        let cells = row.iter().zip(&view.columns).map(|(one, column)| cell(one, column, &children, opened));
        view! { <tr>{cells.collect_view()}</tr> }
    });
    let rows = rows.collect_view();
    let heads = view.columns.iter().map(|column| view! { <th scope="col" class:number=column.number>{column.title.clone()}</th> });
    let heads = heads.collect_view();
    let gaps = (!view.unbalanced.is_empty()).then(|| {
        let lines = view.unbalanced.iter().map(|line| view! { <li>{line.clone()}</li> }).collect_view();
        view! {
            <section class="panel unbalanced"><h2 class="bad">{w!(out.gaps, count = view.unbalanced.len())}</h2>
                <ul class="changes">{lines}</ul><p class="meta">{w!(out.gaps_hint)}</p></section>
        }
    });
    let shown = move || opened.get().map(|(column, cell)| counted(column, cell, &children));
    view! {
        {gaps}
        <section class="preview">
            <h2>{title.clone()}" "<span class="meta">{under}</span></h2>
            <div class="scroll tall" tabindex="0" role="region" aria-label=title><table class="table">
                <thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>
            {notes}
        </section>
        {shown}
    }
    .into_any()
}
