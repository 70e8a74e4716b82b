//! The page of a child and term: what we still owe the child, what is dangerous at home, and the plan.
//!
//! A page is a version that appends, like a fact. Two people who wrote on one child in one term without having seen
//! each other's both stay; the school says which holds, by a third.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::calendar::Term;
use super::hazard::{Hazard, findings};
use super::plan::PlanLine;
use crate::code::coded;
use crate::guardianship::Fact;
use crate::id::{AccountId, ChildId, PageId, QuestionId};
use crate::log::Goal;

/// Most characters of what a child says.
pub const SAYS_CHARS_MAX: usize = 200;
/// Most characters of each thing in the plan and about a hazard.
pub const LINE_CHARS_MAX: usize = 200;
/// Most lines of a plan.
pub const LINES_MAX: usize = 12;
/// Most hazards of a page, closed ones too.
pub const HAZARDS_MAX: usize = 20;
/// Most answers on a page.
pub const ANSWERS_MAX: usize = 20;

coded! {
    /// What we still owe a child towards one of the five haves. A stage, never a number: it is not averaged or summed.
    Owed {
        /// 够了; on official tables 达成.
        Enough = "enough",
        /// 还差点; 基本达成.
        ALittle = "a_little",
        /// 还要多陪; 未达成.
        Much = "much",
        /// 说不准; 暂无法判断.
        Unclear = "unclear",
    }
}

/// What one person thinks of one of the five haves, and what the child says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judged {
    /// Which of the five.
    pub goal: Goal,
    /// What we still owe.
    pub owed: Owed,
    /// What the child says about it, in its own words, where it differs.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub child_says: String,
}

/// A few words to what the school asked about the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What was asked.
    pub question: QuestionId,
    /// The words, at most [`LINE_CHARS_MAX`] characters.
    pub text: String,
}

/// What is filled in on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageBody {
    /// At most one a goal; of a goal that is missing nothing was said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub haves: Vec<Judged>,
    /// What is or was dangerous at home, as far as it is not settled since before the term.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hazards: Vec<Hazard>,
    /// What is to be done, by whom and till when.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub plan: Vec<PlanLine>,
    /// What is answered to the school's questions, at most one each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
}

/// One version of the page of a child and term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TermPage {
    /// Of this version alone.
    pub id: PageId,
    /// Whose page it is.
    pub child: ChildId,
    /// Of which term.
    pub term: Term,
    /// Who wrote it; `None` for an import.
    pub author: Option<AccountId>,
    /// When it was written, by the writer's clock.
    pub captured_at: DateTime<Utc>,
    /// What was filled in.
    pub body: PageBody,
    /// Another person's version that its writer had not seen and that says otherwise. Both are kept; the school says which holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disputes: Option<PageId>,
    /// Whether it takes back what stood there: an import was taken back as a whole, and there is no page any more.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unsaid: bool,
}

/// A part of a page, where a problem can be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageProblem {
    /// What the child says is too long.
    ChildSays(Goal),
    /// A goal is there twice.
    Twice(Goal),
    /// Something about the hazard at this place is too long.
    HazardWords(usize),
    /// The hazard at this place was closed before it was found.
    HazardClosed(usize),
    /// Too many hazards.
    ManyHazards,
    /// The line of the plan at this place has no goal.
    NoGoal(usize),
    /// Something in the line of the plan at this place is too long.
    LineWords(usize),
    /// Too many lines.
    ManyLines,
    /// An answer is too long.
    AnswerWords(QuestionId),
    /// Too many answers, or two to one question.
    ManyAnswers,
}

impl PageBody {
    /// What was said of a goal.
    pub fn judged(&self, goal: Goal) -> Option<&Judged> {
        self.haves.iter().find(|judged| judged.goal == goal)
    }

    /// What is answered to a question.
    pub fn answer(&self, question: QuestionId) -> Option<&str> {
        self.answers.iter().find(|answer| answer.question == question).map(|answer| answer.text.as_str())
    }

    /// The hazards that nobody has closed.
    pub fn open_hazards(&self) -> impl Iterator<Item = &Hazard> {
        self.hazards.iter().filter(|hazard| hazard.closed.is_none())
    }

    /// What keeps it from being accepted; nothing when it can be kept.
    pub fn problems(&self) -> Vec<PageProblem> {
        let long = |text: &str| text.chars().count() > LINE_CHARS_MAX;
        let mut found = Vec::new();
        for (at, judged) in self.haves.iter().enumerate() {
            if judged.child_says.chars().count() > SAYS_CHARS_MAX {
                found.push(PageProblem::ChildSays(judged.goal));
            }
            if self.haves.iter().take(at).any(|before| before.goal == judged.goal) {
                found.push(PageProblem::Twice(judged.goal));
            }
        }
        for (at, hazard) in self.hazards.iter().enumerate() {
            if hazard.words().any(long) {
                found.push(PageProblem::HazardWords(at));
            }
            if hazard.closed.as_ref().is_some_and(|closed| closed.on < hazard.found_on) {
                found.push(PageProblem::HazardClosed(at));
            }
        }
        for (at, line) in self.plan.iter().enumerate() {
            if line.goal.trim().is_empty() {
                found.push(PageProblem::NoGoal(at));
            }
            if line.words().any(long) {
                found.push(PageProblem::LineWords(at));
            }
        }
        self.answer_problems(&mut found);
        if self.hazards.len() > HAZARDS_MAX {
            found.push(PageProblem::ManyHazards);
        }
        if self.plan.len() > LINES_MAX {
            found.push(PageProblem::ManyLines);
        }
        found
    }

    fn answer_problems(&self, found: &mut Vec<PageProblem>) {
        let long = self.answers.iter().filter(|answer| answer.text.chars().count() > LINE_CHARS_MAX);
        found.extend(long.map(|answer| PageProblem::AnswerWords(answer.question)));
        let is_again = |(at, answer): (usize, &Answer)| {
            self.answers.iter().take(at).any(|before| before.question == answer.question)
        };
        if self.answers.len() > ANSWERS_MAX || self.answers.iter().enumerate().any(is_again) {
            found.push(PageProblem::ManyAnswers);
        }
    }

    /// The page with which the next term begins: what is open at home and what was planned and is not done, no levels,
    /// no answers. While the word of a visit stands that something is dangerous, so does the word that it is gone.
    #[must_use]
    pub fn carried(&self, facts: &[&Fact]) -> Self {
        let found = findings(facts);
        let stands = |one: &&Hazard| one.closed.is_none() || found.iter().any(|fact| one.is_of(fact));
        let plan = self.plan.iter().filter(|line| line.goes_on()).map(PlanLine::carried).collect();
        Self { hazards: self.hazards.iter().filter(stands).cloned().collect(), plan, ..Self::default() }
    }
}

/// How many terms back a page is taken from a phone: four school years.
const TERMS_BACK_MAX: usize = 8;

/// Whether a phone may still, or already, write the page of a term: one whose clock is wrong names any.
pub fn is_taken(term: Term, today: NaiveDate) -> bool {
    Term::of(today).next().back().take(TERMS_BACK_MAX + 2).any(|one| one == term)
}

/// The last of some versions of a page, also one by which what was said is taken back.
pub fn last<'a>(versions: impl IntoIterator<Item = &'a TermPage>) -> Option<&'a TermPage> {
    versions.into_iter().max_by_key(|page| (page.captured_at, page.id))
}

/// The current version of a child's page of a term among all that were written.
pub fn current<'a>(pages: impl IntoIterator<Item = &'a TermPage>, child: ChildId, term: Term) -> Option<&'a TermPage> {
    let own = pages.into_iter().filter(|page| page.child == child && page.term == term);
    last(own).filter(|page| !page.unsaid)
}

/// The newest page of a child up to a term: its own where there is one, otherwise that of an earlier term.
pub fn newest<'a>(pages: impl IntoIterator<Item = &'a TermPage>, child: ChildId, term: Term) -> Option<&'a TermPage> {
    let mut until: Vec<&TermPage> = pages.into_iter().filter(|page| page.child == child && page.term <= term).collect();
    loop {
        let newest = until.iter().copied().max_by_key(|page| (page.term, page.captured_at, page.id))?;
        if !newest.unsaid {
            return Some(newest);
        }
        until.retain(|page| page.term < newest.term);
    }
}

/// The day from which the page of a term is asked for: so many days before its lessons end.
pub fn asked_from(last_day_of_lessons: NaiveDate, days: u32) -> NaiveDate {
    last_day_of_lessons - chrono::Days::new(days.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::term::calendar::Half;
    use crate::term::hazard::{Closed, HazardKind};
    use crate::term::plan::{Aim, CameOf};
    use uuid::Uuid;

    fn day(d: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 9, d).unwrap_or_default()
    }

    fn line(goal: &str, came_of: Option<CameOf>) -> PlanLine {
        PlanLine { came_of, ..PlanLine::new(Aim::Study, "", goal) }
    }

    fn answer(n: u128, chars: usize) -> Answer {
        Answer { question: QuestionId(Uuid::from_u128(n)), text: "答".repeat(chars) }
    }

    fn page(n: u128, term: Term, seconds: i64) -> TermPage {
        TermPage {
            id: PageId(Uuid::from_u128(n)),
            child: ChildId(Uuid::nil()),
            term,
            author: None,
            captured_at: DateTime::from_timestamp(seconds, 0).unwrap_or_default(),
            body: PageBody::default(),
            disputes: None,
            unsaid: false,
        }
    }

    #[test]
    fn the_last_written_page_of_a_term_is_current_whatever_the_order_of_arrival() {
        let term = Term { year: 2026, half: Half::Autumn };
        let pages = [page(3, term, 30), page(1, term, 50), page(2, term.previous(), 90)];
        let child = ChildId(Uuid::nil());
        assert_eq!(current(&pages, child, term).map(|p| p.id), Some(pages[1].id));
        assert_eq!(current(&pages, child, term.next()), None);
        assert_eq!(newest(&pages, child, term.next()).map(|p| p.id), Some(pages[1].id));
        assert_eq!(newest(&pages, child, term.previous()).map(|p| p.id), Some(pages[2].id));
    }

    #[test]
    fn of_a_term_whose_page_was_taken_back_there_is_none() {
        let term = Term { year: 2026, half: Half::Autumn };
        let back = TermPage { unsaid: true, ..page(4, term, 60) };
        let mut pages = vec![page(3, term, 30), back, page(2, term.previous(), 90)];
        let child = ChildId(Uuid::nil());
        assert_eq!(current(&pages, child, term), None);
        assert_eq!(newest(&pages, child, term).map(|p| p.id), Some(pages[2].id), "that of the term before");
        pages.push(page(5, term, 61));
        assert_eq!(current(&pages, child, term).map(|p| p.id), Some(pages[3].id), "one can be written anew");
        assert_eq!(newest(&pages[..2], child, term), None);
    }

    #[test]
    fn a_page_is_of_some_term_that_a_phone_can_know_of() {
        let term = |year, half| Term { year, half };
        for (of, taken) in [
            (term(2026, Half::Autumn), true),
            (term(2027, Half::Spring), true),
            (term(2027, Half::Autumn), false),
            (term(2022, Half::Autumn), true),
            (term(2022, Half::Spring), false),
            (term(i32::MAX, Half::Autumn), false),
        ] {
            assert_eq!(is_taken(of, day(18)), taken, "{of}");
        }
    }

    #[test]
    fn each_problem_is_named_at_its_place() {
        let judged = Judged { goal: Goal::Mind, owed: Owed::Enough, child_says: "说".repeat(SAYS_CHARS_MAX + 1) };
        let mut hazard = Hazard::found(HazardKind::Water, "门前水塘", day(3));
        hazard.closed = Some(Closed { on: day(2), how: String::new() });
        let body = PageBody {
            haves: vec![judged.clone(), Judged { child_says: String::new(), ..judged }],
            hazards: vec![hazard],
            plan: vec![line(" ", None), line(&"长".repeat(LINE_CHARS_MAX + 1), None)],
            answers: vec![answer(1, LINE_CHARS_MAX), answer(2, LINE_CHARS_MAX + 1), answer(1, 3)],
        };
        assert_eq!(
            body.problems(),
            [
                PageProblem::ChildSays(Goal::Mind),
                PageProblem::Twice(Goal::Mind),
                PageProblem::HazardClosed(0),
                PageProblem::NoGoal(0),
                PageProblem::LineWords(1),
                PageProblem::AnswerWords(QuestionId(Uuid::from_u128(2))),
                PageProblem::ManyAnswers,
            ]
        );
        assert_eq!(PageBody::default().problems(), []);
    }

    #[test]
    fn the_next_term_begins_with_what_is_open() {
        let mut closed = Hazard::found(HazardKind::Electric, "", day(1));
        closed.closed = Some(Closed { on: day(9), how: "换了线".to_owned() });
        let open = Hazard::found(HazardKind::Water, "", day(2));
        let body = PageBody {
            haves: vec![Judged { goal: Goal::Study, owed: Owed::Much, child_says: String::new() }],
            hazards: vec![closed, open.clone()],
            plan: vec![
                line("背完乘法口诀", Some(CameOf::Done)),
                line("每天读十分钟", Some(CameOf::Partly)),
                line("按时睡", None),
            ],
            answers: vec![answer(1, 3)],
        };
        let next = body.carried(&[]);
        assert_eq!(next.hazards, [open]);
        assert!(next.answers.is_empty(), "what was asked was about this term");
        assert!(next.haves.is_empty(), "levels are judged anew");
        let goals: Vec<&str> = next.plan.iter().map(|line| line.goal.as_str()).collect();
        assert_eq!(goals, ["每天读十分钟", "按时睡"]);
        assert!(next.plan.iter().all(|line| line.came_of.is_none() && line.review_on.is_none()));
    }
}
