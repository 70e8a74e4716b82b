//! The plan of a child (一生一策): few lines, each from a situation to who does what until when. For a child whom its
//! school has marked it is a full one: both aims, and everything of each line.

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

    /// What it does not say and a line of a full plan says; nothing of a line that is settled.
    pub fn lacks(&self) -> Vec<Part> {
        let is_open = |part: &Part| match part {
            Part::Situation => self.situation.trim().is_empty(),
            Part::Goal => self.goal.trim().is_empty(),
            Part::Measure => self.measure.trim().is_empty(),
            Part::Who => self.who.trim().is_empty(),
            Part::Review => self.review_on.is_none(),
        };
        Part::ALL.into_iter().filter(|part| self.goes_on() && is_open(part)).collect()
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

/// What a line of a full plan says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// How things are.
    Situation,
    /// What is to become of it.
    Goal,
    /// What is done about it.
    Measure,
    /// Who does it.
    Who,
    /// When somebody looks what came of it.
    Review,
}

impl Part {
    /// All of them, in the order in which they are asked.
    pub const ALL: [Self; 5] = [Self::Situation, Self::Goal, Self::Measure, Self::Who, Self::Review];
}

/// The aims to which a full plan has no line yet; one that was dropped is none.
pub fn without_line(plan: &[PlanLine]) -> Vec<Aim> {
    let has = |aim: Aim| plan.iter().any(|line| line.aim == aim && line.came_of != Some(CameOf::Dropped));
    Aim::ALL.iter().copied().filter(|aim| !has(*aim)).collect()
}

/// Whether nothing is missing of a full plan.
pub fn is_full(plan: &[PlanLine]) -> bool {
    without_line(plan).is_empty() && plan.iter().all(|line| line.lacks().is_empty())
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

/// Lines that a plan has as a rule, and up to which further ones are proposed: more are read by nobody. A full plan has
/// as many as there are gaps.
pub const LINES_USUAL: usize = 3;

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

/// All that a plan could say, from what is missing: dangers first, then what is owed most, then what nobody has begun.
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
            ..PageBody::default()
        };
        let gaps = Gaps { page: &page, nothing_yet: &[Goal::Family, Goal::Study, Goal::Virtue], quality: None };
        let because: Vec<_> = proposed(&gaps).iter().map(|line| (line.goal, line.because)).collect();
        assert_eq!(
            because,
            [
                (None, Because::OpenHazard),
                (Some(Goal::Family), Because::StillOwed),
                (Some(Goal::Study), Because::NothingYet),
                (Some(Goal::Virtue), Because::NothingYet),
            ]
        );
    }

    #[test]
    fn a_full_plan_has_both_aims_and_says_everything_of_each_line() {
        let whole = |aim| PlanLine {
            measure: "每天读十分钟".to_owned(),
            who: "爷爷".to_owned(),
            review_on: Some(NaiveDate::default()),
            ..PlanLine::new(aim, "口算慢", "背完口诀")
        };
        assert_eq!(without_line(&[]), Aim::ALL);
        assert_eq!(without_line(&[whole(Aim::Study)]), [Aim::Spirit]);
        let bare = PlanLine::new(Aim::Spirit, "", " ");
        assert_eq!(bare.lacks(), Part::ALL);
        assert!(!is_full(&[whole(Aim::Study), bare.clone()]));
        let done = PlanLine { came_of: Some(CameOf::Done), ..bare.clone() };
        assert!(is_full(&[whole(Aim::Study), done]), "what is settled is asked nothing more");
        let dropped = PlanLine { came_of: Some(CameOf::Dropped), ..bare };
        assert!(!is_full(&[whole(Aim::Study), dropped]), "and what was dropped is no line");
        assert!(is_full(&[whole(Aim::Study), whole(Aim::Spirit)]));
    }

    #[test]
    fn where_nothing_is_missing_nothing_is_proposed() {
        let gaps = Gaps { page: &PageBody::default(), nothing_yet: &[], quality: Some(CareQuality::Good) };
        assert_eq!(proposed(&gaps), []);
    }
}
