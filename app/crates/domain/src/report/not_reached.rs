//! Of which children something is not written down in some days: 还没记下的孩子. One row a child, with why that may be.
//!
//! It says nothing of who should have done it, and *not written down* is all that it says: a teacher sees the child daily.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::activities::Reached;
use super::official;
use super::table::{Cell, Kind, Shown, Spec, Table};
use super::timespan::{self, Timespan};
use crate::code::attributed;
use crate::guardianship::{ChildAsOf, Status};
use crate::id::ChildId;
use crate::log::Mark;
use crate::register::school_year::class_order;

attributed! {
    /// What is not written down of a child: the mark that no entry of it has.
    Lack: Mark, otherwise Mark::Contact, {
        /// 没记谈心
        Talk = "talk" => Mark::Talk,
        /// 没记家访
        HomeVisit = "home_visit" => Mark::HomeVisit,
        /// 没记亲情连线
        FamilyContact = "family_contact" => Mark::FamilyContact,
        /// 没记安全教育
        Safety = "safety" => Mark::Safety,
    }
}

/// A child of whom something is not written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which child.
    pub child: ChildId,
    /// Its school.
    pub school: String,
    /// Its class.
    pub class_name: String,
    /// Its name.
    pub name: String,
    /// Name of its mentor; empty for none.
    pub mentor: String,
    /// What is not written down.
    pub lacks: Vec<Lack>,
    /// Why that may be; empty where the register knows nothing.
    pub why: String,
}

impl Line {
    fn lacks(&self, what: Lack) -> bool {
        self.lacks.contains(&what)
    }
}

/// The columns; a school's own list leaves out the first.
const COLUMNS: &[Spec<Line>] = &[
    Spec::value("学校", 20, Kind::Text, Shown::Everywhere, |l| Cell::from(l.school.as_str())),
    Spec::value("班级", 12, Kind::Text, Shown::Everywhere, |l| Cell::from(l.class_name.as_str())),
    Spec::value("姓名", 10, Kind::Text, Shown::Everywhere, |l| Cell::Child(l.child, l.name.clone())),
    Spec::value("结对教师", 10, Kind::Text, Shown::OnPaper, |l| Cell::from(l.mentor.as_str())),
    Spec::value("还没记下", 24, Kind::Text, Shown::Everywhere, |l| Cell::Text(lacking(l))),
    Spec::value("可能是因为", 30, Kind::Text, Shown::Everywhere, |l| Cell::from(l.why.as_str())),
];

const NOTE: &str =
    "备注：没记下不等于没做过，更不等于没人管；没网的手机，记录可能还没送到。请先问一问，做过的补记，没做的早点去。";

fn word(lack: Lack) -> &'static str {
    match lack {
        Lack::Talk => "谈心",
        Lack::HomeVisit => "家访",
        Lack::FamilyContact => "亲情连线",
        Lack::Safety => "安全教育",
        Lack::Unlisted => "",
    }
}

fn lacking(line: &Line) -> String {
    line.lacks.iter().map(|lack| word(*lack)).collect::<Vec<_>>().join("、")
}

/// What no entry of some days says of each child.
#[derive(Debug, Clone, Default)]
pub struct Done(BTreeMap<ChildId, BTreeSet<Lack>>);

impl Done {
    /// What was done in some days.
    pub fn of(reached: &[Reached], span: Timespan) -> Self {
        let mut done = Self::default();
        for one in reached.iter().filter(|one| span.has(one.credit.on)) {
            let marks = Lack::ALL.iter().copied().filter(|lack| one.credit.marks.has(lack.attributes()));
            done.0.entry(one.child).or_default().extend(marks);
        }
        done
    }

    /// What is not written down of a child.
    pub fn lacks(&self, child: ChildId) -> Vec<Lack> {
        let has = |lack: &Lack| self.0.get(&child).is_some_and(|done| done.contains(lack));
        Lack::ALL.iter().copied().filter(|lack| !has(lack)).collect()
    }
}

/// A stay as it stands on a list, with the days of it that count.
fn stayed(stay: &Status, span: Timespan) -> Option<String> {
    let (from, to) = (stay.from.max(span.from), stay.to.unwrap_or(span.to).min(span.to));
    let word = official::stay(stay.kind);
    let short = |day: NaiveDate| day.format("%-m月%-d日").to_string();
    (from <= to && !word.is_empty()).then(|| format!("{word}（{}至{}）", short(from), short(to)))
}

/// Why something may not be written down of a child: where it was, when it came, that it has no mentor.
pub fn why(child: &ChildAsOf<'_>, span: Timespan) -> String {
    let came = child.child.entered_on;
    let late = (came > span.from).then(|| format!("{}才入册", timespan::day(came)));
    let stays = child.stays.iter().filter_map(|stay| stayed(stay, span));
    let alone = child.responsible().is_none().then(|| "还没结对".to_owned());
    late.into_iter().chain(stays).chain(alone).collect::<Vec<_>>().join("、")
}

/// The list, by school, class and name: of those of whom one thing is not written down, or anything.
/// `of_schools` says that it is of more than one.
pub fn not_reached(
    whose: &str,
    (span, as_of): (Timespan, NaiveDate),
    lack: Option<Lack>,
    of_schools: bool,
    mut lines: Vec<Line>,
) -> Table {
    lines.retain(|line| lack.map_or(!line.lacks.is_empty(), |lack| line.lacks(lack)));
    let count = |lack: &Lack| {
        let n = lines.iter().filter(|line| line.lacks(*lack)).count();
        format!("{}{n}名", word(*lack))
    };
    let counts =
        format!("共{}名孩子。还没记下：{}。", lines.len(), Lack::ALL.iter().map(count).collect::<Vec<_>>().join("，"));
    let columns = if of_schools { COLUMNS } else { COLUMNS.get(1..).unwrap_or_default() };
    let what = lack.map(word).unwrap_or_default();
    let title = format!("{whose}还没记下{what}的孩子（{}）", span.said());
    let mut table = Table::listed(title, as_of, columns, &lines).noting(Some(counts)).noting(Some(NOTE.to_owned()));
    table.names = lines.into_iter().map(|line| (line.child, line.name)).collect();
    table
}

/// By what a school's children stand in their order.
pub fn order(line: &Line) -> ((usize, usize, String), String, ChildId) {
    (class_order(&line.class_name), line.name.clone(), line.child)
}

#[cfg(test)]
mod tests {
    use super::super::activities::tests::{any_entry, child, entry, on};
    use super::*;
    use crate::guardianship::StatusKind;
    use crate::id::{HouseholdId, StatusId};
    use crate::log::{ActivityKind, Outcome};
    use crate::register::Child;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn span() -> Timespan {
        Timespan { from: on(3, 1), to: on(8, 31) }
    }

    #[test]
    fn what_is_not_written_down_is_said_child_by_child() {
        let all: Vec<Reached> = [
            entry(1, 1, 1, ActivityKind::FamilyCare, on(3, 5), Outcome::Normal),
            entry(2, 2, 1, ActivityKind::Drill, on(3, 5), Outcome::NotMet),
        ]
        .into_iter()
        .flatten()
        .collect();
        let done = Done::of(&all, span());
        assert_eq!(done.lacks(child(1)), [Lack::HomeVisit, Lack::Safety], "a talk of one's own and the parents");
        assert_eq!(done.lacks(child(2)), Lack::ALL);
        let line = |n: u128| Line {
            child: child(n),
            school: "甲校".into(),
            class_name: "一年级1班".into(),
            name: format!("孩子{n}"),
            mentor: String::new(),
            lacks: done.lacks(child(n)),
            why: String::new(),
        };
        let lines = vec![line(1), line(2)];
        let table = not_reached("甲校", (span(), on(9, 1)), Some(Lack::Talk), false, lines.clone());
        assert_eq!((table.rows.len(), table.columns.len()), (1, 5), "not the school in its own list");
        assert_eq!(table.rows[0][3].text(), "谈心、家访、亲情连线、安全教育");
        let table = not_reached("全县", (span(), on(9, 1)), None, true, lines);
        assert_eq!((table.rows.len(), table.columns.len()), (2, 6));
        assert!(table.notes[0].starts_with("共2名孩子。还没记下：谈心1名，家访2名"), "{}", table.notes[0]);
        assert!(!table.plain_text().contains('√'), "{}", table.plain_text());
    }

    #[test]
    fn why_says_where_a_child_was_and_when_it_came() {
        let one = Child::new(child(1), HouseholdId(Uuid::nil()), "王芳".to_owned(), on(4, 2));
        let stay = |kind, from, to| Status {
            id: StatusId(Uuid::nil()),
            child: one.id,
            kind,
            source: String::new(),
            from,
            to: Some(to),
        };
        let stays = [
            stay(StatusKind::InHospital, on(5, 1), on(5, 9)),
            stay(StatusKind::WithParents, on(8, 20), on(9, 20)),
            stay(StatusKind::InHospital, on(9, 1), on(9, 9)),
        ];
        let child = ChildAsOf {
            child: &one,
            enrolment: None,
            closed_on: None,
            pairings: vec![],
            statuses: vec![],
            stays: stays.iter().collect(),
            relations: vec![],
        };
        let said = "2026年4月2日才入册、住院（5月1日至5月9日）、随父母同住（8月20日至8月31日）、还没结对";
        assert_eq!(why(&child, span()), said);
    }

    proptest! {
        #[test]
        fn an_entry_more_takes_nobody_onto_the_list(some in prop::collection::vec(any_entry(), 0..30)) {
            let one = |(n, (of, at, kind, day, met)): (u128, &(u128, u128, usize, u32, bool))| {
                let outcome = if *met { Outcome::Normal } else { Outcome::NotMet };
                entry(n, *of, *at, ActivityKind::ALL[*kind], on(3, 1) + chrono::TimeDelta::days(i64::from(*day)), outcome)
            };
            let all: Vec<Reached> = (0..).zip(&some).filter_map(one).collect();
            for upto in 0..all.len() {
                let (before, after) = (Done::of(&all[..upto], span()), Done::of(&all[..=upto], span()));
                for n in 1..5 {
                    prop_assert!(after.lacks(child(n)).iter().all(|lack| before.lacks(child(n)).contains(lack)));
                }
            }
        }
    }
}
