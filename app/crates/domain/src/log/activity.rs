//! The kinds of activity, and what follows from each. A further kind is one row here, a word in each
//! language and an icon.

use super::credit::Goal;
use crate::code::attributed;

/// What follows from a kind of activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each says one thing of a kind, whatever the others say")]
pub struct ActivityAttributes {
    /// What the county's annual report calls it, whoever reads that.
    pub official: &'static str,
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

/// Of a kind that a newer app knows nothing is taken for granted, and nothing is refused.
const NOT_KNOWN: ActivityAttributes = ActivityAttributes { confidential: true, for_classes: true, ..called("其他") };

const fn called(official: &'static str) -> ActivityAttributes {
    ActivityAttributes {
        official,
        goal: None,
        safety: false,
        confidential: false,
        family_contact: false,
        for_classes: false,
        gives: false,
    }
}

const fn safety(official: &'static str) -> ActivityAttributes {
    ActivityAttributes { safety: true, for_classes: true, ..called(official) }
}

const fn serves(goal: Goal, official: &'static str) -> ActivityAttributes {
    ActivityAttributes { goal: Some(goal), ..called(official) }
}

attributed! {
    /// The eight kinds of activity of the county's annual report.
    ActivityKind: ActivityAttributes, otherwise NOT_KNOWN, {
        /// 家校共育
        HomeSchool = "home_school" => ActivityAttributes { for_classes: true, ..serves(Goal::Virtue, "家校共育") },
        /// 物质帮扶
        MaterialAid = "material_aid" => ActivityAttributes { gives: true, ..serves(Goal::Material, "物质帮扶") },
        /// 心理疏导
        Counselling = "counselling" => ActivityAttributes { confidential: true, ..serves(Goal::Mind, "心理疏导") },
        /// 学业辅导
        Tutoring = "tutoring" => serves(Goal::Study, "学业辅导"),
        /// 亲情关爱
        FamilyCare = "family_care" => ActivityAttributes { family_contact: true, ..serves(Goal::Family, "亲情关爱") },
        /// 安全教育
        SafetyLesson = "safety_lesson" => safety("安全教育"),
        /// 应急防范演练
        Drill = "drill" => safety("应急防范演练"),
        /// 文体娱乐
        Recreation = "recreation" => ActivityAttributes { for_classes: true, ..serves(Goal::Virtue, "文体娱乐") },
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
    fn each_kind_has_an_official_word_of_its_own() {
        let known = ActivityKind::ALL.iter().copied().chain([ActivityKind::Unlisted]);
        let words: std::collections::BTreeSet<&str> = known.map(|kind| kind.attributes().official).collect();
        assert_eq!(words.len(), ActivityKind::ALL.len() + 1, "{words:?}");
        assert_eq!(ActivityKind::Unlisted.attributes().official, "其他");
    }

    #[test]
    fn only_talks_about_the_mind_are_confidential() {
        let confidential: Vec<_> = ActivityKind::ALL.iter().filter(|k| k.attributes().confidential).collect();
        assert_eq!(confidential, [&ActivityKind::Counselling]);
    }
}
