//! The word for a code: looked up in the section of the locales that has the list's codes as its keys.
//! A new code of a list needs a word in each language and nothing here.

use crate::i18n::Locale;
use crate::lang::lang;
use crate::w;

/// Codes with their words in Chinese and English.
pub type Table = &'static [(&'static str, [&'static str; 2])];

/// One table a section of the locales, made when the app is built.
pub mod tables {
    include!(concat!(env!("OUT_DIR"), "/tables.rs"));
}

/// The word for a code, where there is one.
pub fn find(table: Table, code: &str) -> Option<&'static str> {
    let at = match lang() {
        Locale::zh_CN => 0,
        Locale::en => 1,
    };
    table.iter().find(|(key, _)| *key == code).map(|(_, words)| words[at])
}

/// The word for a code; of one that a newer version wrote, that it is so.
pub fn word(table: Table, code: &str) -> &'static str {
    find(table, code).unwrap_or(w!(newer.word))
}

/// Declares the words of coded lists: `kind: ActivityKind = KINDS` makes the function `kind` of the
/// section `kinds`, and a test that every code of the list has its word.
macro_rules! lists {
    ($($(#[$meta:meta])* $name:ident: $list:ty = $table:ident),+ $(,)?) => {
        $(
            $(#[$meta])*
            pub fn $name(value: $list) -> &'static str {
                $crate::words::code::word($crate::words::code::tables::$table, value.code())
            }
        )+

        #[cfg(test)]
        mod every_code_has_its_word {
            use super::*;

            $(
                #[test]
                fn $name() {
                    for value in <$list>::ALL {
                        $crate::words::code::said($crate::words::code::tables::$table, value.code());
                    }
                }
            )+
        }
    };
}
pub(super) use lists;

/// Fails when a code has no word in a language.
#[cfg(test)]
pub fn said(table: Table, code: &str) {
    let words = table.iter().find(|(key, _)| *key == code).map(|(_, words)| words);
    assert!(words.is_some_and(|words| words.iter().all(|w| !w.is_empty())), "{code} has no word");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_of_a_newer_version_is_said_to_be_one() {
        assert_eq!(find(tables::KINDS, "of_next_year"), None);
        assert_eq!(word(tables::KINDS, "of_next_year"), w!(newer.word));
        assert_eq!(word(tables::KINDS, "drill"), w!(kinds.drill));
    }
}
