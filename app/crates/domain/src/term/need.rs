//! What a child needs on a day, for those who answer for a school: whether it is in danger, has nobody, was not
//! spoken to in time, or has something due. The same [`due`] and [`contact_by`] as on the phone.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::due::{Due, Duty, LastDays, Situation, contact_by, due, is_unseen};
use crate::code::coded;
use crate::guardianship::Alarm;
use crate::rules::RuleSet;

coded! {
    /// What somebody should do something about, most urgent first. A child is listed under the first that holds.
    Need {
        /// An alarm for which somebody must act today.
        Danger = "danger",
        /// Nobody is its mentor.
        Unpaired = "unpaired",
        /// Nobody noted a talk in the time of the rules.
        Silent = "silent",
        /// Something else is late, or due for people in the days that the rules look ahead.
        Due = "due",
        /// Nothing for now: it is in hospital or with its parents.
        Paused = "paused",
    }
}

/// How things stand with a child on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The alarms that follow from what is known of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alarms: Vec<Alarm>,
    /// Whether somebody is its mentor.
    pub paired: bool,
    /// Whether duties wait for it, apart from the holidays.
    pub paused: bool,
    /// By when somebody should see or speak with it ([`contact_by`]).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_by: Option<NaiveDate>,
    /// What is due, most urgent first ([`due`]).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub due: Vec<Due>,
}

impl Standing {
    /// How things stand, by the rules of the day.
    pub fn of(
        rules: &RuleSet,
        done: &LastDays,
        child: &Situation,
        alarms: Vec<Alarm>,
        paired: bool,
        today: NaiveDate,
    ) -> Self {
        Self {
            alarms,
            paired,
            paused: child.pauses.iter().any(|pause| pause.on(today)),
            contact_by: contact_by(rules, done, child, today),
            due: due(rules, done, child, today),
        }
    }

    /// Whether a need holds, be it the most urgent or not.
    pub fn has(&self, need: Need, today: NaiveDate) -> bool {
        match need {
            Need::Danger => self.alarms.iter().any(|alarm| alarm.attributes().today),
            Need::Unpaired => !self.paired,
            Need::Silent => is_unseen(self.contact_by, today),
            Need::Due => self.besides(today).next().is_some(),
            Need::Paused => self.paused,
            Need::Unlisted => false,
        }
    }

    /// Under which need the child is listed; `None` for one that needs nothing.
    pub fn first(&self, today: NaiveDate) -> Option<Need> {
        Need::ALL.iter().copied().find(|need| self.has(*need, today))
    }

    /// What is pressing besides the talk whose lack has made the child a silent one.
    pub fn besides(&self, today: NaiveDate) -> impl Iterator<Item = &Due> {
        let silent = is_unseen(self.contact_by, today);
        self.due.iter().filter(move |due| due.is_pressing(today) && !(silent && is_contact(due.duty)))
    }

    /// Of a silent child the contact that is missing. None is named while holidays last, since nothing is due then.
    pub fn missed(&self, today: NaiveDate) -> Option<&Due> {
        let silent = is_unseen(self.contact_by, today);
        self.due.iter().find(|due| silent && is_contact(due.duty) && due.is_late(today))
    }
}

fn is_contact(duty: Duty) -> bool {
    matches!(duty, Duty::FirstContact | Duty::Talk)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::register::Period;
    use chrono::Days;
    use proptest::prelude::*;

    fn start() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, 1).unwrap_or_default()
    }

    fn day(offset: u64) -> NaiveDate {
        start() + Days::new(offset)
    }

    fn standing(
        alarms: Vec<Alarm>,
        paired: bool,
        talk: Option<u64>,
        stay: Option<Period>,
        today: NaiveDate,
    ) -> Standing {
        let talk = talk.map(day);
        let done = LastDays { contact: talk, talk, ..LastDays::default() };
        let child = Situation {
            since: start(),
            pauses: stay.into_iter().collect(),
            parents_to_call: true,
            ..Situation::default()
        };
        Standing::of(&RuleSet::default(), &done, &child, alarms, paired, today)
    }

    #[test]
    fn a_child_is_listed_under_what_is_most_urgent_and_keeps_its_other_reasons() {
        let today = day(40);
        let alone = standing(vec![Alarm::LivesAlone], false, None, None, today);
        assert_eq!(alone.first(today), Some(Need::Danger));
        assert!(alone.has(Need::Unpaired, today) && alone.has(Need::Silent, today) && alone.has(Need::Due, today));
        assert_eq!(standing(vec![], false, None, None, today).first(today), Some(Need::Unpaired));
        assert_eq!(standing(vec![], true, None, None, today).first(today), Some(Need::Silent));
        // Spoken with yesterday; the call with the parents is late all the same.
        assert_eq!(standing(vec![], true, Some(39), None, today).first(today), Some(Need::Due));
        assert_eq!(standing(vec![], true, Some(10), None, day(11)).first(day(11)), None);
    }

    #[test]
    fn what_can_wait_a_few_days_is_no_danger() {
        let today = day(11);
        assert_eq!(standing(vec![Alarm::NoPhone], true, Some(10), None, today).first(today), None);
    }

    #[test]
    fn of_a_silent_child_it_is_said_which_contact_is_missing_and_once() {
        let today = day(40);
        let never = standing(vec![], true, None, None, today);
        assert_eq!(never.missed(today).map(|due| due.duty), Some(Duty::FirstContact));
        let once = standing(vec![], true, Some(10), None, today);
        assert_eq!(once.missed(today).map(|due| (due.duty, due.last)), Some((Duty::Talk, Some(day(10)))));
        assert!(once.besides(today).all(|due| !is_contact(due.duty)));
    }

    #[test]
    fn a_talk_that_is_due_soon_is_due_and_not_missing() {
        let today = day(24);
        let soon = standing(vec![], true, Some(10), None, today);
        assert_eq!((soon.first(today), soon.missed(today)), (Some(Need::Due), None));
        assert!(soon.besides(today).any(|due| due.duty == Duty::Talk));
    }

    #[test]
    fn in_the_holidays_whoever_was_silent_before_them_still_is() {
        let winter = NaiveDate::from_ymd_opt(2027, 1, 25).unwrap_or_default();
        let child = standing(vec![], true, Some(60), None, winter);
        assert_eq!((child.first(winter), child.missed(winter)), (Some(Need::Silent), None));
        assert!(!child.has(Need::Due, winter));
    }

    #[test]
    fn a_stay_hides_no_danger_and_gives_no_mentor() {
        let today = day(40);
        let stay = Some(Period::new(day(38), Some(day(45))));
        assert_eq!(standing(vec![Alarm::HomeInDanger], true, None, stay, today).first(today), Some(Need::Danger));
        assert_eq!(standing(vec![], false, None, stay, today).first(today), Some(Need::Unpaired));
        assert_eq!(standing(vec![], true, None, stay, today).first(today), Some(Need::Paused));
        assert_eq!(standing(vec![], true, None, stay, day(46)).first(day(46)), Some(Need::Silent), "it comes back");
    }

    proptest! {
        #[test]
        fn each_child_is_listed_once_under_the_first_that_holds(
            alarms in prop::collection::vec(prop::sample::select(Alarm::ALL), 0..3),
            paired: bool,
            talk in prop::option::of(0u64..140),
            stay in prop::option::of((0u64..140, 0u64..40)),
            today in 0u64..140,
        ) {
            let today = day(today);
            let stay = stay.map(|(from, length)| Period::new(day(from), Some(day(from + length))));
            let child = standing(alarms, paired, talk, stay, today);
            let holding: Vec<Need> = Need::ALL.iter().copied().filter(|need| child.has(*need, today)).collect();
            prop_assert_eq!(child.first(today), holding.first().copied());
            if child.paused {
                prop_assert!(!holding.contains(&Need::Silent) && !holding.contains(&Need::Due));
            }
            let pressing = child.due.iter().filter(|due| due.is_pressing(today));
            if holding.is_empty() {
                prop_assert!(child.paired && pressing.clone().next().is_none() && !is_unseen(child.contact_by, today));
            }
            // The reasons are all that is pressing, each of them once.
            let said = child.besides(today).count() + pressing.clone().filter(|due| is_contact(due.duty)).count();
            prop_assert!(said >= pressing.count());
            prop_assert!(child.missed(today).is_none() || holding.contains(&Need::Silent));
        }
    }
}
