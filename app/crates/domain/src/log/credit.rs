//! What an entry counts for. This is the one definition: the phone, the desks, the tables and the
//! database's index of credits all use it.

use chrono::NaiveDate;

use super::entry::{Log, Met, Mode};
use super::{ActivityKind, Outcome};
use crate::code::coded;

coded! {
    /// The five goals, clockwise from the top of the flower.
    Goal {
        /// 物质上有帮助
        Material = "material",
        /// 心理上有疏导
        Mind = "mind",
        /// 学习上有进步
        Study = "study",
        /// 亲情上有关爱
        Family = "family",
        /// 品德上有提升
        Virtue = "virtue",
    }
}

/// One thing that an entry can count as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// The child was seen or spoken to, or its family.
    Contact,
    /// Somebody was met at home.
    HomeVisit,
    /// Child and parents were in contact, or the parents were spoken to.
    FamilyContact,
    /// Somebody spoke with the child, not with a group.
    Talk,
    /// A safety lesson or drill.
    Safety,
}

impl Mark {
    /// Every mark that an entry can have.
    pub const ALL: [Self; 5] = [Self::Contact, Self::HomeVisit, Self::FamilyContact, Self::Talk, Self::Safety];

    /// The mark's bit. Bits are stored: none is ever given another meaning.
    pub fn bit(self) -> u32 {
        match self {
            Self::Contact => 1,
            Self::HomeVisit => 1 << 1,
            Self::FamilyContact => 1 << 2,
            Self::Talk => 1 << 3,
            Self::Safety => 1 << 4,
        }
    }
}

/// A set of marks: the sum of their bits, as it is stored.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Marks(pub u32);

impl Marks {
    /// Whether a mark is among them.
    pub fn has(self, mark: Mark) -> bool {
        self.0 & mark.bit() != 0
    }

    /// The same marks, and one more where `when` holds.
    #[must_use]
    pub fn with(self, mark: Mark, when: bool) -> Self {
        if when { Self(self.0 | mark.bit()) } else { self }
    }
}

/// What an entry counts for, for each child it concerns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Credit {
    /// The day it happened.
    pub on: NaiveDate,
    /// Of which kind it was.
    pub kind: ActivityKind,
    /// As what it counts.
    pub marks: Marks,
}

/// What an entry counts for; `None` when it was withdrawn or nobody was met. Of an outcome or a way that
/// this version does not know nobody can say that somebody was.
pub fn credit(log: &Log) -> Option<Credit> {
    let body = &log.body;
    let met_somebody = matches!(body.outcome, Outcome::Normal | Outcome::Concern | Outcome::FollowUp);
    if log.withdrawn || !met_somebody || body.mode == Mode::Unlisted {
        return None;
    }
    let attributes = body.kind.attributes();
    let parents = body.met.iter().any(|m| matches!(m, Met::Father | Met::Mother));
    let marks = Marks::default()
        .with(Mark::Contact, true)
        // A session for whole classes is nobody's home visit, whatever it calls itself.
        .with(Mark::HomeVisit, body.mode == Mode::HomeVisit && body.classes.is_empty())
        .with(Mark::FamilyContact, attributes.family_contact || parents)
        .with(Mark::Talk, body.mode != Mode::Group && body.classes.is_empty())
        .with(Mark::Safety, attributes.safety);
    Some(Credit { on: body.occurred_on, kind: body.kind, marks })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{AccountId, ChildId, LogId};
    use crate::log::LogBody;
    use chrono::DateTime;
    use uuid::Uuid;

    fn log(body: LogBody) -> Log {
        Log::first(LogId(Uuid::nil()), AccountId(Uuid::nil()), body, DateTime::default())
    }

    fn plain(kind: ActivityKind, mode: Mode) -> LogBody {
        LogBody::plain(vec![ChildId(Uuid::nil())], kind, mode, NaiveDate::default())
    }

    fn marks(body: LogBody) -> Vec<Mark> {
        credit(&log(body)).map(|c| Mark::ALL.into_iter().filter(|m| c.marks.has(*m)).collect()).unwrap_or_default()
    }

    #[test]
    fn a_visit_counts_as_contact_visit_and_talk() {
        let all = [Mark::Contact, Mark::HomeVisit, Mark::Talk];
        assert_eq!(marks(plain(ActivityKind::Tutoring, Mode::HomeVisit)), all);
    }

    #[test]
    fn what_a_later_version_says_in_words_unknown_here_counts_for_nothing() {
        let body = plain(ActivityKind::Tutoring, Mode::AtSchool);
        assert_eq!(marks(LogBody { outcome: Outcome::Unlisted, ..body.clone() }), []);
        assert_eq!(marks(LogBody { mode: Mode::Unlisted, ..body }), []);
    }

    #[test]
    fn nobody_at_home_and_what_was_withdrawn_count_for_nothing() {
        let body = plain(ActivityKind::HomeSchool, Mode::HomeVisit);
        assert_eq!(marks(LogBody { outcome: Outcome::NotMet, ..body.clone() }), []);
        assert_eq!(credit(&Log { withdrawn: true, ..log(body) }), None);
    }

    #[test]
    fn a_lesson_for_a_class_is_neither_visit_nor_talk() {
        let body =
            LogBody { classes: vec!["一年级1班".to_owned()], ..plain(ActivityKind::SafetyLesson, Mode::HomeVisit) };
        assert_eq!(marks(body), [Mark::Contact, Mark::Safety]);
    }

    #[test]
    fn meeting_a_parent_is_family_contact_whatever_the_kind() {
        let body = LogBody { met: vec![Met::Mother], ..plain(ActivityKind::Tutoring, Mode::AtSchool) };
        assert!(marks(body).contains(&Mark::FamilyContact));
    }

    #[test]
    fn every_mark_has_a_bit_of_its_own() {
        let all = Mark::ALL.iter().fold(0, |bits, mark| bits | mark.bit());
        assert_eq!(all.count_ones() as usize, Mark::ALL.len());
    }
}
