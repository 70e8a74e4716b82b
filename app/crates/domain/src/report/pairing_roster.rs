//! The roster of a school's pairings, 师生结对帮扶名册: a row for each mentor who has children.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::roster::Line;
use super::table::{Cell, Kind, Shown, Spec, Table};
use crate::id::{AccountId, ChildId};

/// A mentor with the children.
#[derive(Debug, Clone, PartialEq, Eq)]
struct MentorLine {
    number: usize,
    name: String,
    phone: String,
    children: Vec<ChildId>,
    /// Names and classes, as a school writes them into one cell.
    pupils: String,
}

const COLUMNS: &[Spec<MentorLine>] = &[
    Spec::value("序号", 6, Kind::Number, Shown::Everywhere, |l| Cell::Number(l.number)),
    Spec::value("结对教师", 12, Kind::Text, Shown::Everywhere, |l| Cell::from(l.name.as_str())),
    Spec::value("手机号", 16, Kind::Code, Shown::Guarded, |l| Cell::from(l.phone.as_str())),
    Spec::value("结对学生(班级)", 60, Kind::Text, Shown::Everywhere, |l| Cell::from(l.pupils.as_str())),
    Spec::value("人数", 8, Kind::Number, Shown::Everywhere, |l| Cell::Count(l.children.clone())),
];

fn pupil(line: &Line) -> String {
    if line.class_name.is_empty() { line.name.clone() } else { format!("{}({})", line.name, line.class_name) }
}

/// The roster, by the mentors' names. Who has no mentor is noted below it.
pub fn pairing_roster(school: &str, as_of: NaiveDate, lines: &[Line]) -> Table {
    let mut mentors: BTreeMap<(&str, AccountId), Vec<&Line>> = BTreeMap::new();
    for line in lines {
        if let Some(mentor) = line.mentor_id {
            mentors.entry((line.mentor.as_str(), mentor)).or_default().push(line);
        }
    }
    let mentor = |(number, ((name, _), children)): (usize, (&(&str, AccountId), &Vec<&Line>))| MentorLine {
        number,
        name: (*name).to_owned(),
        phone: children.first().map(|line| line.mentor_phone.clone()).unwrap_or_default(),
        children: children.iter().map(|line| line.child).collect(),
        pupils: children.iter().map(|line| pupil(line)).collect::<Vec<_>>().join("、"),
    };
    let rows: Vec<MentorLine> = (1..).zip(&mentors).map(mentor).collect();
    let without: Vec<String> = lines.iter().filter(|line| line.mentor_id.is_none()).map(pupil).collect();
    let note = (!without.is_empty()).then(|| format!("备注：还没结对的孩子：{}", without.join("、")));
    Table::listed(format!("{school}师生结对帮扶名册"), as_of, COLUMNS, &rows).noting(note)
}
