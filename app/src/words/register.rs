//! Words for children and the adults around them.

use chrono::NaiveDate;
use domain::register::{Child, RelationKind};
use domain::report::AdultLine;
use domain::term::age_on;

use super::comma;
use crate::i18n::Locale;
use crate::lang::lang;
use crate::w;

/// Class, age, boarding, whether a full plan is written for it, and who else of the home goes to school.
pub fn child(child: &Child, class_name: &str, siblings: &[String], today: NaiveDate) -> String {
    let mut parts: Vec<String> =
        Some(class_name).filter(|name| !name.is_empty()).map(str::to_owned).into_iter().collect();
    if let Some(birth) = child.birth {
        parts.push(w!(child.age, age = age_on(birth, today)));
    }
    if let Some(boards) = child.boarding {
        parts.push(if boards { w!(child.boards) } else { w!(child.walks) }.to_owned());
    }
    if child.full_plan {
        parts.push(w!(child.full_plan).to_owned());
    }
    if !siblings.is_empty() {
        parts.push(w!(child.lives_with, names = siblings.join(comma())));
    }
    parts.join(" · ")
}

/// An adult, by relation and name.
pub fn adult(adult: &AdultLine) -> String {
    let relation = match adult.kind {
        RelationKind::Father => w!(facts.father),
        RelationKind::Mother => w!(facts.mother),
        RelationKind::Stepfather => w!(facts.stepfather),
        RelationKind::Stepmother => w!(facts.stepmother),
        _ => &adult.called,
    };
    format!("{relation} {}", adult.name).trim().to_owned()
}

/// Surnames of two characters; every other has one.
const LONG_SURNAMES: [&str; 14] =
    ["欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "令狐", "慕容", "夏侯", "司徒", "端木", "南宫"];

/// The surname and the rest of a name that is written in characters and has both.
fn parts(name: &str) -> Option<(&str, &str)> {
    let characters = name.chars().all(|c| matches!(c, '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{323af}'));
    let long = LONG_SURNAMES.iter().any(|surname| name.starts_with(surname) && name.chars().count() > 2);
    let at = name.char_indices().nth(if long { 2 } else { 1 }).map(|(at, _)| at);
    at.filter(|_| characters && (2..=4).contains(&name.chars().count())).map(|at| name.split_at(at))
}

/// How a teacher is addressed: 王老师 for 王建国.
pub fn teacher(name: &str) -> String {
    match lang() {
        Locale::zh_CN if name.ends_with("老师") => name.to_owned(),
        _ => {
            let spoken = if lang() == Locale::zh_CN { parts(name).map_or(name, |(surname, _)| surname) } else { name };
            w!(now.teacher, name = spoken)
        }
    }
}

/// How a child is called among those who know it: 小芳 for 李小芳.
pub fn called(name: &str) -> &str {
    parts(name).map(|(_, given)| given).filter(|given| given.chars().count() > 1).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_teacher_is_addressed_and_a_child_is_called_as_people_do() {
        for (name, addressed) in [
            ("王建国", "王老师"),
            ("李老师", "李老师"),
            ("欧阳春花", "欧阳老师"),
            ("欧阳", "欧老师"),
            ("阿依古丽·买买提", "阿依古丽·买买提老师"),
            ("Anna", "Anna老师"),
        ] {
            assert_eq!(teacher(name), addressed);
        }
        for (name, given) in
            [("李小芳", "小芳"), ("舒睿", "舒睿"), ("欧阳小芳", "小芳"), ("欧阳芳", "欧阳芳"), ("Anna", "Anna")]
        {
            assert_eq!(called(name), given);
        }
    }
}
