//! The sentences that mentors write most often. The centre edits them; a sentence that was once used is
//! never thrown away, only retired, so that old entries can be read.

use serde::{Deserialize, Serialize};

use crate::log::{ActivityKind, Goal, PhraseCode};

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
    /// The kind of activity with which alone it is offered; none for one that is offered with all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ActivityKind>,
}

impl Phrase {
    /// The same, offered with a kind of activity alone.
    #[must_use]
    pub fn of(self, kind: ActivityKind) -> Self {
        Self { kind: Some(kind), ..self }
    }

    /// A sentence in both languages.
    pub fn new(code: &str, words: &str, english: &str) -> Self {
        Self {
            code: code.into(),
            words: words.to_owned(),
            english: english.to_owned(),
            serves: vec![],
            retired: false,
            kind: None,
        }
    }
}

/// What is taught of drowning by the rules of six and four (六不、四知) and of other dangers.
const OF_SAFETY: [(&str, &str, &str); 6] = [
    ("six_donts", "防溺水“六不”讲清了", "The six don’ts of drowning were explained"),
    (
        "four_knows",
        "“四知”跟家长说了：去哪、和谁、做什么、几点回",
        "The carers know the four: where, with whom, what, back when",
    ),
    ("road_safety", "讲了交通安全", "Safety on the road"),
    ("fire_safety", "讲了用火用电", "Safety with fire and electricity"),
    ("bullying", "讲了防欺凌、防性侵", "Bullying and abuse, and whom to tell"),
    ("letter_home", "致家长一封信发了", "The letter to the parents was handed out"),
];

/// The sentences of a county that has not written its own.
pub fn usual() -> Vec<Phrase> {
    let of_all = [
        ("homework_done", "作业完成了", "Homework was done"),
        ("good_mood", "情绪不错", "In good spirits"),
        ("quiet", "近来话少", "Quieter than usual"),
        ("carer_well", "家里老人身体好", "The carer is well"),
        ("carer_ill", "家里老人身体不好", "The carer is ill"),
        ("spoke_with_parents", "和爸妈通了话", "Spoke with the parents"),
        ("needs_supplies", "缺学习或生活用品", "Needs supplies"),
        ("nobody_home", "门锁着，没人在家", "Locked, nobody at home"),
    ]
    .map(|(code, words, english)| Phrase::new(code, words, english));
    let of_safety =
        OF_SAFETY.map(|(code, words, english)| Phrase::new(code, words, english).of(ActivityKind::SafetyLesson));
    of_all.into_iter().chain(of_safety).collect()
}
