//! Words for the term: goals, the flower, what is due, the page of a child and term.

use domain::log::ActivityKind;
use domain::rules::Stage;
use domain::term::due::{Due, Duty};
use domain::term::evidence::Piece;
use domain::term::flower::{Flower, Goal, Level};
use domain::term::hazard::HazardKind;
use domain::term::page::{LINE_CHARS_MAX, PageProblem, SAYS_CHARS_MAX};
use domain::term::plan::{Aim, Because, CameOf, Part, PlanLine, Proposed};
use domain::term::{Half, Owed, PageBody, Term};

use super::code::{find, lists, tables};
use super::{comma, joined};
use crate::w;

lists! {
    /// A goal.
    goal: Goal = GOALS,
    /// How full a petal is.
    level: Level = LEVELS,
    /// Something due.
    duty: Duty = DUTIES,
    /// The deed that a duty asks for.
    deed: Duty = DEEDS,
    /// What is still owed.
    owed: Owed = OWED,
    /// Towards what a line of the plan goes.
    aim: Aim = AIM,
    /// Why a line is proposed.
    because: Because = BECAUSE,
    /// What came of a line.
    came_of: CameOf = CAME_OF,
    /// What kind of danger.
    hazard_kind: HazardKind = HAZARD_KIND,
    /// An age group.
    stage: Stage = STAGE,
}

/// What is due, with the round of the year that asks for it.
pub fn due(due: &Due) -> String {
    let what = duty(due.duty);
    if due.round.is_empty() { what.to_owned() } else { w!(due.in_round, round = due.round.as_str(), what = what) }
}

/// What a flower says: which goals nothing was done for yet.
pub fn flower(flower: &Flower) -> String {
    let empty = Goal::ALL.iter().zip(flower.petals).filter(|(_, level)| *level == Level::Empty);
    let missing: Vec<&str> = empty.map(|(missing, _)| goal(*missing)).collect();
    if missing.is_empty() {
        w!(child.flower_full).to_owned()
    } else {
        w!(child.flower_missing, goals = missing.join(comma()))
    }
}

/// A term: 2026年秋, autumn 2026.
pub fn name(term: Term) -> String {
    match term.half {
        Half::Spring => w!(page.spring, year = term.year),
        Half::Autumn => w!(page.autumn, year = term.year),
    }
}

/// What is on record for one of the five haves: each kind with how often.
pub fn on_record(pieces: &[Piece]) -> String {
    let count =
        |kind| pieces.iter().filter(|piece| matches!(piece, Piece::Entry { kind: of, .. } if *of == kind)).count();
    let times = |kind: &ActivityKind| match count(*kind) {
        0 => None,
        count => Some(w!(page.times, what = super::log::kind(*kind), count = count)),
    };
    let boards = pieces.contains(&Piece::Boarding).then(|| w!(page.boarding).to_owned());
    let all: Vec<String> = boards.into_iter().chain(ActivityKind::ALL.iter().filter_map(times)).collect();
    if all.is_empty() { w!(page.nothing_yet).to_owned() } else { all.join(comma()) }
}

/// What was judged before, and when, seen from a term.
pub fn last((of, judged): (Term, Owed), seen_from: Term) -> String {
    if of == seen_from.previous() {
        w!(page.last, level = owed(judged))
    } else {
        w!(page.earlier, term = name(of), level = owed(judged))
    }
}

/// What is open on a page, in one line; that nobody has written it where there is none.
pub fn open(page: Option<&PageBody>) -> String {
    let Some(page) = page else { return w!(page.unwritten).to_owned() };
    let much = page.haves.iter().filter(|judged| judged.owed == Owed::Much);
    let much: Vec<&str> = much.map(|judged| goal(judged.goal)).collect();
    let much = if much.is_empty() { String::new() } else { format!("{} {}", much.join(comma()), owed(Owed::Much)) };
    let hazards = match page.open_hazards().count() {
        0 => String::new(),
        count => w!(page.hazards_open, count = count),
    };
    let lines = match page.plan.iter().filter(|line| line.goes_on()).count() {
        0 => String::new(),
        count => w!(page.lines_open, count = count),
    };
    let said = joined(&[&much, &hazards, &lines]);
    if said.is_empty() { w!(page.all_well).to_owned() } else { said }
}

/// All that is written on a page, in one text.
pub fn written(page: &PageBody) -> String {
    let haves = page.haves.iter().map(|of| joined(&[goal(of.goal), owed(of.owed), &of.child_says]));
    let hazards = page.hazards.iter().map(|hazard| {
        let how = hazard.closed.as_ref().map_or("", |closed| closed.how.as_str());
        joined(&[hazard_kind(hazard.kind), &hazard.what, &hazard.who, how])
    });
    let plan = page.plan.iter().map(line);
    let answers = page.answers.iter().map(|answer| answer.text.clone());
    haves.chain(hazards).chain(plan).chain(answers).collect::<Vec<_>>().join("\n")
}

/// What is done about a line of the plan, by whom, and when somebody looks again.
pub fn measure(line: &PlanLine) -> String {
    let review = line.review_on.map(|day| w!(page.review_on, date = super::date::day(day))).unwrap_or_default();
    joined(&[&line.measure, &line.who, &review])
}

/// A line of the plan with what came of it, in one text, wherever it is read.
pub fn line(line: &PlanLine) -> String {
    joined(&[&line.situation, &line.goal, &measure(line), line.came_of.map(came_of).unwrap_or_default()])
}

/// What a line of a full plan does not say yet; empty where it says everything.
pub fn lacks(parts: &[Part]) -> String {
    let part = |part: &Part| match part {
        Part::Situation => w!(page.situation),
        Part::Goal => w!(page.goal),
        Part::Measure => w!(page.measure),
        Part::Who => w!(page.who),
        Part::Review => w!(page.review),
    };
    let parts: Vec<&str> = parts.iter().map(part).collect();
    if parts.is_empty() { String::new() } else { w!(page.line_lacks, parts = parts.join(comma())) }
}

/// A proposed line in words. Who reads it changes them as they like.
pub fn drafted(line: Proposed) -> PlanLine {
    let of = line.goal.map_or("home", Goal::code);
    let word = |part: &str| find(tables::DRAFTS, &format!("{of}_{part}")).unwrap_or_default();
    let drafted = PlanLine::new(line.aim, word("situation"), word("goal"));
    PlanLine { measure: word("measure").to_owned(), who: word("who").to_owned(), ..drafted }
}

/// A sentence for a problem of the page.
pub fn problem(problem: PageProblem) -> String {
    match problem {
        PageProblem::ChildSays(_) => w!(page.too_long, count = SAYS_CHARS_MAX),
        PageProblem::HazardWords(_) | PageProblem::LineWords(_) | PageProblem::AnswerWords(_) => {
            w!(page.too_long, count = LINE_CHARS_MAX)
        }
        PageProblem::HazardClosed(_) => w!(page.closed_before).to_owned(),
        PageProblem::NoGoal(_) => w!(page.no_goal).to_owned(),
        PageProblem::Twice(_) | PageProblem::ManyHazards | PageProblem::ManyLines | PageProblem::ManyAnswers => {
            w!(page.too_many).to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use domain::id::LogId;
    use domain::term::hazard::Hazard;
    use domain::term::page::Judged;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn every_proposal_has_its_words() {
        for goal in Goal::ALL.iter().copied().map(Some).chain([None]) {
            let line = drafted(Proposed { aim: Aim::Spirit, goal, because: Because::NothingYet });
            assert!(
                [&line.situation, &line.goal, &line.measure, &line.who].iter().all(|text| !text.is_empty()),
                "{goal:?}"
            );
        }
    }

    #[test]
    fn what_is_on_record_is_counted_by_kind() {
        let entry =
            |n| Piece::Entry { on: NaiveDate::default(), log: LogId(Uuid::from_u128(n)), kind: ActivityKind::Tutoring };
        assert_eq!(on_record(&[]), w!(page.nothing_yet));
        assert_eq!(on_record(&[Piece::Boarding, entry(1), entry(2)]), "住校、学业辅导 2 次");
    }

    #[test]
    fn the_one_line_says_what_is_open_and_nothing_else() {
        let judged = |goal, owed| Judged { goal, owed, child_says: String::new() };
        let haves = vec![judged(Goal::Mind, Owed::Enough), judged(Goal::Family, Owed::Much)];
        let page = PageBody {
            haves,
            hazards: vec![Hazard::found(HazardKind::Water, "", NaiveDate::default())],
            ..PageBody::default()
        };
        assert_eq!(open(Some(&page)), "亲情 还要多陪 · 1 处隐患没处理");
        assert_eq!(open(Some(&PageBody::default())), w!(page.all_well));
        assert_eq!(open(None), w!(page.unwritten));
    }
}
