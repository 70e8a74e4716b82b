//! What an entry of material aid says was given: from whom, what, and how much each child got.
//!
//! All is said of one child, so that the sum stays right whoever is added, absent or erased.

use serde::{Deserialize, Serialize};

use super::entry::{Log, LogBody, Outcome};
use super::problem::{Fault, LogField, Problem};
use crate::code::coded;
use crate::id::CampaignId;

/// Most characters of the occasion.
pub const OCCASION_CHARS_MAX: usize = 40;
/// Most characters of who gave it.
pub const DONOR_CHARS_MAX: usize = 60;
/// Most characters of what it was.
pub const GIFT_CHARS_MAX: usize = 60;
/// Most things that one child is given at once.
pub const THINGS_EACH_MAX: u32 = 1_000;
/// Most money's worth that one child is given at once, in fen: a hundred thousand yuan.
pub const FEN_EACH_MAX: u64 = 10_000_000;

/// Something given. A number that nobody said is 0.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aid {
    /// On what occasion, such as 六一慰问, at most [`OCCASION_CHARS_MAX`] characters; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub occasion: String,
    /// Who gave it, at most [`DONOR_CHARS_MAX`] characters; empty where nobody said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub donor: String,
    /// What it was, at most [`GIFT_CHARS_MAX`] characters; empty for money alone.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub gift: String,
    /// How many things each child got.
    #[serde(default)]
    pub things_each: u32,
    /// How much money, or what the things are worth, for each child, in fen.
    #[serde(default)]
    pub fen_each: u64,
    /// Whether the families' receipt slips are collected.
    #[serde(default)]
    pub receipts: bool,
    /// The campaign of the school of which it is a part; none for a gift of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<CampaignId>,
}

coded! {
    /// By which way the parents answered the safety pledge, 承诺书回执.
    Pledge {
        /// 纸质: the slip came back signed.
        Paper = "paper",
        /// 微信: a picture or a word in a chat.
        Wechat = "wechat",
        /// 电话: said on the phone.
        Phone = "phone",
        /// 还没收到: it was handed out and is not back.
        Missing = "missing",
    }
}

impl Aid {
    /// Whether nothing is said of what was given.
    pub fn is_empty(&self) -> bool {
        let words = [&self.occasion, &self.donor, &self.gift];
        words.iter().all(|word| word.trim().is_empty()) && self.things_each == 0 && self.fen_each == 0
    }

    /// What each child got: `书包×1，120元`.
    pub fn each(&self) -> String {
        let gift = match self.things_each {
            0 => self.gift.clone(),
            count => format!("{}×{count}", self.gift),
        };
        let money = if self.fen_each == 0 { String::new() } else { format!("{}元", yuan(self.fen_each)) };
        [gift, money].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("，")
    }

    /// Every problem that keeps it from being accepted.
    pub fn problems(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        let mut say = |wrong: bool, field, fault| {
            if wrong {
                found.push(Problem { field, fault });
            }
        };
        say(self.occasion.chars().count() > OCCASION_CHARS_MAX, LogField::Occasion, Fault::TooLong);
        say(self.donor.chars().count() > DONOR_CHARS_MAX, LogField::Donor, Fault::TooLong);
        say(self.gift.chars().count() > GIFT_CHARS_MAX, LogField::Gift, Fault::TooLong);
        // Things have a name; without things there is money.
        let nothing = self.gift.trim().is_empty() && (self.things_each > 0 || self.fen_each == 0);
        say(nothing, LogField::Gift, Fault::Missing);
        say(self.things_each > THINGS_EACH_MAX, LogField::Things, Fault::OutOfRange);
        say(self.fen_each > FEN_EACH_MAX, LogField::Amount, Fault::OutOfRange);
        found
    }
}

impl LogBody {
    /// The campaign of a school of which the entry is a part.
    pub fn campaign(&self) -> Option<CampaignId> {
        self.aid.as_ref().and_then(|aid| aid.campaign)
    }
}

/// What an entry gives, for each child it concerns; `None` when it was withdrawn, nobody was met, or it is of a kind
/// by which nothing is given. This is the one definition: ledger and database ask it.
pub fn donation(log: &Log) -> Option<&Aid> {
    let given = !log.withdrawn && log.body.outcome != Outcome::NotMet && log.body.outcome != Outcome::Unlisted;
    log.body.aid.as_deref().filter(|_| given && log.body.kind.attributes().gives)
}

/// An amount of money in yuan, as it is written: `120`, `12.50`.
pub fn yuan(fen: u64) -> String {
    if fen.is_multiple_of(100) { (fen / 100).to_string() } else { format!("{}.{:02}", fen / 100, fen % 100) }
}

/// The fen of an amount that somebody typed in yuan, also in wide digits; `None` for what is no amount, and for less
/// than a fen.
pub fn fen(typed: &str) -> Option<u64> {
    let digit = |c: char| match c {
        '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10),
        '．' | '。' => Some('.'),
        '0'..='9' | '.' => Some(c),
        _ => None,
    };
    let plain = typed.trim().trim_end_matches(['元', '块']).trim_end();
    let plain: String = plain.chars().map(digit).collect::<Option<_>>()?;
    let (whole, part) = plain.split_once('.').unwrap_or((&plain, ""));
    if whole.is_empty() || part.len() > 2 {
        return None;
    }
    let cents = if part.is_empty() { 0 } else { format!("{part:0<2}").parse::<u64>().ok()? };
    whole.parse::<u64>().ok()?.checked_mul(100)?.checked_add(cents)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, ChildId, LogId};
    use crate::log::{ActivityKind, Mode};
    use chrono::{DateTime, NaiveDate};
    use proptest::prelude::*;
    use uuid::Uuid;

    fn bags() -> Aid {
        Aid {
            donor: "县慈善协会".to_owned(),
            gift: "书包".to_owned(),
            things_each: 1,
            fen_each: 12_000,
            ..Aid::default()
        }
    }

    fn faults(aid: &Aid) -> Vec<(LogField, Fault)> {
        aid.problems().into_iter().map(|p| (p.field, p.fault)).collect()
    }

    #[test]
    fn things_have_a_name_and_without_things_there_is_money() {
        assert_eq!(faults(&bags()), []);
        assert_eq!(faults(&Aid { fen_each: 50_000, ..Aid::default() }), []);
        assert_eq!(faults(&Aid { gift: "旧棉衣".to_owned(), ..Aid::default() }), [], "nobody counted them");
        let missing = [(LogField::Gift, Fault::Missing)];
        assert_eq!(faults(&Aid::default()), missing);
        assert_eq!(faults(&Aid { gift: "  ".to_owned(), ..bags() }), missing);
    }

    #[test]
    fn what_each_child_got_is_said_in_a_few_words() {
        assert_eq!(bags().each(), "书包×1，120元");
        assert_eq!(Aid { fen_each: 50_050, ..Aid::default() }.each(), "500.50元");
        assert_eq!(Aid { gift: "旧棉衣".to_owned(), ..Aid::default() }.each(), "旧棉衣");
    }

    #[test]
    fn what_is_too_much_says_where() {
        let much = Aid {
            occasion: "长".repeat(OCCASION_CHARS_MAX + 1),
            donor: "长".repeat(DONOR_CHARS_MAX + 1),
            gift: "长".repeat(GIFT_CHARS_MAX + 1),
            things_each: THINGS_EACH_MAX + 1,
            fen_each: FEN_EACH_MAX + 1,
            ..Aid::default()
        };
        let fields: Vec<_> = faults(&much).into_iter().map(|(field, _)| field).collect();
        let all = [LogField::Occasion, LogField::Donor, LogField::Gift, LogField::Things, LogField::Amount];
        assert_eq!(fields, all);
    }

    #[test]
    fn a_gift_counts_where_somebody_was_given_something() {
        let plain =
            LogBody::plain(vec![ChildId(Uuid::nil())], ActivityKind::MaterialAid, Mode::AtSchool, NaiveDate::default());
        let body = LogBody { aid: Some(Box::new(bags())), ..plain };
        let log = |body: LogBody| Log::first(LogId(Uuid::nil()), AccountId(Uuid::nil()), body, DateTime::default());
        assert_eq!(donation(&log(body.clone())), Some(&bags()));
        assert_eq!(donation(&log(LogBody { aid: None, ..body.clone() })), None);
        assert_eq!(donation(&log(LogBody { outcome: Outcome::NotMet, ..body.clone() })), None);
        assert_eq!(donation(&log(LogBody { kind: ActivityKind::Tutoring, ..body.clone() })), None);
        assert_eq!(donation(&Log { withdrawn: true, ..log(body) }), None);
    }

    #[test]
    fn an_amount_is_typed_as_people_type_it() {
        let typed =
            [("120", 12_000), ("１２０元", 12_000), (" 12.5 ", 1_250), ("0.05", 5), ("3.", 300), ("９．９块", 990)];
        for (text, expected) in typed {
            assert_eq!(fen(text), Some(expected), "{text}");
        }
        for text in ["", "元", "-5", "1.234", "一百", ".5", "1.2.3", "99999999999999999999"] {
            assert_eq!(fen(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(amount in 0..=FEN_EACH_MAX) {
            prop_assert_eq!(fen(&yuan(amount)), Some(amount));
        }

        #[test]
        fn reading_an_amount_never_fails(text in "[0-9.元块０-９。 -]{0,12}") {
            if let Some(read) = fen(&text) {
                prop_assert_eq!(fen(&yuan(read)), Some(read));
            }
        }
    }
}
