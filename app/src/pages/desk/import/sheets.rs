//! The sheets of a batch: what each column is used as, which rows were passed over, what was not right.

use desk_api::import::{Step, SheetView};
use domain::import::column::Column;
use domain::import::finding::Group;
use domain::import::reading::ColumnUse;
use leptos::prelude::*;

use super::batch::Table;
use crate::{w, words};

fn column(sheet: u32, own: ColumnUse, table: Table) -> impl IntoView {
    let (index, used) = (own.index, own.column);
    let set = move |ev| {
        let column = event_target_value(&ev).parse::<Column>().ok();
        table.step(Step::Column { sheet, index, column });
    };
    let options = Column::ALL.iter().map(|column| {
        view! { <option value=column.code() selected=used == Some(*column)>{words::import::column(*column)}</option> }
    });
    let options = options.collect_view();
    let title = if own.title.is_empty() { format!("{}", index + 1) } else { own.title };
    view! {
        <tr class:gap=used.is_none()><th scope="row">{title.clone()}</th><td>
            <select aria-label=format!("{} {title}", w!(imports.used_as)) on:change=set>
                <option value="" selected=used.is_none()>{w!(imports.unused)}</option>{options}</select></td>
            <td class="wrap meta">{own.samples.join(words::comma())}</td></tr>
    }
}

fn finding(group: Group) -> impl IntoView {
    let rows: Vec<String> = group.samples.iter().map(|sample| sample.row.to_string()).collect();
    let rows = w!(imports.rows, rows = rows.join(words::comma()));
    let read: Vec<&str> = group.samples.iter().map(|sample| sample.read.as_str()).filter(|read| !read.is_empty()).collect();
    let head = w!(imports.finding, title = group.title.as_str(), count = group.count);
    view! {
        <li><b>{words::import::cause(group.cause)}</b><p class="meta">{head}" · "{rows}" · "{read.join(words::comma())}</p></li>
    }
}

#[component]
fn Sheet(sheet: SheetView, table: Table) -> impl IntoView {
    let id = sheet.id;
    let leave = move |_| table.step(Step::LeaveSheet(id));
    let used = sheet.columns.iter().filter(|column| column.column.is_some()).count();
    let counts = w!(imports.used_count, used = used, unused = sheet.columns.len() - used);
    let holds = if sheet.mentors > 0 {
        w!(imports.sheet_mentors, count = sheet.mentors)
    } else if sheet.entries > 0 {
        w!(imports.sheet_entries, count = sheet.entries)
    } else if sheet.levels > 0 {
        w!(imports.sheet_levels, count = sheet.levels)
    } else {
        w!(imports.sheet_children, count = sheet.children)
    };
    let body = if sheet.header.is_some() {
        let columns = sheet.columns.into_iter().map(|own| column(id, own, table)).collect_view();
        let findings: Vec<_> = sheet.findings.into_iter().map(finding).collect();
        let passed = sheet.passed_over.into_iter().map(|(row, text)| view! { <li>{w!(imports.row, row = row)}" "{text}</li> });
        let passed: Vec<_> = passed.collect();
        view! {
            <p class="meta">{holds}" · "{counts}</p>
            <ul class="plain changes">{findings}</ul>
            <details><summary>{w!(imports.columns)}</summary>
                <div class="scroll" tabindex="0" role="region" aria-label=w!(imports.columns)><table class="table">
                    <thead><tr><th scope="col">{w!(imports.column)}</th><th scope="col">{w!(imports.used_as)}</th><th scope="col">{w!(imports.samples)}</th></tr></thead>
                    <tbody>{columns}</tbody></table></div></details>
            {(!passed.is_empty()).then(|| view! { <details><summary>{w!(imports.passed)}</summary><ul class="plain meta">{passed}</ul></details> })}
        }
        .into_any()
    } else {
        let rows = sheet.first.into_iter().map(|row| view! { <li>{row.join(" · ")}</li> });
        view! { <p class="warn">{w!(imports.no_table)}</p><ul class="plain meta">{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="panel"><div class="row"><h2 class="grow">{sheet.title}</h2>
            <button type="button" class="link" on:click=leave>{w!(imports.leave)}</button></div>{body}</section>
    }
}

/// Every sheet of the batch.
#[component]
pub fn Sheets(table: Table) -> impl IntoView {
    let sheets = move || {
        let all = table.view.with(|view| view.sheets.clone());
        all.into_iter().map(|sheet| view! { <Sheet sheet=sheet table=table /> }).collect_view()
    };
    view! { <div class="stacked">{sheets}</div> }
}
