//! The plan of a child (一生一策): few lines, each from a situation to who does what until when.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::page::{Owed, PageBody};
use crate::code::coded;
use crate::guardianship::CareQuality;
use crate::log::Goal;

coded! {
    /// Which of the two that the county's 智志双扶 speaks of.
    Aim {
        /// 志: aspiration, habits, conduct, family.
        Spirit = "spirit",
        /// 智: study.
        Study = "study",
    }
}

coded! {
    /// What came of a line of the plan.
    CameOf {
        /// Done.
        Done = "done",
        /// Partly done; it goes on.
        Partly = "partly",
        /// Nothing came of it; it goes on.
        Nothing = "nothing",
        /// No longer wanted.
        Dropped = "dropped",
    }
}

coded! {
    /// Why a line is proposed.
    Because {
        /// Little or no contact with the parents is on record this term.
        NoFamilyContact = "no_family_contact",
        /// A level says that much is still owed.
        StillOwed = "still_owed",
        /// How the child is looked after was judged poor.
        PoorCare = "poor_care",
        /// A danger at home is open.
        OpenHazard = "open_hazard",
        /// Nothing is on record for a goal this term.
        NothingYet = "nothing_yet",
    }
}

/// One line of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanLine {
    /// Towards what.
    pub aim: Aim,
    /// How things are.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub situation: String,
    /// What is to become of it; from the fourth grade on in the child's own words.
    pub goal: String,
    /// Whether these are the child's own words.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_childs_words: bool,
    /// What is done about it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub measure: String,
    /// Who does it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub who: String,
    /// The day on which somebody looks what came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review_on: Option<NaiveDate>,
    /// What came of it; `None` while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub came_of: Option<CameOf>,
}

impl PlanLine {
    /// A line of which only situation and goal are known.
    pub fn new(aim: Aim, situation: &str, goal: &str) -> Self {
        Self {
            aim,
            situation: situation.to_owned(),
            goal: goal.to_owned(),
            in_childs_words: false,
            measure: String::new(),
            who: String::new(),
            review_on: None,
            came_of: None,
        }
    }

    /// Whether there is still something to do about it.
    pub fn goes_on(&self) -> bool {
        !matches!(self.came_of, Some(CameOf::Done | CameOf::Dropped))
    }

    /// The same line as the next term begins with it.
    #[must_use]
    pub fn carried(&self) -> Self {
        Self { review_on: None, came_of: None, ..self.clone() }
    }

    /// All that it says in words.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        [&self.situation, &self.goal, &self.measure, &self.who].into_iter().map(String::as_str)
    }
}

/// A line that is proposed, and why. Its words are the app's; a person takes, changes or leaves it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proposed {
    /// Towards what.
    pub aim: Aim,
    /// Which of the five haves it serves; none for a danger at home.
    pub goal: Option<Goal>,
    /// Why.
    pub because: Because,
}

/// Lines that are proposed at most: more are read by nobody.
pub const PROPOSED_MAX: usize = 3;

/// What the proposal looks at.
#[derive(Debug, Clone, Copy)]
pub struct Gaps<'a> {
    /// The page as it is so far.
    pub page: &'a PageBody,
    /// Goals for which nothing is on record this term, of those that apply.
    pub nothing_yet: &'a [Goal],
    /// How well the child is looked after.
    pub quality: Option<CareQuality>,
}

/// What a plan could say, from what is missing: dangers first, then what is owed most, then what nobody has begun.
pub fn proposed(gaps: &Gaps<'_>) -> Vec<Proposed> {
    let aim = |goal| if goal == Goal::Study { Aim::Study } else { Aim::Spirit };
    let of = |goal, because| Proposed { aim: aim(goal), goal: Some(goal), because };
    let mut all = Vec::new();
    if gaps.page.open_hazards().next().is_some() {
        all.push(Proposed { aim: Aim::Spirit, goal: None, because: Because::OpenHazard });
    }
    if gaps.quality == Some(CareQuality::Poor) {
        all.push(of(Goal::Material, Because::PoorCare));
    }
    let owed = gaps.page.haves.iter().filter(|judged| judged.owed == Owed::Much);
    all.extend(owed.map(|judged| of(judged.goal, Because::StillOwed)));
    for goal in gaps.nothing_yet {
        let because = if *goal == Goal::Family { Because::NoFamilyContact } else { Because::NothingYet };
        if all.iter().all(|line| line.goal != Some(*goal)) {
            all.push(of(*goal, because));
        }
    }
    all.truncate(PROPOSED_MAX);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::hazard::{Hazard, HazardKind};
    use crate::term::page::Judged;

    #[test]
    fn dangers_come_first_and_no_goal_twice() {
        let page = PageBody {
            haves: vec![Judged { goal: Goal::Family, owed: Owed::Much, child_says: String::new() }],
            hazards: vec![Hazard::found(HazardKind::Water, "", NaiveDate::default())],
            plan: vec![],
        };
        let gaps = Gaps { page: &page, nothing_yet: &[Goal::Family, Goal::Study, Goal::Virtue], quality: None };
        let because: Vec<_> = proposed(&gaps).iter().map(|line| (line.goal, line.because)).collect();
        assert_eq!(
            because,
            [
                (None, Because::OpenHazard),
                (Some(Goal::Family), Because::StillOwed),
                (Some(Goal::Study), Because::NothingYet),
            ]
        );
    }

    #[test]
    fn where_nothing_is_missing_nothing_is_proposed() {
        let gaps = Gaps { page: &PageBody::default(), nothing_yet: &[], quality: Some(CareQuality::Good) };
        assert_eq!(proposed(&gaps), []);
    }
}
