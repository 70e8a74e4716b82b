//! What a row of a table is: an entry, a section's heading, or something that is passed over.

use super::class;
use super::grid::Grid;
use super::header::{Header, is_another};
use super::text::{compact, has, is_one};

/// What a row is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowKind {
    /// It holds nothing.
    Empty,
    /// Somebody's entry.
    Entry,
    /// It names the class of the rows below.
    Class(String),
    /// It names the section of the rows below.
    Section(String),
    /// A total, a sign-off, a note, the header again.
    PassedOver,
    /// The header of another table begins; what follows is not of this one.
    Another,
    /// It looks like none of the table's.
    Odd,
}

const TOTALS: &[&str] = &["合计", "总计", "小计", "共计", "累计", "本页", "总人数", "汇总", "人数合计", "统计"];
const SIGNED: &[&str] = &[
    "单位负责人",
    "负责人",
    "复核人",
    "复核",
    "填表人",
    "填表",
    "审核人",
    "审核",
    "制表人",
    "制表",
    "填报人",
    "填报单位",
    "填报时间",
    "填报日期",
    "填报学校",
    "经办人",
    "联系人",
    "联系电话",
    "校长",
    "园长",
    "班主任",
    "分管领导",
    "日期",
    "签字",
    "签名",
    "盖章",
    "学校",
    "单位",
    "时间",
    "学校名称",
    "学校盖章",
    "单位盖章",
    "统计人",
    "报送人",
    "主管领导",
    "报送时间",
    "制表时间",
    "审批人",
    "包联领导",
];
const NOTES: &[&str] = &[
    "说明",
    "备注",
    "注",
    "填表说明",
    "填写说明",
    "注意",
    "注意事项",
    "提示",
    "例",
    "示例",
    "样例",
    "例如",
    "要求",
    "填报说明",
];
const LISTS: &[&str] = &[
    "台账",
    "名册",
    "花名册",
    "统计表",
    "登记表",
    "信息表",
    "一览表",
    "汇总表",
    "摸底表",
    "名单",
    "信息采集表",
    "调查表",
    "明细表",
];

/// What a row below the header is; `name` is the column of the names.
pub fn kind(grid: &Grid, header: &Header, row: usize, name: Option<usize>) -> RowKind {
    let texts = grid.texts(row);
    let Some((_, first)) = texts.first() else { return RowKind::Empty };
    if header.comes_again(grid, row) || is_counted(&texts) || stands_above(grid, header, &texts) {
        return RowKind::PassedOver;
    }
    if is_another(grid, row) {
        return RowKind::Another;
    }
    let plain = compact(first);
    if is_total(&plain)
        || texts.get(1).is_some_and(|(_, t)| plain.chars().all(|c| c.is_ascii_digit()) && is_total(&compact(t)))
    {
        return RowKind::PassedOver;
    }
    if is_signed(&plain) || is_note(&plain, texts.len()) {
        return RowKind::PassedOver;
    }
    if let Some(class) = plain.starts_with("班级:").then(|| class::of_section(first)).flatten() {
        return RowKind::Class(class);
    }
    match texts.as_slice() {
        [(column, text)] => alone(*column, text, name),
        _ => RowKind::Entry,
    }
}

/// A row that holds one text.
fn alone(column: usize, text: &str, name: Option<usize>) -> RowKind {
    let plain = compact(text);
    if plain.chars().all(|c| c.is_ascii_digit()) {
        return RowKind::PassedOver;
    }
    if let Some(class) = class::of_section(text) {
        return RowKind::Class(class);
    }
    if name == Some(column) && !class::is_heading(&plain) {
        return RowKind::Entry;
    }
    let long = plain.chars().count() > 24 || plain.contains('。');
    if long || LISTS.iter().any(|word| plain.ends_with(word) && plain.chars().count() > word.chars().count() + 4) {
        return RowKind::PassedOver;
    }
    if column == 0 || class::is_heading(&plain) || name.is_some_and(|name| column < name) {
        return RowKind::Section(section(&plain));
    }
    RowKind::Odd
}

/// `以下为幼儿园学生` is the section 幼儿园.
fn section(text: &str) -> String {
    let text = text.trim_start_matches(['(', '[', '-', '—', '*']).trim_end_matches([')', ']', ':', '-', '—', '*']);
    let begun = ["以下为", "以下是", "以下", "下面是", "下面为"]
        .iter()
        .find_map(|word| text.strip_prefix(word))
        .unwrap_or(text);
    let ended = ["留守儿童名单", "学生名单", "名单", "留守儿童", "部分", "学生", "幼儿", "儿童"]
        .iter()
        .find_map(|word| begun.strip_suffix(word));
    let kept = ended.unwrap_or(begun);
    if kept.is_empty() { text.to_owned() } else { kept.to_owned() }
}

fn is_total(text: &str) -> bool {
    let counted = text.strip_prefix('共').and_then(|rest| rest.find(['人', '名']).and_then(|at| rest.get(..at)));
    let short = text.chars().count() <= 30;
    short
        && (TOTALS.iter().any(|word| text.starts_with(word))
            || counted.is_some_and(|n| n.chars().all(|c| c.is_ascii_digit())))
}

/// A label with a colon, or with nothing after it: `单位负责人：`, `制表`.
fn is_signed(text: &str) -> bool {
    let label = text.split_once(':').map_or(text, |(label, _)| label);
    let label = label.split_once('(').map_or(label, |(label, _)| label);
    is_one(label, SIGNED) && (text.contains(':') || label == text || text.contains('('))
        || has(text, &["单位负责人:", "复核人:", "填表人:", "审核人:", "制表人:", "填报人:", "负责人签字", "校长签字"])
}

fn is_note(text: &str, texts: usize) -> bool {
    let label =
        text.split_once([':', '.', '、']).map(|(label, _)| label.trim_end_matches(|c: char| c.is_ascii_digit()));
    let numbered = texts == 1
        && text.split_once(['.', '、', ')']).is_some_and(|(number, rest)| {
            let number = number.trim_start_matches('(');
            !number.is_empty()
                && number.chars().all(|c| "一二三四五六七八九十0123456789".contains(c))
                && rest.chars().count() > 8
        });
    label.is_some_and(|label| is_one(label, NOTES))
        || is_one(text, &["例", "示例", "样例", "说明", "填表说明"])
        || numbered
}

/// A row of the columns' numbers: 1, 2, 3, 4 …
fn is_counted(texts: &[(usize, String)]) -> bool {
    let numbers: Option<Vec<u32>> = texts.iter().map(|(_, text)| text.trim_end_matches(".0").parse().ok()).collect();
    numbers.is_some_and(|n| n.len() >= 3 && n.windows(2).all(|w| matches!(w, [a, b] if *b == a.saturating_add(1))))
}

/// The lines above the header, as they come again at the top of a page.
fn stands_above(grid: &Grid, header: &Header, texts: &[(usize, String)]) -> bool {
    let above: Vec<String> =
        (0..header.first).flat_map(|row| grid.texts(row)).map(|(_, text)| compact(&text)).collect();
    texts.iter().all(|(_, text)| above.contains(&compact(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sign_offs_totals_and_notes() {
        for text in ["单位负责人:", "填表人:李红", "复核人:", "制表", "审核:张三", "校长(签字):", "日期:2026.9"]
        {
            assert!(is_signed(text), "{text}");
        }
        for text in ["合计", "共32人", "总计:32", "小计32人", "本页小计"] {
            assert!(is_total(text), "{text}");
        }
        for text in ["说明:本表一式两份", "备注:略", "注:略", "注1:略", "1.本表由班主任填写并签名", "示例"]
        {
            assert!(is_note(text, 1), "{text}");
        }
        for text in ["王芳", "1", "一年级1班", "学校路王芳", "合欢", "共青团", "注册", "单位"] {
            assert!(!is_total(text) && !is_note(text, 5), "{text}");
        }
    }

    #[test]
    fn a_row_of_one_text() {
        assert_eq!(alone(0, "以下为幼儿园学生", Some(1)), RowKind::Section("幼儿园".into()));
        assert_eq!(alone(0, "一年级1班（32人）", Some(1)), RowKind::Class("一年级1班".into()));
        assert_eq!(alone(1, "王芳", Some(1)), RowKind::Entry);
        assert_eq!(alone(0, "31", Some(1)), RowKind::PassedOver);
        assert_eq!(alone(9, "看一下", Some(1)), RowKind::Odd);
        assert_eq!(alone(1, "幼儿园部", Some(1)), RowKind::Section("幼儿园部".into()));
    }
}
