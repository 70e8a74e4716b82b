//! Names of persons: kept as the police register writes them, compared as people mean them.
//!
//! Lists pad short names (`王　芳`), write the dot in a name of a minority in six ways, and use
//! full-width letters. None of that makes another person.

/// Characters that stand for the dot between the parts of a name.
const DOTS: [char; 11] = ['·', '•', '‧', '・', '･', '．', '.', '。', '∙', '⋅', '●'];

/// The dot that the police register writes.
const DOT: char = '·';

/// A name as it is kept: without the blanks that lists pad with, every other character as it came.
///
/// A blank between two Latin letters is part of the name and stays, as one blank.
pub fn kept(text: &str) -> String {
    let chars: Vec<char> = text.trim_matches(is_blank).chars().collect();
    let mut name = String::with_capacity(text.len());
    for (at, c) in chars.iter().enumerate() {
        if !is_blank(*c) {
            name.push(*c);
            continue;
        }
        let before = name.chars().next_back();
        let after = chars.get(at + 1..).unwrap_or_default().iter().find(|c| !is_blank(**c));
        let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
        if latin(before) && latin(after.copied()) {
            name.push(' ');
        }
    }
    name
}

/// What two ways of writing one name have in common. Only for comparing, never shown.
pub fn key(name: &str) -> String {
    super::phone::half_width(name)
        .chars()
        .filter(|c| !is_blank(*c))
        .map(|c| if DOTS.contains(&c) { DOT } else { c })
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether two texts write the same name.
pub fn same(one: &str, other: &str) -> bool {
    key(one) == key(other)
}

/// Blanks of all widths, and the invisible characters that spreadsheets and chats bring along.
fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{3000}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_padded_name_is_the_same_child() {
        for text in ["王芳", "王　芳", " 王 芳", "王\u{200b}芳", "王  芳 "] {
            assert_eq!(kept(text), "王芳", "{text:?}");
            assert!(same(text, "王芳"));
        }
        assert!(!same("王芳", "王方"));
    }

    #[test]
    fn the_dot_is_kept_as_it_is_written_and_compares_equal() {
        for text in ["阿依古丽·买买提", "阿依古丽•买买提", "阿依古丽.买买提", "阿依古丽 ・ 买买提", "阿依古丽．买买提"]
        {
            assert!(same(text, "阿依古丽·买买提"), "{text}");
        }
        assert_eq!(kept("阿依古丽•买买提"), "阿依古丽•买买提");
    }

    #[test]
    fn rare_characters_and_latin_names_stay_whole() {
        assert_eq!(kept("𬀩䶮"), "𬀩䶮");
        assert_eq!(kept(" Anna  Maria "), "Anna Maria");
        assert!(same("ＡＮＮＡ", "anna"));
    }

    proptest! {
        #[test]
        fn keeping_twice_changes_nothing_and_never_makes_another_person(text in "[王芳阿·• 　A-Za-z]{0,12}") {
            prop_assert_eq!(kept(&kept(&text)), kept(&text));
            prop_assert!(same(&kept(&text), &text));
        }
    }
}
