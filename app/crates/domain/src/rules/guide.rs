//! What each of the five haves looks like for a child of an age, in two lines that the centre edits. They stand beside
//! the levels, so that two people mean the same by one.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::rule_set::RuleSet;
use crate::code::coded;
use crate::log::Goal;
use crate::term::age_on;

coded! {
    /// An age group.
    Stage {
        /// Kindergarten: up to five years.
        Kindergarten = "kindergarten",
        /// The first three grades: six to eight.
        Lower = "lower",
        /// Grades four to six: nine to eleven.
        Upper = "upper",
        /// Junior school and after: from twelve on.
        Junior = "junior",
    }
}

impl Stage {
    /// The age group of a child on a day; that of the first grades where its birth date is not known.
    pub fn of(birth: Option<NaiveDate>, day: NaiveDate) -> Self {
        match birth.map(|birth| age_on(birth, day)) {
            Some(0..=5) => Self::Kindergarten,
            Some(6..=8) | None => Self::Lower,
            Some(9..=11) => Self::Upper,
            Some(_) => Self::Junior,
        }
    }

    /// Whether a child sets its goals in its own words: from the fourth grade on.
    pub fn speaks_for_itself(self) -> bool {
        matches!(self, Self::Upper | Self::Junior)
    }
}

/// Two lines on one of the five haves for one age group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guide {
    /// Which of the five.
    pub goal: Goal,
    /// For whom.
    pub stage: Stage,
    /// What it looks like where it is enough.
    pub enough: String,
    /// What it looks like where more is needed.
    pub more: String,
}

/// The lines for one of the five haves and an age: the county's own, or the usual ones. The phone reads them where they
/// are shown, in no part that comes first.
pub fn lines(rules: &RuleSet, goal: Goal, stage: Stage) -> Option<Guide> {
    let is_it = |guide: &Guide| (guide.goal, guide.stage) == (goal, stage);
    let own = rules.guides.iter().find(|guide| is_it(guide)).cloned();
    own.or_else(|| usual().into_iter().find(is_it))
}

/// The lines of a county that has not written its own.
pub fn usual() -> Vec<Guide> {
    let lines = [
        (Goal::Material, Stage::Kindergarten, "吃得饱，穿得暖，有自己的碗和床", "天冷了衣服还薄，或常饿着来园"),
        (Goal::Mind, Stage::Kindergarten, "肯说话，肯和小朋友玩，哭了有人哄", "总一个人待着，或老问爸妈什么时候回来"),
        (Goal::Study, Stage::Kindergarten, "爱听故事，会说完整的话，坐得住一小会儿", "话说得少，别人说话听不进去"),
        (Goal::Family, Stage::Kindergarten, "每周和爸妈视频，认得出爸妈的声音", "很久没和爸妈说话，或不肯接电话"),
        (Goal::Virtue, Stage::Kindergarten, "会说谢谢，肯和别人分东西", "常抢东西、打人，说了也不听"),
        (Goal::Material, Stage::Lower, "书包文具齐全，三餐按时，衣服合季节", "缺文具缺衣服，或早饭常不吃"),
        (Goal::Mind, Stage::Lower, "有要好的同学，受了委屈会说", "怕来学校，或夜里常睡不好"),
        (Goal::Study, Stage::Lower, "作业按时做，有人看一眼", "作业常空着，家里没人能教"),
        (Goal::Family, Stage::Lower, "每周和爸妈通话，知道爸妈在哪、做什么", "一个月说不上几句话，或只谈钱和分数"),
        (Goal::Virtue, Stage::Lower, "按时到校，自己的事自己做", "常迟到，或拿别人的东西"),
        (Goal::Material, Stage::Upper, "生活费够用，知道怎么花", "钱不够用，或乱花后挨饿"),
        (Goal::Mind, Stage::Upper, "遇事肯和大人讲，难过了过得去", "近来话少，不愿和人来往，或常发脾气"),
        (Goal::Study, Stage::Upper, "有自己的学习目标，比自己上学期有进步", "不想学，或跟不上也不问"),
        (Goal::Family, Stage::Upper, "和爸妈常通话，有心里话也讲", "和爸妈没话说，或不愿提起爸妈"),
        (Goal::Virtue, Stage::Upper, "说到做到，肯帮同学和家里", "常说谎，或跟人起冲突"),
        (Goal::Material, Stage::Junior, "住校吃穿有着落，该得的资助都得了", "为钱发愁，想早点出去打工"),
        (
            Goal::Mind,
            Stage::Junior,
            "有信得过的大人，压力大了会找人说",
            "一直提不起精神，或说过不想活这样的话（要马上管）",
        ),
        (Goal::Study, Stage::Junior, "知道初中毕业后想走哪条路，在为它努力", "常逃课，或说不想念了"),
        (Goal::Family, Stage::Junior, "和爸妈能商量事情，爸妈也听得进", "和爸妈一说就吵，或很久不联系"),
        (Goal::Virtue, Stage::Junior, "管得住手机，交的朋友让人放心", "夜里不回，或和社会上的人来往"),
    ];
    let guide = |(goal, stage, enough, more): (Goal, Stage, &str, &str)| Guide {
        goal,
        stage,
        enough: enough.to_owned(),
        more: more.to_owned(),
    };
    lines.into_iter().map(guide).collect()
}

/// All lines of a county: its own where it has written some, otherwise the usual ones.
pub fn of_county(own: &[Guide]) -> Vec<Guide> {
    if own.is_empty() { usual() } else { own.to_vec() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_goal_has_its_lines_for_every_age() {
        let all = usual();
        for (goal, stage) in Goal::ALL.iter().flat_map(|goal| Stage::ALL.iter().map(move |stage| (goal, stage))) {
            assert_eq!(all.iter().filter(|g| (g.goal, g.stage) == (*goal, *stage)).count(), 1, "{goal} {stage}");
        }
    }

    #[test]
    fn what_the_county_has_written_itself_is_shown() {
        let own =
            Guide { goal: Goal::Mind, stage: Stage::Upper, enough: "会笑".to_owned(), more: "不笑".to_owned() };
        let rules = RuleSet { guides: vec![own.clone()], ..RuleSet::default() };
        assert_eq!(lines(&rules, Goal::Mind, Stage::Upper), Some(own));
        assert_eq!(lines(&rules, Goal::Study, Stage::Upper), lines(&RuleSet::default(), Goal::Study, Stage::Upper));
    }

    #[test]
    fn an_age_group_begins_on_a_birthday() {
        let day = |y, m, d| NaiveDate::from_ymd_opt(y, m, d).unwrap_or_default();
        let born = Some(day(2017, 9, 10));
        assert_eq!(Stage::of(born, day(2026, 9, 9)), Stage::Lower);
        assert_eq!(Stage::of(born, day(2026, 9, 10)), Stage::Upper);
        assert_eq!(Stage::of(None, day(2026, 9, 10)), Stage::Lower);
    }
}
