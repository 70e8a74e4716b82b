//! The kinds of activity, and what follows from each. A further kind is one row here, a word in each
//! language and an icon.

use super::credit::Goal;
use crate::code::attributed;

/// What follows from a kind of activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of a kind, whatever the others say")]
pub struct ActivityAttributes {
    /// Which of the five haves it serves, where the county has not said otherwise
    /// ([`crate::rules::RuleSet::goals_of`]).
    pub goal: Option<Goal>,
    /// Whether it is a safety lesson or drill, the floor below the five haves.
    pub safety: bool,
    /// Whether its words are for the author and the child's mentor alone.
    pub confidential: bool,
    /// Whether child and parents are in contact by it.
    pub family_contact: bool,
    /// Whether it can be done with whole classes, for each of whose children it then counts.
    pub for_classes: bool,
    /// Whether something is given by it.
    pub gives: bool,
}

const NONE: ActivityAttributes = ActivityAttributes {
    goal: None,
    safety: false,
    confidential: false,
    family_contact: false,
    for_classes: false,
    gives: false,
};
/// Of a kind that a newer app knows nothing is taken for granted, and nothing is refused.
const NOT_KNOWN: ActivityAttributes = ActivityAttributes { confidential: true, for_classes: true, ..NONE };
const SAFETY: ActivityAttributes = ActivityAttributes { safety: true, for_classes: true, ..NONE };

const fn serves(goal: Goal) -> ActivityAttributes {
    ActivityAttributes { goal: Some(goal), ..NONE }
}

attributed! {
    /// The eight kinds of activity of the county's annual report.
    ActivityKind: ActivityAttributes, otherwise NOT_KNOWN, {
        /// 家校共育
        HomeSchool = "home_school" => ActivityAttributes { for_classes: true, ..serves(Goal::Virtue) },
        /// 物质帮扶
        MaterialAid = "material_aid" => ActivityAttributes { gives: true, ..serves(Goal::Material) },
        /// 心理疏导
        Counselling = "counselling" => ActivityAttributes { confidential: true, ..serves(Goal::Mind) },
        /// 学业辅导
        Tutoring = "tutoring" => serves(Goal::Study),
        /// 亲情关爱
        FamilyCare = "family_care" => ActivityAttributes { family_contact: true, ..serves(Goal::Family) },
        /// 安全教育
        SafetyLesson = "safety_lesson" => SAFETY,
        /// 应急防范演练
        Drill = "drill" => SAFETY,
        /// 文体娱乐
        Recreation = "recreation" => ActivityAttributes { for_classes: true, ..serves(Goal::Virtue) },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_goal_is_served_by_some_kind() {
        for goal in Goal::ALL {
            assert!(ActivityKind::ALL.iter().any(|kind| kind.attributes().goal == Some(*goal)), "{goal}");
        }
    }

    #[test]
    fn what_is_done_with_one_child_is_not_done_with_a_class() {
        use ActivityKind::{Counselling, FamilyCare, MaterialAid, Tutoring};
        let alone: Vec<_> = ActivityKind::ALL.iter().copied().filter(|k| !k.attributes().for_classes).collect();
        assert_eq!(alone, [MaterialAid, Counselling, Tutoring, FamilyCare]);
    }

    #[test]
    fn only_talks_about_the_mind_are_confidential() {
        let confidential: Vec<_> = ActivityKind::ALL.iter().filter(|k| k.attributes().confidential).collect();
        assert_eq!(confidential, [&ActivityKind::Counselling]);
    }
}
