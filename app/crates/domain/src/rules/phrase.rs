//! The sentences that mentors write most often. The centre edits them; a sentence that was once used is
//! never thrown away, only retired, so that old entries can be read.

use serde::{Deserialize, Serialize};

use crate::log::{Goal, PhraseCode};

/// A sentence to tap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phrase {
    /// What entries keep instead of the words.
    pub code: PhraseCode,
    /// The sentence in Chinese.
    pub words: String,
    /// The sentence in English; empty where nobody has written it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub english: String,
    /// Which of the five haves an entry with it is evidence for, besides those of its kind.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub serves: Vec<Goal>,
    /// Whether it is no longer offered.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub retired: bool,
}

impl Phrase {
    /// A sentence in both languages.
    pub fn new(code: &str, words: &str, english: &str) -> Self {
        Self { code: code.into(), words: words.to_owned(), english: english.to_owned(), serves: vec![], retired: false }
    }
}

/// The sentences of a county that has not written its own.
pub fn usual() -> Vec<Phrase> {
    [
        ("homework_done", "作业完成了", "Homework was done"),
        ("good_mood", "情绪不错", "In good spirits"),
        ("quiet", "近来话少", "Quieter than usual"),
        ("carer_well", "家里老人身体好", "The carer is well"),
        ("carer_ill", "家里老人身体不好", "The carer is ill"),
        ("spoke_with_parents", "和爸妈通了话", "Spoke with the parents"),
        ("needs_supplies", "缺学习或生活用品", "Needs supplies"),
        ("nobody_home", "门锁着，没人在家", "Locked, nobody at home"),
    ]
    .map(|(code, words, english)| Phrase::new(code, words, english))
    .into()
}
