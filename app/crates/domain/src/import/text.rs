//! Texts of cells as they can be compared: without what nobody sees, in one width, without blanks.

use std::borrow::Cow;

/// A cell's text without what nobody sees: control, bidirectional and zero-width characters, and the apostrophe
/// that makes a spreadsheet keep a number as text. A line break stays, as `\n`.
pub fn cleaned(text: &str) -> String {
    let plain: String = text
        .replace("\r\n", "\n")
        .chars()
        .map(|c| match c {
            '\r' | '\u{b}' | '\u{c}' | '\u{2028}' | '\u{2029}' => '\n',
            '\t' => ' ',
            other => other,
        })
        .filter(|c| *c == '\n' || !is_hidden(*c))
        .collect();
    let text = plain.trim();
    let bare = text.trim_start_matches(['\'', '’', '‘', '`', '＇']).trim_start();
    if bare.len() < text.len() && bare.is_empty() { text.to_owned() } else { bare.to_owned() }
}

/// Characters that leave no trace on paper.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// In one line: a line break is a blank.
pub fn in_line(text: &str) -> Cow<'_, str> {
    if text.contains('\n') { Cow::Owned(text.split_whitespace().collect::<Vec<_>>().join(" ")) } else { text.into() }
}

/// Every full-width sign of ASCII in its half-width form.
pub fn half(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '　' => ' ',
            '【' | '〔' => '(',
            '】' | '〕' => ')',
            other => other,
        })
        .collect()
}

/// In half width and without any blank: what two ways of writing one word have in common.
pub fn compact(text: &str) -> String {
    half(text).chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether any of the words is part of the text.
pub fn has(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

/// Whether the text is one of the words.
pub fn is_one(text: &str, words: &[&str]) -> bool {
    words.contains(&text)
}

/// Whether a character is one of the Han script, rare ones and the dot between the parts of a name included.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '〇')
}

/// What stands for an empty cell: a stroke, or a word that says that there is nothing.
pub fn is_blank_word(text: &str) -> bool {
    let word = compact(text);
    word.chars()
        .all(|c| matches!(c, '/' | '\\' | '-' | '—' | '–' | '_' | '―' | '.' | '。' | '、' | '?' | '·' | '|' | ','))
        || is_one(
            &word,
            &["无", "不详", "未知", "暂无", "没有", "空", "N/A", "n/a", "NA", "不知道", "不清楚", "不明", "未填"],
        )
}

/// A text and what stands in brackets after it: `王秀英（奶奶）`. Half width.
pub fn with_remark(text: &str) -> (String, Option<String>) {
    let text = half(text);
    match text.split_once('(') {
        Some((head, tail)) => {
            let remark = tail.replace(')', " ");
            let remark = remark.trim();
            (head.trim().to_owned(), (!remark.is_empty()).then(|| remark.to_owned()))
        }
        None => (text.trim().to_owned(), None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_sees_is_dropped_and_a_line_break_stays() {
        assert_eq!(cleaned("\u{202e}王\u{200b}芳\u{0}\r\n李娜 "), "王芳\n李娜");
        assert_eq!(cleaned("'610922201806309843"), "610922201806309843");
        assert_eq!(in_line("家庭\n住址"), "家庭 住址");
    }

    #[test]
    fn widths_and_blanks_do_not_matter() {
        assert_eq!(compact(" 联 系　电话（父）１ "), "联系电话(父)1");
        assert_eq!(with_remark("王秀英（奶奶）"), ("王秀英".to_owned(), Some("奶奶".to_owned())));
    }

    #[test]
    fn a_stroke_says_nothing() {
        assert!(["", "/", "——", "无", " 不 详 "].iter().all(|t| is_blank_word(t)));
        assert!(!is_blank_word("无锡"));
    }
}
