//! Texts of strangers, without what is no text.

/// A text without control characters, terminal sequences and marks that turn the direction of what follows; line
/// breaks are `\n`, and no blanks stand around it.
pub fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let after = &rest[first.len_utf8()..];
        rest = after;
        match first {
            '\u{1b}' => rest = behind_sequence(after),
            '\u{9b}' => rest = behind_numbers(after).unwrap_or(after),
            '\r' => {
                rest = after.strip_prefix('\n').unwrap_or(after);
                out.push('\n');
            }
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\t' => out.push(' '),
            c if is_invisible(c) => {}
            c => out.push(c),
        }
    }
    let trimmed = out.trim();
    if trimmed.len() == out.len() { out } else { trimmed.to_owned() }
}

/// Whether a character shows nothing, or changes how others are shown. Joiners are letters of some scripts.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(c, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}' | '\u{61c}')
}

/// What comes after a terminal sequence; a sequence without an end is only its first character.
fn behind_sequence(after: &str) -> &str {
    if let Some(numbers) = after.strip_prefix('[') {
        return behind_numbers(numbers).unwrap_or(after);
    }
    match after.strip_prefix([']', 'P', '^', '_']) {
        Some(order) => order.find(['\u{7}', '\u{1b}']).map_or(after, |end| {
            let end = &order[end..];
            end.strip_prefix("\u{1b}\\").or_else(|| end.strip_prefix('\u{7}')).unwrap_or(end)
        }),
        None => after,
    }
}

/// What comes after numbers, signs and a letter, such as `31;1m`.
fn behind_numbers(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !('\u{20}'..='\u{3f}').contains(&c))?;
    text[end..].strip_prefix(|c: char| ('\u{40}'..='\u{7e}').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn what_is_no_text_goes_and_every_word_stays() {
        assert_eq!(clean("\u{1b}[31;1m王\u{1b}[0m小\u{0}明\u{7}"), "王小明");
        assert_eq!(clean("\u{1b}]0;title\u{7}李\u{1b}]8;;x\u{1b}\\娜"), "李娜");
        assert_eq!(clean("张\u{202e}三\u{200b}\u{feff}"), "张三");
        assert_eq!(clean(" 王一\r\n王二\r王三\t四 \u{3000}"), "王一\n王二\n王三 四");
        // Without an end it is no sequence, and what follows may be a name.
        assert_eq!(clean("\u{1b}]周八"), "]周八");
        assert_eq!(clean("\u{1b}[12"), "[12");
        assert_eq!(clean("\u{1b}"), "");
        assert_eq!(clean("\u{9b}2J吴"), "吴");
    }
}
