//! What was given, as it is typed. Nothing of it is lost while it is no number yet.

use domain::log::aid::{Aid, fen, yuan};
use serde::{Deserialize, Serialize};

use super::number;

/// How many things, as typed; what is no number is too many, so that it is said where it stands.
pub fn typed_things(typed: &str) -> u32 {
    match typed.trim() {
        "" => 0,
        typed => number(typed).and_then(|n| u32::try_from(n).ok()).unwrap_or(u32::MAX),
    }
}

/// How much money in fen, of what was typed in yuan; what is no amount is too much.
pub fn typed_fen(typed: &str) -> u64 {
    match typed.trim() {
        "" => 0,
        typed => fen(typed).unwrap_or(u64::MAX),
    }
}

/// The part of a form on a gift.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiftForm {
    /// What it was.
    pub gift: String,
    /// Who gave it.
    pub donor: String,
    /// How many each child got, as typed.
    pub things: String,
    /// How much money each child got, as typed in yuan.
    pub yuan: String,
    /// Whether the families' receipt slips are collected.
    pub receipts: bool,
}

impl GiftForm {
    /// A form that says what was given.
    pub fn of(aid: &Aid) -> Self {
        Self {
            gift: aid.gift.clone(),
            donor: aid.donor.clone(),
            things: if aid.things_each == 0 { String::new() } else { aid.things_each.to_string() },
            yuan: if aid.fen_each == 0 { String::new() } else { yuan(aid.fen_each) },
            receipts: aid.receipts,
        }
    }

    /// What was given, also where nothing is said of it yet.
    pub fn given(&self) -> Aid {
        Aid {
            donor: self.donor.trim().to_owned(),
            gift: self.gift.trim().to_owned(),
            things_each: typed_things(&self.things),
            fen_each: typed_fen(&self.yuan),
            receipts: self.receipts,
            ..Aid::default()
        }
    }

    /// What was given; `None` where nothing is said of it.
    pub fn aid(&self) -> Option<Box<Aid>> {
        let aid = self.given();
        (!aid.is_empty()).then(|| Box::new(aid))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::log::{Fault, LogField};

    #[test]
    fn what_nobody_said_is_nothing() {
        assert_eq!(GiftForm::default().aid(), None);
        let only_receipts = GiftForm { receipts: true, donor: "  ".to_owned(), ..GiftForm::default() };
        assert_eq!(only_receipts.aid(), None);
    }

    #[test]
    fn numbers_are_read_in_either_width_and_no_number_is_too_much() {
        let form = GiftForm {
            gift: " 书包 ".to_owned(),
            things: "２".to_owned(),
            yuan: "１２０元".to_owned(),
            ..GiftForm::default()
        };
        let aid = form.aid().unwrap_or_default();
        assert_eq!((aid.gift.as_str(), aid.things_each, aid.fen_each), ("书包", 2, 12_000));
        let wrong = GiftForm { things: "两个".to_owned(), yuan: "一百".to_owned(), ..form };
        let problems = wrong.aid().unwrap_or_default().problems();
        let said: Vec<_> = problems.iter().map(|problem| (problem.field, problem.fault)).collect();
        assert_eq!(said, [(LogField::Things, Fault::OutOfRange), (LogField::Amount, Fault::OutOfRange)]);
    }
}
