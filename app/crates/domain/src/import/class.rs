//! Classes as they stand in cells and in rows of their own.

use super::text::{compact, is_han};

const NUMERALS: &str = "一二三四五六七八九0123456789";

/// Whether a text is the name of a class or of a grade: 三年级2班, 初二(1)班, 大班, 六年级.
pub fn is_class(text: &str) -> bool {
    let text = compact(text);
    let chars: Vec<char> = text.chars().collect();
    if chars.len() > 14 {
        return false;
    }
    let counts = |at: usize| chars.get(at).is_some_and(|c| NUMERALS.contains(*c));
    let first = chars.first().copied().unwrap_or_default();
    let in_grade = text.split_once("年级").is_some_and(|(grade, tail)| {
        grade.chars().count() <= 2
            && grade.chars().all(|c| NUMERALS.contains(c) || "初高小学".contains(c))
            && is_tail(tail)
    });
    let junior = matches!(first, '初' | '高') && counts(1) && is_tail(text.get(6..).unwrap_or_default());
    let by_number =
        counts(0) && text.ends_with('班') && chars.iter().all(|c| NUMERALS.contains(*c) || "().-年级班".contains(*c));
    let nursery = matches!(first, '大' | '中' | '小' | '托' | '学')
        && text.ends_with('班')
        && chars.iter().skip(1).all(|c| NUMERALS.contains(*c) || "()前班".contains(*c));
    in_grade || junior || by_number || nursery || (text.starts_with('(') && text.ends_with(")班"))
}

/// What may follow a grade.
fn is_tail(text: &str) -> bool {
    text.chars().all(|c| NUMERALS.contains(c) || "()班".contains(c))
        || (text.ends_with('班') && text.chars().count() <= 5)
}

/// The class that a row of its own names: `一年级1班（32人）`, `二、三年级`, `班级：一（1）班`. Without blanks, but in the
/// widths in which it is written.
pub fn of_section(text: &str) -> Option<String> {
    let whole = compact(text);
    let name = named_in(&whole)?;
    let before = whole.split_once(name).map_or(0, |(before, _)| before.chars().count());
    let written = text.chars().filter(|c| !c.is_whitespace());
    Some(written.skip(before).take(name.chars().count()).collect())
}

/// The class in a text of half width.
fn named_in(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(['(', '[']);
    let counts = |number: &str| number.chars().all(|c| "一二三四五六七八九十0123456789".contains(c));
    let bare = match text.split_once('、') {
        Some((number, rest)) if number.chars().count() <= 2 && counts(number) => rest,
        _ => text,
    };
    let bare = bare.strip_prefix("班级:").or_else(|| bare.strip_prefix("班级")).unwrap_or(bare);
    let bare = bare.split_once("班主任").map_or(bare, |(bare, _)| bare);
    let without = without_count(bare);
    let name = without.trim_end_matches([':', ')', ']', ',', ';', '.']);
    let name = if name.contains('(') && !name.contains(')') { without.trim_end_matches([':', ']']) } else { name };
    let name = ["学生", "留守儿童", "名单"].iter().fold(name, |name, end| name.strip_suffix(end).unwrap_or(name));
    is_class(name).then_some(name)
}

/// Without `(32人)`, `32人`, `共32人`.
fn without_count(text: &str) -> &str {
    let bare = text.trim_end_matches([')', ']']);
    let Some(before) = ["人", "名"].iter().find_map(|end| bare.strip_suffix(end)) else {
        return text;
    };
    let before = before.trim_end_matches(|c: char| c.is_ascii_digit());
    before.trim_end_matches(['共', '计', ':', '(', '[', '有', ',', '合'])
}

/// The class where grade and class stand apart: 三年级 and 3班 are 三年级3班, 三 and 2 are 三年级2班.
pub fn joined(grade: &str, class: &str) -> Option<String> {
    let (grade, class) = (grade.trim(), class.trim());
    let plain = compact(grade);
    match (grade.is_empty(), class.is_empty()) {
        (true, true) => None,
        (true, false) => Some(class.to_owned()),
        (false, true) => Some(in_full(&plain).unwrap_or_else(|| grade.to_owned())),
        (false, false) => {
            let flat = compact(class);
            let counts = plain.chars().all(|c| NUMERALS.contains(c));
            let holds = flat.contains("年级")
                || (!counts && flat.starts_with(&plain))
                || flat.chars().next().is_some_and(|c| "初高大中小托".contains(c));
            if holds {
                return Some(class.to_owned());
            }
            let grade = in_full(&plain).unwrap_or_else(|| grade.to_owned());
            let counts = flat.chars().all(|c| NUMERALS.contains(c) || "()".contains(c));
            Some(if counts { format!("{grade}{class}班") } else { format!("{grade}{class}") })
        }
    }
}

/// 三 and 3 as 三年级 and 3年级; `None` for a grade that says so itself.
fn in_full(grade: &str) -> Option<String> {
    (!grade.is_empty() && grade.chars().count() <= 2 && grade.chars().all(|c| NUMERALS.contains(c)))
        .then(|| format!("{grade}年级"))
}

/// Whether a text is a section's heading and nobody's name: it says a kind of school, or more than a name does.
pub fn is_heading(text: &str) -> bool {
    let text = compact(text);
    let school =
        ["幼儿园", "小学", "初中", "高中", "学前", "中学", "学部", "教学点", "以下", "部分", "年级", "班", "学段"];
    school.iter().any(|word| text.contains(word)) || text.chars().count() > 5 || !text.chars().any(is_han)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_in_every_way_of_writing() {
        for text in [
            "三年级2班",
            "三年级（2）班",
            "3年级2班",
            "六年级",
            "初二3班",
            "初三",
            "高一(4)班",
            "大班",
            "小一班",
            "大班3班",
            "中（2）班",
            "三(1)班",
            "1班",
            "3.2班",
            "学前班",
            "七年级一班",
        ] {
            assert!(is_class(text), "{text}");
        }
        for text in ["王芳", "班超", "高大明", "初雪", "松岭镇", "中山", "", "三年级2班班主任张老师说的话很多"]
        {
            assert!(!is_class(text), "{text}");
        }
    }

    #[test]
    fn a_row_may_name_a_class() {
        for (text, class) in [
            ("一年级1班（32人）", Some("一年级1班")),
            ("一年级（1）班", Some("一年级（1）班")),
            ("二、三年级", Some("三年级")),
            ("班级：一（1）班  班主任：李红", Some("一（1）班")),
            ("【大班】", Some("大班")),
            ("三年级2班 共12人", Some("三年级2班")),
            ("以下为幼儿园学生", None),
        ] {
            assert_eq!(of_section(text).as_deref(), class, "{text}");
        }
    }

    #[test]
    fn grade_and_class_are_joined() {
        for (grade, class, whole) in [
            ("三年级", "3班", Some("三年级3班")),
            ("三", "2", Some("三年级2班")),
            ("1", "1", Some("1年级1班")),
            ("3", "2班", Some("3年级2班")),
            ("三年级", "(3)班", Some("三年级(3)班")),
            ("三年级", "三年级3班", Some("三年级3班")),
            ("大班", "1班", Some("大班1班")),
            ("三", "", Some("三年级")),
            ("", "3班", Some("3班")),
            ("", "", None),
        ] {
            assert_eq!(joined(grade, class).as_deref(), whole, "{grade} {class}");
        }
    }
}
