//! What is due for a school's children: 近期关爱安排表. By child, in the order of the register; no teacher is counted.

use chrono::NaiveDate;

use super::child_line::ChildLine;
use super::official;
use super::table::{Cell, Kind, Shown, Spec, Table};
use crate::term::due::Due;

const COLUMNS: &[Spec<ChildLine>] = &[
    Spec::value("班级", 14, Kind::Text, Shown::Everywhere, |l| Cell::from(l.class_name.as_str())),
    Spec::value("姓名", 12, Kind::Text, Shown::Everywhere, |l| Cell::from(l.name.as_str())),
    Spec::value("结对教师", 12, Kind::Text, Shown::Everywhere, |l| {
        Cell::from(l.mentor.as_deref().unwrap_or_default())
    }),
    Spec::value("要做的（最晚哪天）", 44, Kind::Text, Shown::Everywhere, |l| Cell::Text(due(l))),
    Spec::value("上次家访", 12, Kind::Day, Shown::OnPaper, |l| Cell::from(l.last_visit)),
    Spec::value("上次联系", 12, Kind::Day, Shown::OnPaper, |l| Cell::from(l.last_contact)),
];

fn due(line: &ChildLine) -> String {
    let one = |due: &Due| format!("{}{}（{}）", due.round, official::duty(due.duty), due.by);
    line.due.iter().map(one).collect::<Vec<_>>().join("、")
}

/// The list of the children for whom something is pressing, in the order in which they come; of these all that is due.
pub fn due_list(school: &str, as_of: NaiveDate, lines: &[ChildLine]) -> Table {
    let pressing = |line: &&ChildLine| line.due.iter().any(|due| due.is_pressing(as_of));
    let waiting: Vec<ChildLine> = lines.iter().filter(pressing).cloned().collect();
    let note = Some("备注：没记下不等于没见过；没网的手机，记录可能还没送到。".to_owned());
    Table::listed(format!("{school}近期关爱安排表"), as_of, COLUMNS, &waiting).noting(note)
}
