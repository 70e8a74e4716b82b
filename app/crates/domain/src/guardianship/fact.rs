//! The four facts a home visit asks about: who cares for the child, where the parents are, does the
//! phone work, is the home safe.
//!
//! A fact is a version that appends; the newest by day seen, then by capture, is the current one.
//! *Who* looks after the child and *how well* are separate fields.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::code::{attributed, coded};
use crate::id::{AccountId, AdultId, ChildId, FactId, HouseholdId};
use crate::register::Child;

/// Most characters of each thing that an answer says in words.
pub const FACT_CHARS_MAX: usize = 200;

/// What follows from a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactAttributes {
    /// Whether each child has an answer of its own; otherwise the household has one for all its children.
    pub per_child: bool,
}

const OF_THE_CHILD: FactAttributes = FactAttributes { per_child: true };
const OF_THE_HOUSEHOLD: FactAttributes = FactAttributes { per_child: false };

attributed! {
    /// Which of the four questions.
    FactKind: FactAttributes, otherwise OF_THE_CHILD, {
        /// 谁在照看: who looks after the child, and how well.
        Carer = "carer" => OF_THE_CHILD,
        /// 爸妈在哪: where father and mother are, and since when.
        Parents = "parents" => OF_THE_CHILD,
        /// 电话通吗: whether the family can be reached by phone.
        Phone = "phone" => OF_THE_HOUSEHOLD,
        /// 住处安全吗: whether the home is safe.
        Home = "home" => OF_THE_HOUSEHOLD,
    }
}

impl FactKind {
    /// What an answer about a child is about.
    pub fn subject(self, child: &Child) -> FactSubject {
        if self.attributes().per_child { FactSubject::Child(child.id) } else { FactSubject::Household(child.household) }
    }
}

/// What a fact is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactSubject {
    /// One child: who looks after it, or where its parents are.
    Child(ChildId),
    /// One adult; none of the four questions is about one.
    Adult(AdultId),
    /// A household, and so each of its children.
    Household(HouseholdId),
}

coded! {
    /// Who looks after the child.
    CarerKind {
        /// 祖父母
        PaternalGrandparents = "paternal_grandparents",
        /// 外祖父母
        MaternalGrandparents = "maternal_grandparents",
        /// 其他亲属
        Relative = "relative",
        /// 邻居或朋友
        Neighbour = "neighbour",
        /// 父母一方在家,有能力
        ParentHome = "parent_home",
        /// 父母一方在家,无监护能力
        ParentIncapable = "parent_incapable",
        /// 无人照护
        Nobody = "nobody",
        /// 托管机构
        Trusteeship = "trusteeship",
        /// 民政监护
        CivilAffairs = "civil_affairs",
    }
}

coded! {
    /// How well the child is looked after.
    CareQuality {
        /// 较好
        Good = "good",
        /// 一般
        Fair = "fair",
        /// 差
        Poor = "poor",
    }
}

coded! {
    /// How far away a parent is.
    Away {
        /// 在家
        Home = "home",
        /// 县内
        InCounty = "in_county",
        /// 县外省内
        InProvince = "in_province",
        /// 省外
        OutOfProvince = "out_of_province",
        /// 境外
        Abroad = "abroad",
        /// 失联
        LostContact = "lost_contact",
        /// 已故
        Deceased = "deceased",
        /// 不详
        Unknown = "unknown",
    }
}

coded! {
    /// Whether the family can be reached by phone.
    PhoneState {
        /// 能打通
        Works = "works",
        /// 打不通
        Dead = "dead",
        /// 换了号
        Changed = "changed",
        /// 没有电话
        None = "none",
    }
}

coded! {
    /// Whether the home is safe.
    HomeState {
        /// 安全
        Safe = "safe",
        /// 有隐患
        Hazard = "hazard",
        /// 危险
        Danger = "danger",
    }
}

/// Where one parent is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParentWhere {
    /// At home, how far away, out of contact, deceased or not known.
    pub away: Away,
    /// Place in words, such as 广东东莞.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Since which day the parent has been away; `None` when nobody wrote it down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<NaiveDate>,
}

impl ParentWhere {
    /// A parent of whom nothing is known.
    pub fn unknown() -> Self {
        Self { away: Away::Unknown, place: String::new(), since: None }
    }

    /// Whether the parent lives elsewhere, so that the child is left behind by them.
    pub fn is_away(&self) -> bool {
        matches!(self.away, Away::InCounty | Away::InProvince | Away::OutOfProvince | Away::Abroad | Away::LostContact)
    }
}

/// The answer to one of the four questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactValue {
    /// Who looks after the child, and how well.
    Carer {
        /// What the carer is to the child, or that there is nobody.
        kind: CarerKind,
        /// Name and relation in words, such as 奶奶 罗桂兰.
        #[serde(default)]
        who: String,
        /// How well; `None` when nobody has judged it.
        #[serde(default)]
        quality: Option<CareQuality>,
    },
    /// Where the parents are.
    Parents {
        /// Where the father is.
        father: ParentWhere,
        /// Where the mother is.
        mother: ParentWhere,
    },
    /// Whether the family can be reached.
    Phone {
        /// Whether a call gets through.
        state: PhoneState,
        /// The number that works now, digits only.
        #[serde(default)]
        number: Option<String>,
    },
    /// Whether the home is safe.
    Home {
        /// How safe it is.
        state: HomeState,
        /// What is wrong, in words.
        #[serde(default)]
        hazards: String,
    },
}

impl FactValue {
    /// Which of the four questions this answers.
    pub fn kind(&self) -> FactKind {
        match self {
            Self::Carer { .. } => FactKind::Carer,
            Self::Parents { .. } => FactKind::Parents,
            Self::Phone { .. } => FactKind::Phone,
            Self::Home { .. } => FactKind::Home,
        }
    }

    /// Whether something in it is longer than [`FACT_CHARS_MAX`].
    pub fn is_too_long(&self) -> bool {
        let is_long = |text: &str| text.chars().count() > FACT_CHARS_MAX;
        match self {
            Self::Carer { who, .. } => is_long(who),
            Self::Parents { father, mother } => is_long(&father.place) || is_long(&mother.place),
            Self::Phone { number, .. } => number.as_deref().is_some_and(is_long),
            Self::Home { hazards, .. } => is_long(hazards),
        }
    }

    /// Whether every code in it is known here, so that it can be a new answer's start.
    pub fn is_wholly_known(&self) -> bool {
        match self {
            Self::Carer { kind, quality, .. } => {
                *kind != CarerKind::Unlisted && *quality != Some(CareQuality::Unlisted)
            }
            Self::Parents { father, mother } => [father, mother].iter().all(|p| p.away != Away::Unlisted),
            Self::Phone { state, .. } => *state != PhoneState::Unlisted,
            Self::Home { state, .. } => *state != HomeState::Unlisted,
        }
    }
}

/// One version of one fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Of this version alone; a newer answer has another.
    pub id: FactId,
    /// What it is about.
    pub subject: FactSubject,
    /// The answer; its kind is the question.
    pub value: FactValue,
    /// The day it was seen or told.
    pub seen_on: NaiveDate,
    /// Who recorded it; `None` for an import.
    pub author: Option<AccountId>,
    /// When it was recorded, by the recorder's clock.
    pub captured_at: DateTime<Utc>,
    /// Another person's version that this one contradicts, because its recorder had not seen it. Both
    /// are kept; the school says which holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disputes: Option<FactId>,
    /// Whether this version only says that the one before it should never have been written, so that nothing is known.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsaid: bool,
}

impl Fact {
    /// By what the newest of some versions is found: the day seen, then the capture.
    pub(crate) fn age(&self) -> (NaiveDate, DateTime<Utc>, FactId) {
        (self.seen_on, self.captured_at, self.id)
    }
}

/// The current version among all versions of the facts about one subject.
pub fn current<'a>(facts: impl IntoIterator<Item = &'a Fact>, kind: FactKind) -> Option<&'a Fact> {
    let newest = facts.into_iter().filter(|f| f.value.kind() == kind).max_by_key(|f| f.age());
    newest.filter(|fact| !fact.unsaid)
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn phone(n: u128, day: u32, state: PhoneState) -> Fact {
        Fact {
            id: FactId(Uuid::from_u128(n)),
            subject: FactSubject::Household(HouseholdId(Uuid::nil())),
            value: FactValue::Phone { state, number: None },
            seen_on: NaiveDate::from_ymd_opt(2026, 9, day).unwrap_or_default(),
            author: None,
            captured_at: DateTime::default(),
            disputes: None,
            unsaid: false,
        }
    }

    #[test]
    fn the_latest_day_seen_is_current_whatever_the_order_of_arrival() {
        let facts = [phone(3, 8, PhoneState::Dead), phone(1, 9, PhoneState::Works), phone(2, 7, PhoneState::None)];
        assert_eq!(current(&facts, FactKind::Phone).map(|f| f.id), Some(facts[1].id));
        assert_eq!(current(&facts, FactKind::Home), None);
    }

    #[test]
    fn what_was_unsaid_is_not_known() {
        let mut facts = vec![phone(1, 8, PhoneState::Dead), Fact { unsaid: true, ..phone(2, 9, PhoneState::Dead) }];
        assert_eq!(current(&facts, FactKind::Phone), None);
        facts.push(phone(3, 10, PhoneState::Works));
        assert_eq!(current(&facts, FactKind::Phone).map(|f| f.id), Some(facts[2].id));
    }

    #[test]
    fn what_an_answer_says_in_words_has_a_bound() {
        for (length, long) in [(FACT_CHARS_MAX, false), (FACT_CHARS_MAX + 1, true)] {
            let text = "长".repeat(length);
            let away = ParentWhere { place: text.clone(), ..ParentWhere::unknown() };
            let said = [
                FactValue::Carer { kind: CarerKind::Relative, who: text.clone(), quality: None },
                FactValue::Parents { father: away.clone(), mother: ParentWhere::unknown() },
                FactValue::Parents { father: ParentWhere::unknown(), mother: away },
                FactValue::Phone { state: PhoneState::Works, number: Some(text.clone()) },
                FactValue::Home { state: HomeState::Hazard, hazards: text },
            ];
            assert!(said.iter().all(|value| value.is_too_long() == long), "{length}");
        }
    }

    #[test]
    fn a_parent_who_has_died_is_not_away() {
        assert!(!ParentWhere { away: Away::Deceased, ..ParentWhere::unknown() }.is_away());
        assert!(ParentWhere { away: Away::LostContact, ..ParentWhere::unknown() }.is_away());
    }
}
