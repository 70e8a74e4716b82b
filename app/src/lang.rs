//! The language of the words. Rendering reads it, and a change renders everything anew.

use std::cell::Cell;

use crate::i18n::Locale;

thread_local! {
    // The server renders a page in one go on one thread; a browser has one thread.
    static LANGUAGE: Cell<Locale> = const { Cell::new(Locale::zh_CN) };
}

/// The language.
pub fn lang() -> Locale {
    LANGUAGE.get()
}

/// Sets the language by its tag; anything but `en` is Chinese.
pub fn set_lang(tag: &str) {
    LANGUAGE.set(if tag.starts_with("en") { Locale::en } else { Locale::zh_CN });
}

/// Words by key, in the language: `w!(today.title)`, `w!(child.age, age = 9)`.
#[macro_export]
macro_rules! w {
    ($($key:tt)*) => { ::leptos_i18n::td_string!($crate::lang::lang(), $($key)*) };
}
