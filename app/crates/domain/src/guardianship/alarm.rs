//! What in a child's situation must not wait, derived from the current facts. Nobody types an alarm.

use chrono::NaiveDate;

use super::fact::{Away, CarerKind, FactKind, FactValue, HomeState, PhoneState};
use crate::code::attributed;
use crate::term::age_on;

/// What follows from an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlarmAttributes {
    /// Whether somebody must act today, outside of every list.
    pub today: bool,
    /// The fact from which it follows, where it can be looked into and mended.
    pub fact: FactKind,
}

const TODAY: AlarmAttributes = AlarmAttributes { today: true, fact: FactKind::Carer };
const SOON: AlarmAttributes = AlarmAttributes { today: false, fact: FactKind::Carer };

attributed! {
    /// Alarms about a child.
    Alarm: AlarmAttributes, otherwise SOON, {
        /// 未满8周岁无人看护 (未成年人保护法 21)
        Unattended = "unattended" => TODAY,
        /// 未满16周岁独自生活 (未成年人保护法 21)
        LivesAlone = "lives_alone" => TODAY,
        /// 照护人无监护能力: the parent at home cannot look after the child
        CarerIncapable = "carer_incapable" => SOON,
        /// 住处危险
        HomeInDanger = "home_in_danger" => AlarmAttributes { today: true, fact: FactKind::Home },
        /// 家里电话打不通: no call gets through, or there is no phone
        NoPhone = "no_phone" => AlarmAttributes { today: false, fact: FactKind::Phone },
        /// 父母都失联或已故
        NoParentReachable = "no_parent_reachable" => AlarmAttributes { today: false, fact: FactKind::Parents },
    }
}

/// Age in years below which a child must not be unattended.
pub const UNATTENDED_BELOW: u32 = 8;
/// Age in years below which a child must not live alone.
pub const ALONE_BELOW: u32 = 16;

/// The alarms that follow from a child's current facts on a day. Where the birth date is not known,
/// the child is taken for a small one.
pub fn alarms<'a>(
    facts: impl IntoIterator<Item = &'a FactValue>,
    birth: Option<NaiveDate>,
    day: NaiveDate,
) -> Vec<Alarm> {
    let age = birth.map_or(0, |birth| age_on(birth, day));
    let mut found: Vec<Alarm> = facts.into_iter().filter_map(|fact| of_fact(fact, age)).collect();
    found.sort_unstable();
    found
}

fn of_fact(fact: &FactValue, age: u32) -> Option<Alarm> {
    let gone = |away| matches!(away, Away::LostContact | Away::Deceased);
    match fact {
        FactValue::Carer { kind: CarerKind::Nobody, .. } if age < UNATTENDED_BELOW => Some(Alarm::Unattended),
        FactValue::Carer { kind: CarerKind::Nobody, .. } if age < ALONE_BELOW => Some(Alarm::LivesAlone),
        FactValue::Carer { kind: CarerKind::ParentIncapable, .. } => Some(Alarm::CarerIncapable),
        FactValue::Home { state: HomeState::Danger, .. } => Some(Alarm::HomeInDanger),
        FactValue::Phone { state: PhoneState::Dead | PhoneState::None, .. } => Some(Alarm::NoPhone),
        FactValue::Parents { father, mother } if gone(father.away) && gone(mother.away) => {
            Some(Alarm::NoParentReachable)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn carer(kind: CarerKind) -> FactValue {
        FactValue::Carer { kind, who: String::new(), quality: None }
    }

    #[test]
    fn who_may_be_alone_depends_on_age() {
        let day = NaiveDate::from_ymd_opt(2026, 9, 18).unwrap_or_default();
        let born = |year| NaiveDate::from_ymd_opt(year, 9, 18);
        let of = |birth| alarms([&carer(CarerKind::Nobody)], birth, day);
        assert_eq!(of(born(2019)), [Alarm::Unattended]);
        assert_eq!(of(born(2018)), [Alarm::LivesAlone], "eight today");
        assert_eq!(of(born(2010)), [], "sixteen today");
        assert_eq!(of(None), [Alarm::Unattended]);
        assert!(Alarm::Unattended.attributes().today && !Alarm::NoPhone.attributes().today);
    }

    #[test]
    fn one_parent_who_answers_is_enough() {
        let at = |away| super::super::fact::ParentWhere { away, ..super::super::fact::ParentWhere::unknown() };
        let parents = |father, mother| FactValue::Parents { father: at(father), mother: at(mother) };
        let of = |fact: FactValue| alarms([&fact], None, NaiveDate::default());
        assert_eq!(of(parents(Away::Deceased, Away::LostContact)), [Alarm::NoParentReachable]);
        assert_eq!(of(parents(Away::Deceased, Away::OutOfProvince)), []);
    }
}
