//! Children that stand in a table twice, and numbers that two children share.

use std::collections::BTreeMap;

use super::column::Column;
use super::finding::{Cause, Finding};
use super::mask::masked_number;
use super::reading::ChildRead;
use crate::register::name;
use crate::register::school_year::class_key;

/// Each child once. Who stands there again is said and left out; who shares a number with another is said of both,
/// and neither keeps it. Children that are alike but have numbers of their own, as twins do, stay as they are.
pub fn once(children: Vec<ChildRead>, title: impl Fn(Column) -> String, findings: &mut Vec<Finding>) -> Vec<ChildRead> {
    let mut kept: Vec<ChildRead> = Vec::with_capacity(children.len());
    let mut by_number: BTreeMap<String, usize> = BTreeMap::new();
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    let mut shared: Vec<String> = Vec::new();
    for child in children {
        let say = |cause, row: usize, other: usize, column: Column, read: String| Finding {
            row,
            column: Some(column),
            title: title(column),
            read,
            cause,
            other: Some(other),
        };
        let same_number = child.id_number.as_ref().and_then(|n| by_number.get(n)).and_then(|at| kept.get(*at));
        let alike = by_name.get(&name::key(&child.name)).into_iter().flatten().filter_map(|at| kept.get(*at));
        let again = same_number
            .filter(|known| are_called_alike(known, &child))
            .or_else(|| alike.into_iter().find(|k| are_alike(k, &child)));
        if let Some(known) = again {
            findings.push(say(Cause::Twice, child.row, known.row, Column::Name, child.name.clone()));
            continue;
        }
        if let (Some(known), Some(number)) = (same_number, &child.id_number) {
            let read = masked_number(number);
            findings.push(say(Cause::IdTwice, known.row, child.row, Column::IdNumber, read.clone()));
            findings.push(say(Cause::IdTwice, child.row, known.row, Column::IdNumber, read));
            shared.push(number.clone());
        }
        if let Some(number) = &child.id_number {
            by_number.entry(number.clone()).or_insert(kept.len());
        }
        by_name.entry(name::key(&child.name)).or_default().push(kept.len());
        kept.push(child);
    }
    for child in &mut kept {
        if child.id_number.as_ref().is_some_and(|number| shared.contains(number)) {
            child.id_number = None;
        }
    }
    kept
}

fn are_called_alike(one: &ChildRead, other: &ChildRead) -> bool {
    let names = |child: &ChildRead| [Some(name::key(&child.name)), child.former_name.as_deref().map(name::key)];
    let others = names(other);
    names(one).into_iter().flatten().any(|name| others.contains(&Some(name)))
}

/// Whether two of one name are one child: in one class, born on one day, with no two numbers against it.
fn are_alike(one: &ChildRead, other: &ChildRead) -> bool {
    if let (Some(a), Some(b)) = (&one.id_number, &other.id_number)
        && a != b
    {
        return false;
    }
    let class = |child: &ChildRead| child.class_name.as_deref().map(class_key);
    let born = one.birth.is_some() && one.birth == other.birth;
    let whole = ChildRead { row: one.row, ..other.clone() } == *one;
    (class(one).is_some() && class(one) == class(other) && born) || whole
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    fn child(row: usize, name: &str, class: &str, number: Option<&str>) -> ChildRead {
        ChildRead {
            row,
            name: name.to_owned(),
            class_name: Some(class.to_owned()),
            birth: NaiveDate::from_ymd_opt(2018, 6, 30),
            id_number: number.map(str::to_owned),
            ..ChildRead::default()
        }
    }

    /// Row, cause and the other row of a finding.
    type Told = (usize, Cause, Option<usize>);

    fn read(children: Vec<ChildRead>) -> (usize, Vec<Told>, Vec<Option<String>>) {
        let mut findings = Vec::new();
        let kept = once(children, |column| column.to_string(), &mut findings);
        let found = findings.iter().map(|f| (f.row, f.cause, f.other)).collect();
        (kept.len(), found, kept.into_iter().map(|c| c.id_number).collect())
    }

    #[test]
    fn a_child_that_stands_there_again_is_read_once() {
        let one = "610922201806309843";
        let same = [child(5, "王芳", "一年级1班", Some(one)), child(9, "王　芳", "一年级（1）班", Some(one))];
        assert_eq!(read(same.to_vec()).1, [(9, Cause::Twice, Some(5))]);
        let without = [child(5, "王芳", "一年级(1)班", Some(one)), child(9, "王芳", "一年级（1）班", None)];
        assert_eq!(read(without.to_vec()).1, [(9, Cause::Twice, Some(5))]);
    }

    #[test]
    fn twins_are_two_children() {
        let twins = [
            child(5, "王芳", "一年级1班", Some("610922201806309843")),
            child(6, "王芬", "一年级1班", Some("610922201806309827")),
            child(7, "王芬", "一年级1班", Some("610922201806309860")),
        ];
        assert_eq!(read(twins.to_vec()).0, 3);
        assert!(read(twins.to_vec()).1.is_empty());
    }

    #[test]
    fn a_number_of_two_children_is_nobodys() {
        let one = Some("610922201806309843");
        let (count, found, numbers) =
            read(vec![child(5, "王芳", "一年级1班", one), child(6, "李娜", "一年级1班", one)]);
        assert_eq!(count, 2);
        assert_eq!(found, [(5, Cause::IdTwice, Some(6)), (6, Cause::IdTwice, Some(5))]);
        assert_eq!(numbers, [None, None]);
    }

    #[test]
    fn two_of_one_name_of_whom_nothing_else_is_known_are_two() {
        let bare = |row, phone: &str| ChildRead {
            row,
            name: "王芳".into(),
            family_phone: Some(phone.into()),
            ..ChildRead::default()
        };
        assert_eq!(read(vec![bare(2, "13900000000"), bare(3, "13900000001")]).0, 2);
        assert_eq!(read(vec![bare(2, "13900000000"), bare(3, "13900000000")]).0, 1);
    }
}
