//! A table on the screen. What does not add up stands above it; a number opens its children.

use std::sync::Arc;

use desk_api::out::{CellView, ColumnView, TableView};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::{w, words};

/// From how many characters a text may take several lines.
const LONG: usize = 14;

/// A number that was opened: its column, and the children it counts.
type Opened = RwSignal<Option<(String, Vec<domain::id::ChildId>)>>;

fn cell(cell: &CellView, column: &ColumnView, opened: Opened) -> AnyView {
    let (text, doubted, number) = (cell.text.clone(), cell.doubted, column.number);
    if cell.children.is_empty() {
        let is_long = text.chars().count() > LONG;
        return view! { <td class:bad=doubted class:number=number class:wrap=is_long>{text}</td> }.into_any();
    }
    let (column, children) = (column.title.clone(), cell.children.clone());
    let open = move |_| opened.set(Some((column.clone(), children.clone())));
    view! { <td class:bad=doubted class:number=number><button type="button" class="link count" on:click=open>{text}</button></td> }.into_any()
}

/// The table, or that there is nothing in it.
pub fn preview(view: TableView) -> AnyView {
    let opened: Opened = RwSignal::new(None);
    let (title, day) = (view.title.clone(), words::date::long_day(view.as_of));
    let under = w!(desk.as_of, date = day);
    if view.rows.is_empty() {
        return view! { <section class="panel"><h2>{title}</h2><p class="empty">{w!(out.empty)}</p></section> }.into_any();
    }
    let rows = view.rows.iter().map(|row| {
        let cells = row.iter().zip(&view.columns).map(|(one, column)| cell(one, column, opened));
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
    let names = Arc::new(view.names);
    let children = move || {
        let names = Arc::clone(&names);
        opened.get().map(|(column, children)| {
            let heading = w!(out.counted, column = column, count = children.len());
            let list = children.into_iter().map(move |child| {
                let name = names.get(&child).cloned().unwrap_or_default();
                view! { <li><A href=format!("/desk/child/{child}")>{name}</A></li> }
            });
            view! { <section class="panel" role="status"><h2>{heading}</h2><ul class="names">{list.collect_view()}</ul></section> }
        })
    };
    let notes = view.notes.into_iter().map(|note| view! { <p class="meta">{note}</p> }).collect_view();
    view! {
        {gaps}
        <section class="preview">
            <h2>{title.clone()}" "<span class="meta">{under}</span></h2>
            <div class="scroll tall" tabindex="0" role="region" aria-label=title><table class="table">
                <thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>
            {notes}
        </section>
        {children}
    }
    .into_any()
}
