//! What the desks do to a child's place in the register: which school and class, which home, which file.

use rand::rngs::StdRng;
use rand::{Rng as _, RngExt as _};
use serde::{Deserialize, Serialize};

/// One deed. Numbers choose among what is there at that moment, modulo how many there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Deed {
    /// Two files become one child's.
    Join { kept: u8, other: u8 },
    /// Two files that became one are two again.
    TakeApart { which: u8 },
    /// All children of a class go on under another name of it.
    Rename { school: u8, class: u8, days: i8 },
    /// A child changes into another class of its school.
    ChangeClass { child: u8, class: u8, days: i8 },
    /// A school goes into its next year; some children are offered to the other school.
    Year { school: u8, offered: u8 },
    /// The other school takes in, or declines, who is offered; or the offer is withdrawn.
    Answer { school: u8, how: u8 },
    /// The newest acts of a school: one is taken back.
    TakeBack { school: u8, which: u8 },
    /// A child leaves the register after a last day.
    Exit { child: u8, why: u8, days: i8 },
    /// Somebody types a child in: one who was there before, or a new one.
    Enter { school: u8, child: u8, days: i8 },
    /// A school's list is taken over, with some children in other classes, some missing and a new one.
    Import { school: u8, shift: u8, whole: bool },
    /// A list is taken back.
    TakeBackImport { school: u8, which: u8 },
    /// A child comes to a sibling's household, gets one of its own, or goes back.
    Rehouse { child: u8, with: u8, how: u8 },
    /// A child changes hands some days ahead.
    HandAhead { child: u8, mentor: u8, days: u8 },
    /// A second mentor stands beside the first for some days.
    Beside { child: u8, mentor: u8, days: u8 },
    /// A child's mentor is asked about the page of this term, or what was asked is said to be settled.
    Ask { child: u8, how: u8 },
}

/// A day near today.
fn days(rng: &mut StdRng) -> i8 {
    [0, 0, 0, 1, 2, -1, -3, 5][usize::try_from(rng.next_u32() % 8).unwrap_or_default()]
}

impl Deed {
    /// How many kinds of deeds there are.
    pub const KINDS: usize = 15;

    /// The number of its kind.
    pub(crate) fn kind(&self) -> usize {
        match self {
            Self::Join { .. } => 0,
            Self::TakeApart { .. } => 1,
            Self::Rename { .. } => 2,
            Self::ChangeClass { .. } => 3,
            Self::Year { .. } => 4,
            Self::Answer { .. } => 5,
            Self::TakeBack { .. } => 6,
            Self::Exit { .. } => 7,
            Self::Enter { .. } => 8,
            Self::Import { .. } => 9,
            Self::TakeBackImport { .. } => 10,
            Self::Rehouse { .. } => 11,
            Self::HandAhead { .. } => 12,
            Self::Beside { .. } => 13,
            Self::Ask { .. } => 14,
        }
    }

    /// Some deed.
    pub(crate) fn any(rng: &mut StdRng) -> Self {
        let mut byte = || (rng.next_u32() & 0xff) as u8;
        let (one, other, how) = (byte(), byte(), byte());
        match rng.random_range(0..100) {
            0..18 => Self::Join { kept: one, other },
            18..26 => Self::TakeApart { which: one },
            26..36 => Self::Rename { school: one, class: other, days: days(rng) },
            36..42 => Self::ChangeClass { child: one, class: other, days: days(rng) },
            42..51 => Self::Year { school: one, offered: other },
            51..58 => Self::Answer { school: one, how },
            58..64 => Self::TakeBack { school: one, which: other },
            64..69 => Self::Exit { child: one, why: other, days: days(rng) },
            69..75 => Self::Enter { school: one, child: other, days: days(rng) },
            75..80 => Self::Import { school: one, shift: other, whole: rng.random() },
            80..83 => Self::TakeBackImport { school: one, which: other },
            83..88 => Self::Rehouse { child: one, with: other, how },
            88..92 => Self::HandAhead { child: one, mentor: other, days: 1 + how % 6 },
            92..96 => Self::Ask { child: one, how },
            _ => Self::Beside { child: one, mentor: other, days: how % 6 },
        }
    }
}
