//! A child's file on paper, 一人一档: who it is, what is known of the home, and the entries.

use desk_api::child_file::ChildFile;
use domain::guardianship::FactKind;
use domain::report::table::{Cell, Kind, Shown, Spec};
use domain::report::{EntryLine, Table};
use leptos::prelude::*;

use super::document;
use super::table::{Above, Hand, pages};
use crate::words;

/// A line of what stands above the entries.
const LINE_MM: f64 = 8.0;

const ENTRIES: &[Spec<EntryLine>] = &[
    Spec::value("日期", 12, Kind::Day, Shown::Everywhere, |e| Cell::Day(e.on)),
    Spec::value("做了什么", 30, Kind::Text, Shown::Everywhere, |e| {
        Cell::Text(words::log::deed(e.kind, e.mode, e.outcome))
    }),
    Spec::value("记下的话", 60, Kind::Text, Shown::Everywhere, |e| Cell::Text(words::log::said(e))),
];

/// What is known of the child and its home, by title.
fn known(file: &ChildFile) -> Vec<(&'static str, String)> {
    let today = file.as_of;
    let mut lines = vec![
        (
            "孩子",
            words::joined(&[&file.child.name, &words::register::child(&file.child, &file.class_name, &[], today)]),
        ),
        ("学校", file.school.clone()),
        ("结对教师", file.mentor.clone().unwrap_or_else(|| "还没结对".to_owned())),
        ("住址", file.address.clone()),
    ];
    for kind in FactKind::ALL {
        let line = file.facts.iter().find(|line| line.value.kind() == *kind);
        let said = line.map(|line| format!("{}（{}）", words::guardianship::fact(&line.value), line.seen_on));
        lines.push((words::guardianship::question(*kind), said.unwrap_or_default()));
    }
    let adults = file.adults.iter().filter(|adult| adult.may_be_told);
    let adult = |a: &domain::report::AdultLine| {
        words::joined(&[&words::register::adult(a), a.phone.as_deref().unwrap_or_default()])
    };
    lines.push(("联系人", adults.map(adult).collect::<Vec<_>>().join("；")));
    lines
}

/// A child's file; `under` says who took it, when and for what.
pub fn child_file(css: &str, file: &ChildFile, under: &str) -> String {
    document(css, "打印", || {
        let lines = known(file);
        let mm = LINE_MM * f64::from(u32::try_from(lines.len()).unwrap_or_default()) + 4.0;
        let lines = lines.into_iter().map(|(title, said)| view! { <div><dt>{title}</dt><dd>{said}</dd></div> });
        let view = view! { <dl class="known">{lines.collect_view()}</dl> }.into_any();
        // What somebody took back is no part of the file that leaves the house.
        let entries: Vec<EntryLine> = file.entries.iter().filter(|entry| !entry.withdrawn).cloned().collect();
        let table = Table::listed("个人档案".to_owned(), file.as_of, ENTRIES, &entries);
        pages(&table, under, Above { view: Some(view), mm }, Hand::Printed)
    })
}
