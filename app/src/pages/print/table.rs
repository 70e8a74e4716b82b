//! A table on its pages.

use std::collections::BTreeSet;
use std::ops::Range;

use domain::report::Table;
use domain::report::table::{Cell, Kind};
use leptos::prelude::*;

use super::paper::Paper;
use super::{bar, document};

/// What stands above the table on the first page, and how high that is.
pub struct Above {
    /// The view.
    pub view: Option<AnyView>,
    /// Its height.
    pub mm: f64,
}

impl Above {
    /// Nothing stands there.
    pub const NOTHING: Self = Self { view: None, mm: 0.0 };
}

/// By what a table is filled in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// By the printer.
    Printed,
    /// By a pen, which needs room.
    Pen,
}

/// A table that was taken out; `under` says who took it, when and for what.
pub fn table(css: &str, table: &Table, under: &str) -> String {
    document(css, "打印", || pages(table, under, Above::NOTHING, Hand::Printed))
}

/// The pages of a table.
pub fn pages(table: &Table, under: &str, above: Above, hand: Hand) -> AnyView {
    let paper = Paper::of(table).by_hand(hand == Hand::Pen);
    let cut = paper.cut(table, above.mm);
    let sheet = Sheet { paper, table, under, count: cut.len(), doubted: table.doubted() };
    let mut above = above.view;
    let sheets: Vec<AnyView> = (1..).zip(cut).map(|(number, rows)| page(&sheet, number, rows, above.take())).collect();
    view! { {bar()}<main>{sheets}</main> }.into_any()
}

/// What all pages of a table have in common.
struct Sheet<'t> {
    paper: Paper,
    table: &'t Table,
    under: &'t str,
    count: usize,
    doubted: BTreeSet<(usize, usize)>,
}

fn page(sheet: &Sheet<'_>, number: usize, rows: Range<usize>, above: Option<AnyView>) -> AnyView {
    let Sheet { paper, table, under, count, doubted } = sheet;
    let below = (number == *count).then(|| below(table));
    let stamp = (!doubted.is_empty()).then(|| view! { <b class="stamp">"未平"</b> });
    let body = rows.clone().filter_map(|at| Some((at, table.rows.get(at)?))).map(|(at, row)| {
        let cells = row.iter().zip(&table.columns).enumerate();
        let cells = cells.map(|(column, (cell, kind))| one(cell, kind.kind, doubted.contains(&(at, column))));
        view! { <tr>{cells.collect_view()}</tr> }
    });
    let body = body.collect_view();
    let heads = table.columns.iter().map(|column| view! { <th scope="col">{column.title}</th> }).collect_view();
    let widths =
        table.columns.iter().map(|column| leptos::html::col().attr("width", paper.share(*column))).collect_view();
    view! {
        <section class="paper" class:across=paper.across class:small=paper.small class:by-hand=paper.by_hand aria-label=format!("第{number}页")>
            <header><h1>{table.title.clone()}{stamp}</h1><p>{(*under).to_owned()}</p></header>
            {above}
            <table><colgroup>{widths}</colgroup><thead><tr>{heads}</tr></thead><tbody>{body}</tbody></table>
            {below}
            <footer>{format!("第{number}页 / 共{count}页")}</footer>
        </section>
    }
    .into_any()
}

fn one(cell: &Cell, kind: Kind, doubted: bool) -> AnyView {
    let is_number = kind == Kind::Number;
    let text = cell.text();
    if text.starts_with('□') {
        // A box stays with its word.
        let boxes = text.split(' ').map(|one| view! { <span class="box">{one.to_owned()}</span>" " }).collect_view();
        return view! { <td>{boxes}</td> }.into_any();
    }
    view! { <td class:number=is_number class:doubted=doubted>{text}</td> }.into_any()
}

/// What does not add up, what is noted, and who signs.
fn below(table: &Table) -> AnyView {
    let unbalanced = table.unbalanced().into_iter().map(|words| view! { <p class="note">"未平："{words}</p> });
    let notes = table.notes.iter().cloned().map(|words| view! { <p class="note">{words}</p> });
    view! {
        {unbalanced.collect_view()}{notes.collect_view()}
        {signed()}
    }
    .into_any()
}

/// Who signs.
pub fn signed() -> AnyView {
    view! { <p class="signed"><span>"填表人："</span><span>"复核人："</span><span>"单位负责人："</span></p> }.into_any()
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::report::table::{Shown, Spec};

    use super::*;

    const LIST: &[Spec<String>] =
        &[Spec::value("姓名", 20, Kind::Text, Shown::Everywhere, |text| Cell::from(text.as_str()))];

    #[test]
    fn each_page_has_the_header_and_its_number_and_the_last_is_signed() {
        let names: Vec<String> = (0..90).map(|n| format!("孩子{n}")).collect();
        let html = super::table(
            "/x.css",
            &Table::listed("甲校花名册".into(), NaiveDate::default(), LIST, &names),
            "用途：上报",
        );
        let pages = html.matches("<section").count();
        assert!(pages > 1, "{pages}");
        for again in ["<thead>", "用途：上报", "<h1>甲校花名册"] {
            assert_eq!(html.matches(again).count(), pages, "{again}");
        }
        assert!(html.contains(&format!("第{pages}页 / 共{pages}页")), "{html}");
        assert_eq!(html.matches("单位负责人：").count(), 1);
        assert!(!html.contains("<script") && !html.contains("style="), "nothing inline");
        assert!(html.contains("<title>打印 · 五有</title>"), "the title names nobody");
    }

    #[test]
    fn what_somebody_typed_stays_text() {
        let names = ["<script>alert(1)</script>".to_owned()];
        let html = super::table("/x.css", &Table::listed("表".into(), NaiveDate::default(), LIST, &names), "<b>x</b>");
        assert!(!html.contains("<script>") && !html.contains("<b>x</b>"), "{html}");
    }
}
